"""Laws of the greeks for all inputs."""

import math
import random

import pytest

from solver.domain.intent import OptionLeg
from solver.hedging.greeks import YEAR_S, Greeks, leg_greeks


def random_leg(chance: random.Random) -> OptionLeg:
    return OptionLeg(
        "X",
        0,
        chance.random() < 0.5,
        int(10 ** chance.uniform(10, 13)),
        chance.randrange(86_400, 3 * YEAR_S),
        chance.randrange(5_000_000, 500_000_000),
        chance.choice((-1, 1)) * chance.randrange(1, 10**12),
    )


def price(leg: OptionLeg, spot: float, carry: float) -> float:
    """Value of the leg when interest equals carry."""
    years, vol, strike = leg.expiry / YEAR_S, leg.vol_e8 / 1e8, leg.strike_e8 / 1e8
    deviation = vol * math.sqrt(years)
    d1 = (math.log(spot / strike) + (carry + vol * vol / 2) * years) / deviation
    d2, sign = d1 - deviation, 1 if leg.is_call else -1

    def normal(x: float) -> float:
        return math.erfc(-x / math.sqrt(2)) / 2

    return leg.size_e8 / 1e8 * sign * (spot * normal(sign * d1) - strike * math.exp(-carry * years) * normal(sign * d2))


@pytest.mark.scaled(quick=300, soak=30_000)
def test_delta_and_vega_are_the_slopes_of_the_price_and_gamma_that_of_delta(scale: int, seed: int) -> None:
    chance = random.Random(seed)
    for _ in range(scale):
        leg, carry = random_leg(chance), chance.uniform(-0.1, 0.2)
        size, spot = abs(leg.size_e8) / 1e8, leg.strike_e8 / 1e8 * 10 ** chance.uniform(-0.3, 0.3)
        greeks = leg_greeks(leg, spot, carry, 0)
        step = spot * 1e-5
        slope = (price(leg, spot + step, carry) - price(leg, spot - step, carry)) / (2 * step)
        assert greeks.delta == pytest.approx(slope, abs=1e-5 * size)
        deltas = [leg_greeks(leg, spot + shift, carry, 0).delta for shift in (step, -step)]
        assert greeks.gamma == pytest.approx((deltas[0] - deltas[1]) / (2 * step) * spot / 100, abs=1e-5 * size)


@pytest.mark.scaled(quick=300, soak=30_000)
def test_a_long_leg_has_delta_within_its_size_and_gamma_and_vega_of_its_sign(scale: int, seed: int) -> None:
    chance = random.Random(seed)
    for _ in range(scale):
        leg = random_leg(chance)
        greeks = leg_greeks(leg, 10 ** chance.uniform(-8, 12), chance.uniform(-1, 1), 0)
        size = leg.size_e8 / 1e8
        share = greeks.delta / size
        assert (0 <= share <= 1) if leg.is_call else (-1 <= share <= 0)
        assert greeks.gamma * size >= 0
        assert greeks.vega * size >= 0
        assert greeks == greeks + Greeks(0, 0, 0)
