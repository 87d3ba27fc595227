"""Where a trader's delta stands, where it shall go, and what a trade does to it; all in 1e8 of the underlying."""

from dataclasses import dataclass

from solver.domain.intent import HedgeTerms
from solver.hedging.greeks import book_greeks

_SCALE = 1e8
WORST_DEVIATION_BPS = 10**9


def delta_e8(terms: HedgeTerms, now: int) -> int:
    """Delta of the legs at the signed spot and volatilities plus the hedge already held, to the nearest unit."""
    if not terms.legs:
        return terms.initial_hedge_e8
    greeks = book_greeks(terms.legs, terms.spot_ref_e8 / _SCALE, terms.carry_e8 / _SCALE, now)
    return round(greeks.delta * _SCALE) + terms.initial_hedge_e8


@dataclass(frozen=True, slots=True)
class Exposure:
    """One delta against its target."""

    before_e8: int
    target_e8: int

    @property
    def needed_e8(self) -> int:
        """Base to buy (positive) or sell to stand on the target."""
        return self.target_e8 - self.before_e8

    def moves_toward(self, traded_e8: int) -> bool:
        """Whether a trade has the sign that brings delta to its target."""
        return traded_e8 * self.needed_e8 > 0

    def deviation_bps(self, traded_e8: int) -> int:
        """How far a trade is from the one needed, in bps of the one needed, rounded up; 0 when they agree.

        Capped at WORST_DEVIATION_BPS, so that absurd sizes stay ordinary numbers.
        """
        exact = -(-abs(traded_e8 - self.needed_e8) * 10_000 // max(abs(self.needed_e8), 1))
        return min(exact, WORST_DEVIATION_BPS)
