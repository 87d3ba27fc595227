"""The Lagrangian bound at its best prices, by the shares of markets that make it tight.

Opening only a share s_i of a market at a share of its cost is the convex relaxation of using it or not:

    min_v base(v) + sum_i max(0, e_i(v) - cost_i)  =  max_{0 <= s <= 1} min_v base(v) + sum_i s_i (e_i(v) - cost_i),

where the right side is concave in s with derivative e_i(v(s)) - cost_i, v(s) the prices of the network with those
depths. With m_i the worth that market i moves and H the second derivatives of the open network's dual, both in the logs
of prices, its second derivatives are -m_i H^-1 m_j. It is climbed along the middle of the box (a primal-dual interior
point method): at the edges tokens would lose their prices. Each v(s) on the way bounds.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Protocol, Self

import numpy as np

from solver.optimizer.fixed_costs.engine import Trial
from solver.optimizer.program.network import Flags, Floats, Places

GHOST, _HAIR = 1e-6, 1e-8
"""A share that keeps the prices of tokens only such markets trade where trading would begin."""
_STEPS, _EDGE, _SHRINK, _TIGHT, _RIDGE = 30, 0.02, 0.1, 0.02, 1e-11


@dataclass(frozen=True, slots=True, eq=False)
class Node:
    """on: decided to be used; free: undecided; the rest is decided not to be.

    shares: of every market
    """

    on: Flags
    free: Flags
    shares: Floats

    @classmethod
    def root(cls, costs: Floats, most: Floats, least: Floats) -> Self:
        """Nothing decided. most, least: what each market earns when few are open, and when all are.

        Had all shares to move together, each market would earn its cost at the share taken here.
        """
        fall = np.maximum(most - least, 1e-3 * (costs + least)) + 1e-300
        with np.errstate(over="ignore"):
            shares = np.clip((most - costs) / fall, 0.0, 1.0)
        return cls(np.zeros(len(costs), dtype=np.bool_), np.ones(len(costs), dtype=np.bool_), shares)

    def decided(self, *, on: Flags, off: Flags) -> "Node":
        """With more decided."""
        shares = np.where(off, 0.0, np.where(on, 1.0, self.shares))
        return Node(self.on | on, self.free & ~on & ~off, shares)

    def rounded(self) -> Flags:
        """The choice that is nearest to the shares."""
        return self.shares >= 0.5  # noqa: PLR2004 (half)

    def children(self, net: Floats) -> Iterator["Node"]:
        """Both states of the market that is least decided: in shares, else by what it earns against its share."""
        if not self.free.any():
            return
        apart = np.minimum(self.shares, 1.0 - self.shares) * np.abs(net).max()
        wrong = np.where(self.shares > 0.5, -net, net)  # noqa: PLR2004 (half)
        doubt = np.where(apart > 1e-3 * np.abs(net).max(), np.abs(net).max() + apart, wrong)
        chosen = np.zeros(len(net), dtype=np.bool_)
        chosen[np.argmax(np.where(self.free, doubt, -np.inf))] = True
        nothing = np.zeros_like(chosen)
        yield self.decided(on=chosen, off=nothing)
        yield self.decided(on=nothing, off=chosen)


class Solver(Protocol):
    """What relaxing asks of a search."""

    @property
    def left(self) -> int: ...
    @property
    def target(self) -> float: ...
    @property
    def costs(self) -> Floats: ...
    def solve(self, depth: Floats) -> Trial: ...
    def bound(self, node: Node) -> float: ...


@dataclass(frozen=True, slots=True, eq=False)
class _Point:
    """By free market: share, derivative of the height in it, multipliers of being above 0 and below 1.

    moves, bend: second derivatives of the height are -moves bend^-1 moves
    """

    shares: Floats
    slope: Floats
    lower: Floats
    upper: Floats
    height: float
    moves: Floats
    bend: Floats

    @property
    def middle(self) -> float:
        """Mean product of shares and multipliers: zero at the top."""
        return float((self.shares @ self.lower + (1.0 - self.shares) @ self.upper) / (2 * len(self.shares)))


def relax(search: Solver, node: Node, *, precise: bool) -> tuple[float, Node]:
    """A bound within the node, and the shares at which it was found.

    It ends where the node is proved no better than the best choice, or cannot be, or (precise) the bound is as good as
    any Lagrangian one but for a small part of what it exceeds the best choice by.
    """
    free, shares = np.flatnonzero(node.free), np.array(node.shares)
    shares[free] = np.clip(shares[free], _EDGE, 1.0 - _EDGE)
    here = _evaluate(search, shares, free, None)
    for _ in range(_STEPS):
        bound, target = search.bound(node), search.target
        done = here.height > target if not precise else bound - here.height <= _TIGHT * (bound - target)
        if bound <= target or done or search.left <= 0 or not len(free):
            break
        ahead = _ahead(here)
        shares[free] = ahead.shares
        here = _evaluate(search, shares, free, ahead)
    return search.bound(node), replace(node, shares=shares)


def _evaluate(search: Solver, shares: Floats, free: Places, ahead: _Point | None) -> _Point:
    trial = search.solve(shares)
    slope = trial.earned - search.costs
    height = trial.base + float(shares @ slope)
    slope, moves = slope[free], np.where(_held(trial.bend), 0.0, trial.moves[free])
    if ahead is not None:
        return replace(ahead, slope=slope, height=height, moves=moves, bend=trial.bend)
    start = 0.1 * float(np.abs(slope).mean()) if len(free) else 0.0
    lower, upper = np.maximum(-slope, 0.0) + start, np.maximum(slope, 0.0) + start
    return _Point(shares[free], slope, lower, upper, height, moves, trial.bend)


def _held(bend: Floats) -> Flags:
    """Tokens whose prices do not answer."""
    held: Flags = (np.diag(bend) == 1.0) & (np.abs(bend).sum(axis=1) == 1.0)
    return held


def _ahead(here: _Point) -> _Point:
    """A Newton step towards shares whose products with their multipliers are all a tenth of what they are."""
    shares, rest = here.shares, 1.0 - here.shares
    aim = _SHRINK * here.middle
    stiff = here.lower / shares + here.upper / rest
    pull = here.slope + aim / shares - aim / rest
    weighted = here.moves / stiff[:, None]
    matrix = here.bend + here.moves.T @ weighted
    diagonal = np.diag(matrix)
    matrix += np.diag(_RIDGE * diagonal + (diagonal <= 0.0))
    step = (pull - here.moves @ np.linalg.solve(matrix, weighted.T @ pull)) / stiff
    lower = aim / shares - here.lower - here.lower / shares * step
    upper = aim / rest - here.upper + here.upper / rest * step
    length = min(_room(shares, step), _room(rest, -step))
    multipliers = min(_room(here.lower, lower), _room(here.upper, upper))
    return replace(
        here,
        shares=np.clip(shares + length * step, _HAIR, 1.0 - _HAIR),
        lower=here.lower + multipliers * lower,
        upper=here.upper + multipliers * upper,
    )


def _room(value: Floats, step: Floats) -> float:
    """How far along the step all values stay positive, less a little."""
    falling = step < 0.0
    return min(1.0, 0.95 * float((-value[falling] / step[falling]).min())) if falling.any() else 1.0
