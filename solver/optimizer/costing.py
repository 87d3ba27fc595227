"""A program as the search over fixed costs sees it: solve with parts of markets open, and what all would earn."""

from dataclasses import dataclass, replace
from typing import Self

import numpy as np

from solver.optimizer.dual.solve import Prepared, prepare, solve
from solver.optimizer.fixed_costs.engine import Trial
from solver.optimizer.probing import bend, probe
from solver.optimizer.program.back import moves
from solver.optimizer.program.build import Program
from solver.optimizer.program.network import Floats, Optimum
from solver.optimizer.program.restriction import opened

_CARRIES = 1e-12
"""Worth, by the order's, below which a flow is rounding."""


@dataclass(frozen=True, slots=True, eq=False)
class Trials:
    """An Engine over the markets that have a row in the program. full: the optimum with everything open."""

    program: Program
    whole: Prepared
    full: Optimum
    places: tuple[int, ...]

    @classmethod
    def of(cls, program: Program, whole: Prepared, full: Optimum) -> Self:
        """Over a program that is solved."""
        return cls(program, whole, full, tuple(sorted(program.owners.markets())))

    @property
    def markets(self) -> int:
        """Those with a row."""
        return len(self.places)

    def solve(self, depth: Floats, near: Floats | None) -> Trial:
        """Closed markets are left out, half-open ones are half as deep."""
        if depth.min(initial=1.0) >= 1.0:
            return self._trial(self.program, self.whole, self.full)
        every = np.zeros(len(self.program.pools))
        every[list(self.places)] = depth
        part = opened(self.program, every)
        ready = prepare(part.network)
        return self._trial(part, ready, solve(ready, self.full if near is None else replace(self.full, prices=near)))

    def _trial(self, part: Program, ready: Prepared, found: Optimum) -> Trial:
        # A token that only closed markets trade has no price here; any price will do for a bound. But if it is demanded
        # then nothing fills the order.
        prices = np.where(found.prices > 0, found.prices, self.full.prices) if fills(found) else self.full.prices
        program, places = self.program, list(self.places)
        there = probe(self.whole, prices, self.full)
        reached = ((part.network.supply >= 0) | (found.prices > 0)).all()
        limits, earned = 0.0, np.zeros(len(program.pools))
        for owner, rows in zip(program.owners.columns(), there.earned, strict=True):
            limits += float(rows[owner < 0].sum())
            earned += np.bincount(owner[owner >= 0], rows[owner >= 0], earned.size)
        return Trial(
            prices=prices,
            worth=found.primal if reached and fills(found) else -np.inf,
            base=float(program.network.supply @ prices) + limits,
            earned=earned[places],
            used=(np.abs(worth_moved(part, found)).sum(axis=1)[places] > _CARRIES).astype(np.float64),
            moves=worth_moved(program, there.found)[places],
            bend=bend(ready, prices),
            most=found.dual if reached else -np.inf,
        )


def worth_moved(program: Program, found: Optimum) -> Floats:
    """(markets, T): what the trader gets of each token from each market, at the optimum's prices."""
    owner, token, amount = moves(program, found)
    mine = owner >= 0
    count = len(program.pools) * program.unit.size
    place = owner[mine] * program.unit.size + token[mine]
    flat = np.bincount(place, amount[mine] * found.prices[token[mine]], count).astype(np.float64)
    return flat.reshape(len(program.pools), program.unit.size)


def fills(found: Optimum) -> bool:
    """Whether what is demanded is delivered."""
    return found.status != "unbounded" and bool(np.isfinite(found.dual)) and found.shortfall < 1e-6  # noqa: PLR2004
