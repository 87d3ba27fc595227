"""What one kind of market contributes to the statement.

Every amount in the statement is a multiple of the order's size, and every pool's flows are multiples of a step of its
own: interior point methods need numbers near one. A step e is the relative change of a pool's balance that the whole
order would make, at most 1, and changes are written e l.
"""

from collections.abc import Callable
from dataclasses import dataclass

import cvxpy as cp
import numpy as np
import scipy.sparse as sp

from solver.optimizer.program.network import Floats, Places

Read = Callable[[], tuple[Floats, Floats]]
"""Two arrays of flows, in order sizes, once the problem is solved."""


@dataclass(frozen=True, slots=True, eq=False)
class Part:
    """net (T): what the trader gets of each token, in order sizes; read: see the kind."""

    net: cp.Expression
    constraints: tuple[cp.Constraint, ...]
    read: Read


def gathered(tokens: int, token: Places, factor: Floats) -> sp.csr_array:
    """The matrix that adds factor times each flow to its token."""
    flows = token.size
    return sp.csr_array((factor, (token, np.arange(flows))), shape=(tokens, flows))


def second_order(left: cp.Expression, right: cp.Expression, middle: cp.Expression) -> cp.Constraint:
    """Left * right >= middle^2 and both at least 0, in each place of the three vectors."""
    return cp.SOC(left + right, cp.vstack([2 * middle, left - right]), axis=0)


def joined(leaves: list[cp.Expression], step: Floats) -> list[cp.Constraint]:
    """The product of all 1 + e leaf is at least one: a tree of geometric means, padded with factors of one."""
    cones, one = [], np.zeros(step.size)
    leaves = leaves + [one] * ((1 << (len(leaves) - 1).bit_length()) - len(leaves))
    while len(leaves) > 2:  # noqa: PLR2004 (the last two are joined without a mean)
        means = {}
        for left, right in zip(leaves[::2], leaves[1::2], strict=True):
            if left is not right and (id(left), id(right)) not in means:
                mean, cone = _halfway(left, right, step)
                means[id(left), id(right)] = mean
                cones.append(cone)
        leaves = [means.get((id(a), id(b)), a) for a, b in zip(leaves[::2], leaves[1::2], strict=True)]
    left, right = leaves
    return cones if left is right else [*cones, *_last(left, right, step)]


def factors_hold(left: cp.Expression, right: cp.Expression, step: Floats) -> cp.Constraint:
    """(1 + e l)(1 + e r) >= 1 without taking from one: u (2 + e^2 u) >= ((l - r) / 2)^2 with u = (l + r) / (2 e)."""
    u = cp.multiply(0.5 / step, left + right)
    return second_order(u, 2 + cp.multiply(step**2, u), (left - right) / 2)


def _last(left: cp.Expression, right: cp.Expression, step: Floats) -> list[cp.Constraint]:
    """As factors_hold with u a variable: its row, whose sums are large beside u, is then scaled apart from its cone."""
    u = cp.Variable(step.size)
    cone = second_order(u, 2 + cp.multiply(step**2, u), (left - right) / 2)
    return [cp.multiply(step, u) == (left + right) / 2, cone]


def _halfway(left: cp.Expression, right: cp.Expression, step: Floats) -> tuple[cp.Expression, cp.Constraint]:
    """M with sqrt((1 + e l)(1 + e r)) >= 1 + e m:  m = (l + r)/2 - e k,  k (2 + e (l + r) - e^2 k) >= ((l - r)/2)^2."""
    k = cp.Variable(step.size)
    total, half = left + right, (left - right) / 2
    cone = second_order(k, 2 + cp.multiply(step, total) - cp.multiply(step**2, k), half)
    return total / 2 - cp.multiply(step, k), cone
