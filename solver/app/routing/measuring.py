"""An auction solved a number of times: the answer, and how long it took."""

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass

from solver.adapters.auctions.cow.auction import CowAuction
from solver.adapters.auctions.cow.endings import Ending
from solver.adapters.auctions.cow.engine import solve
from solver.optimizer.route import Kind, prepare

_NS_IN_MS = 1e6


@dataclass(frozen=True, slots=True)
class Measured:
    """The ending, which is the same in each run, and the time of each in turn; parsing is in none of them."""

    kind: Kind
    ending: Ending
    solve_ms: tuple[float, ...]

    @property
    def best_ms(self) -> float:
        """Of all runs."""
        return min(self.solve_ms)

    @property
    def median_ms(self) -> float:
        """Of all runs."""
        return statistics.median(self.solve_ms)


def measured(
    auction: CowAuction,
    kind: Kind,
    repeat: int,
    budget_s: float,
    monotonic_ns: Callable[[], int] = time.monotonic_ns,
) -> Measured:
    """Solve it once without counting, so that machine code and libraries are loaded, then `repeat` times.

    budget_s: seconds for all of that; once they are over no routing and no run is begun. A first run that took all of
    them is the one that counts.
    """
    prepare(kind)
    over = monotonic_ns() + int(budget_s * 1e9)

    def expired() -> bool:
        return monotonic_ns() >= over

    def run() -> tuple[Ending, float]:
        begin = monotonic_ns()
        ending = solve(auction, kind, expired)
        return ending, (monotonic_ns() - begin) / _NS_IN_MS

    ending, warming_ms = run()
    times = list[float]()
    while len(times) < repeat and not expired():
        times.append(run()[1])
    return Measured(kind, ending, tuple(times or [warming_ms]))
