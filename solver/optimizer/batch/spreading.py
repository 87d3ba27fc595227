"""Surplus spread between tokens so that one price a token clears opposite orders.

Where orders oppose each other the optimum puts all surplus into the token that is worth most, and leaves the traders on
the other side their bare limits. Raising the value of their tokens moves surplus over. What is sought is the root of
clearing's r in the values of the tokens of a cycle: Broyden's method, started with differences, over a few solves, each
from the last one's prices.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from solver.optimizer.batch.clearing import Cleared, Filled, cleared, cycles, filled, order_tokens
from solver.optimizer.batch.statement import Stated
from solver.optimizer.program.network import Floats, Network, Optimum, Places

Solve = Callable[[Network, Optimum | None], Optimum]
"""A network, and an optimum near by to start from."""

_DIFFERENCE = 1e-6
_LONGEST = 0.02
_ROUNDS = 12


@dataclass(frozen=True, slots=True, eq=False)
class Settled:
    """An optimum with what it does to orders and the prices they trade at; solves: how many it took."""

    stated: Stated
    found: Optimum
    done: Filled
    cleared: Cleared
    solves: int


def settled(stated: Stated, solve: Solve) -> Settled:
    """The optimum at the stated values if it clears, else one at values that make it clear, else the first again."""
    first = _settled(stated, solve(stated.program.network, None), 1)
    if first.cleared.uniform or not np.isfinite(first.found.dual):
        return first
    search = _Search(first, solve, _free(stated))
    best = search.run()
    return best if best.cleared.uniform else replace(first, solves=search.solves)


def _settled(stated: Stated, found: Optimum, solves: int) -> Settled:
    done = filled(stated, found)
    return Settled(stated, found, done, cleared(stated, done, found.prices), solves)


def _free(stated: Stated) -> Places:
    """Tokens of cycles."""
    places = np.array(order_tokens(stated))
    _, of = cycles(stated, list(places))
    return np.asarray(places[np.bincount(of)[of] > 1])


@dataclass(slots=True)
class _Search:
    first: Settled
    solve: Solve
    tokens: Places
    solves: int = 1

    def run(self) -> Settled:
        """Quasi-Newton in the logarithms of prices; the least step does what a redundant scale leaves open.

        A value below its token's price does nothing, so at every point values are first raised to the prices found.
        """
        here = self._at(self._logs(self.first), self.first)
        slope = self._differences(here)
        for _ in range(_ROUNDS):
            if here.cleared.uniform:
                break
            logs, r = self._logs(here), self._left(here)
            step = -np.linalg.lstsq(slope, r, rcond=1e-9)[0]
            step *= min(1.0, _LONGEST / max(float(np.abs(step).max()), 1e-300))
            there = self._at(logs + step, here)
            moved, made = self._left(there), self._logs(there) - logs
            slope = slope + np.outer(moved - r - slope @ made, made) / max(float(made @ made), 1e-300)
            if np.abs(moved).max() < np.abs(r).max():
                here = there
        return here

    def _logs(self, at: Settled) -> Floats:
        return np.asarray(np.log(np.maximum(at.found.prices[self.tokens], 1e-300)))

    def _left(self, at: Settled) -> Floats:
        return np.asarray(at.cleared.left[self.tokens])

    def _differences(self, here: Settled) -> Floats:
        logs, r = self._logs(here), self._left(here)
        slope = np.zeros((r.size, logs.size))
        for column in range(logs.size):
            beside = logs.copy()
            beside[column] += _DIFFERENCE
            slope[:, column] = (self._left(self._at(beside, here)) - r) / _DIFFERENCE
        return slope

    def _at(self, logs: Floats, near: Settled) -> Settled:
        self.solves += 1
        stated = self.first.stated
        value = stated.program.network.value.copy()
        value[self.tokens] = np.exp(logs)
        network = replace(stated.program.network, value=value)
        moved = replace(stated, program=replace(stated.program, network=network))
        return _settled(moved, self.solve(network, near.found), self.solves)
