"""A program as the search over fixed costs sees it: solve with parts of markets open, and what all would earn."""

from dataclasses import dataclass, replace

import numpy as np

from solver.optimizer.dual.solve import solve
from solver.optimizer.fixed_costs.engine import Trial
from solver.optimizer.program.back import moves
from solver.optimizer.program.build import Program
from solver.optimizer.program.earned import earned, earned_rows
from solver.optimizer.program.network import Floats, Optimum
from solver.optimizer.program.restriction import opened

_CARRIES = 1e-12
"""Worth, by the order's, below which a flow is rounding."""


@dataclass(slots=True, eq=False)
class Trials:
    """An Engine over the markets that have a row in the program. full: the optimum with everything open."""

    program: Program
    full: Optimum
    places: tuple[int, ...]
    last: Optimum
    last_program: Program

    @classmethod
    def of(cls, program: Program, full: Optimum) -> "Trials":
        """Over a program that is solved."""
        return cls(program, full, tuple(sorted(program.owners.markets())), full, program)

    @property
    def markets(self) -> int:
        """Those with a row."""
        return len(self.places)

    def solve(self, depth: Floats, near: Floats | None) -> Trial:
        """Closed markets are left out, half-open ones are half as deep."""
        every, part = np.zeros(len(self.program.pools)), self.program
        every[list(self.places)] = depth
        found = self.full
        if depth.min(initial=1.0) < 1.0:
            part = opened(self.program, every)
            found = solve(part.network, self.full if near is None else replace(self.full, prices=near))
        self.last, self.last_program = found, part
        return self._trial(part, found)

    def _trial(self, part: Program, found: Optimum) -> Trial:
        # A token that only closed markets trade has no price here; any price will do for a bound.
        prices = np.where(found.prices > 0, found.prices, self.full.prices)
        network, owners, places = self.program.network, self.program.owners, list(self.places)
        limits = earned_rows(network, prices)[2][owners.book < 0].sum() if (owners.book < 0).any() else 0.0
        owner, token, amount = moves(part, found)
        mine = owner >= 0
        carried = np.bincount(owner[mine], np.abs(amount[mine]) * prices[token[mine]], len(self.program.pools))
        return Trial(
            prices=prices,
            worth=found.primal if fills(found) else -np.inf,
            base=float(network.supply @ prices + limits),
            earned=earned(network, owners, prices, len(self.program.pools))[places],
            used=(carried[places] > _CARRIES).astype(np.float64),
        )


def fills(found: Optimum) -> bool:
    """Whether what is demanded is delivered."""
    return found.status != "unbounded" and bool(np.isfinite(found.dual)) and found.shortfall < 1e-6  # noqa: PLR2004
