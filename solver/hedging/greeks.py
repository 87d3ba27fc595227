"""Black-Scholes greeks of European options under a cost of carry, in floats.

With spot S, strike K, volatility v, carry b and T years to expiry:
d1 = (ln(S/K) + (b + v^2/2) T) / (v sqrt(T)); delta of a call N(d1), of a put N(d1) - 1, as the chain computes them.
"""

import math
from dataclasses import dataclass

from solver.domain.intent import OptionLeg

YEAR_S = 365 * 86_400
_SCALE = 1e8


@dataclass(frozen=True, slots=True)
class Greeks:
    """Of a position; delta in underlying, gamma in underlying per 1 % move, vega in quote per volatility point."""

    delta: float
    gamma: float
    vega: float

    def __add__(self, other: "Greeks") -> "Greeks":
        return Greeks(self.delta + other.delta, self.gamma + other.gamma, self.vega + other.vega)


NOTHING = Greeks(0.0, 0.0, 0.0)


def leg_greeks(leg: OptionLeg, spot: float, carry: float, now: int) -> Greeks:
    """Greeks of the whole leg at its signed volatility; a leg at or past its expiry counts as nothing."""
    if leg.expiry <= now:
        return NOTHING
    years, vol, strike = (leg.expiry - now) / YEAR_S, leg.vol_e8 / _SCALE, leg.strike_e8 / _SCALE
    deviation = vol * math.sqrt(years)
    d1 = (math.log(spot / strike) + (carry + vol * vol / 2) * years) / deviation
    density = math.exp(-d1 * d1 / 2) / math.sqrt(2 * math.pi)
    size = leg.size_e8 / _SCALE
    delta = _normal(d1) if leg.is_call else -_normal(-d1)
    return Greeks(
        delta=size * delta,
        gamma=size * density / (spot * deviation) * spot / 100,
        vega=size * spot * density * math.sqrt(years) / 100,
    )


def book_greeks(legs: tuple[OptionLeg, ...], spot: float, carry: float, now: int) -> Greeks:
    """Greeks of all legs together."""
    return sum((leg_greeks(leg, spot, carry, now) for leg in legs), NOTHING)


def _normal(x: float) -> float:
    """Standard normal distribution, to full relative precision in the lower tail."""
    return math.erfc(-x / math.sqrt(2)) / 2
