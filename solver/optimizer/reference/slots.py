"""Pools of several tokens, grouped by how many, so that each group is a handful of vectors."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import cvxpy as cp
import numpy as np

from solver.optimizer.program.network import Floats, Places
from solver.optimizer.reference.part import gathered
from solver.optimizer.reference.room import payable


@dataclass(frozen=True, slots=True, eq=False)
class Group:
    """Pools with the same number of tokens; place (pools, tokens): their slots; pool: their places among all."""

    pool: Places
    place: Places


def groups(start: Places) -> Iterator[Group]:
    """One group for each number of tokens."""
    counts = np.diff(start)
    for count in np.unique(counts):
        pool = np.flatnonzero(counts == count)
        yield Group(pool, start[pool][:, None] + np.arange(count))


@dataclass(frozen=True, slots=True, eq=False)
class Flows:
    """What a group's pools are given and give, as multiples of unit (pools, tokens) = step times balance."""

    step: Floats
    unit: Floats
    added: cp.Variable
    taken: cp.Variable

    def change(self, slot: int, keep_in: Floats) -> cp.Expression:
        """L of one token: its balance becomes 1 + e l times what it was."""
        return cp.multiply(keep_in, self.added[:, slot]) - self.taken[:, slot]

    def net(self, tokens: int, token: Places, keep_out: Floats) -> cp.Expression:
        """What the trader gets of each token."""
        return sum(
            gathered(tokens, token[:, i], self.unit[:, i] * keep_out) @ self.taken[:, i]
            - gathered(tokens, token[:, i], self.unit[:, i]) @ self.added[:, i]
            for i in range(token.shape[1])
        )

    def value(self, room: Callable[[Floats], Floats], keep_in: Floats, keep_out: Floats) -> Floats:
        """What the trader gets of each token in each slot; room: of the invariant, by relative changes."""
        paid, given = np.maximum(self.taken.value, 0.0), np.maximum(self.added.value, 0.0)
        kept = keep_in[:, None] * given
        part = payable(lambda f: room(self.step[:, None] * (kept - f[:, None] * paid)), self.step.size)
        found: Floats = self.unit * ((keep_out * part)[:, None] * paid - given)
        return found


def flows(balance: Floats) -> Flows:
    """Of pools with these balances, in order sizes."""
    step = np.minimum(1.0, (1.0 / balance).max(axis=1))
    return Flows(
        step=step,
        unit=step[:, None] * balance,
        added=cp.Variable(balance.shape, nonneg=True),
        taken=cp.Variable(balance.shape, nonneg=True),
    )
