"""Slippage and implementation shortfall (Perold 1988); costs are positive when bad.

With s = +1 for a buy and -1 for a sale, fills (p_i, q_i) of sum Q, target T, and prices D at decision, A at arrival,
E at the end:
delay = s (A - D) Q, trading = s sum q_i (p_i - A), opportunity = s (T - Q)(E - D), explicit = fees + gas, and
delay + trading + opportunity + explicit = s sum q_i (p_i - D) + s (T - Q)(E - D) + fees + gas.
"""

from collections.abc import Sequence
from dataclasses import dataclass

_BPS = 10_000


@dataclass(frozen=True, slots=True)
class PricedFill:
    """One fill: quote per base, and base."""

    price: float
    size: float


@dataclass(frozen=True, slots=True)
class Shortfall:
    """Four parts, in quote."""

    delay: float
    trading: float
    opportunity: float
    explicit: float

    @property
    def total(self) -> float:
        """Their sum."""
        return self.delay + self.trading + self.opportunity + self.explicit


def vwap(fills: Sequence[PricedFill]) -> float:
    """Average price weighted by size; raises ValueError without a fill."""
    size = sum(fill.size for fill in fills)
    if size <= 0:
        raise ValueError("nothing was filled")
    return sum(fill.price * fill.size for fill in fills) / size


def slippage_bps(*, buys: bool, paid: float, mid: float) -> float:
    """Price paid against the arrival mid."""
    return _sign(buys) * (paid - mid) / mid * _BPS


def implementation_shortfall(
    fills: Sequence[PricedFill],
    *,
    buys: bool,
    target: float,
    decision: float,
    arrival: float,
    end: float,
    explicit: float,
) -> Shortfall:
    """The four parts of what the trade cost against the decision price."""
    sign, done = _sign(buys), sum(fill.size for fill in fills)
    return Shortfall(
        delay=sign * (arrival - decision) * done,
        trading=sign * sum(fill.size * (fill.price - arrival) for fill in fills),
        opportunity=sign * (target - done) * (end - decision),
        explicit=explicit,
    )


def _sign(buys: bool) -> int:
    return 1 if buys else -1
