"""What a pool of ranges earns net of gas: it stops before ticks that do not pay for themselves."""

from fractions import Fraction

import pytest

from solver.domain.auction import Side
from solver.markets.metered import Metered
from solver.markets.shapes import Curve
from solver.optimizer.answered import Answered
from solver.optimizer.certificate.after_gas import after_gas, least_gas
from solver.optimizer.certificate.arbitrage import most_from, stretches
from solver.optimizer.problem import RouteProblem
from solver.optimizer.program.families import shapes_of
from solver.optimizer.route import answered
from solver.optimizer.verify import verify
from solver.testing.markets import USDC, WETH, numbered, ranges

POOL = ranges(((-6000, 6000, 10**18), (-120, 120, 10**19), (-60, 60, 10**20)), tick_spacing=60)
PRICES = {USDC: 1.0, WETH: 1.10}


def test_without_gas_it_is_all_that_the_pool_earns() -> None:
    earned = sum(most_from(shape, PRICES) for shape in shapes_of(POOL))
    assert earned > 0
    assert after_gas(POOL, PRICES, {}, 0.0) == pytest.approx(earned)


def test_with_gas_it_is_the_best_place_to_stop() -> None:
    (gains,) = [found for shape in shapes_of(POOL) if isinstance(shape, Curve) and (found := stretches(shape, PRICES))]
    stops = set()
    for price in (0.0, gains[2] / 23_000, gains[1] / 30_000):
        nets = [sum(gains[: n + 1]) - POOL.hop_gas(n) * price for n in range(len(gains))]
        assert after_gas(POOL, PRICES, {}, price) == pytest.approx(max(nets))
        stops.add(nets.index(max(nets)))
    assert stops == {0, 1, 2}


def test_gas_that_eats_all_leaves_nothing() -> None:
    assert after_gas(POOL, PRICES, {}, 1e15) == 0.0


def test_gas_that_was_told_from_outside_does_not_grow_with_ticks() -> None:
    told, earned = Metered(POOL, 50_000), sum(most_from(shape, PRICES) for shape in shapes_of(POOL))
    assert least_gas(told) == 50_000
    assert after_gas(told, PRICES, {}, 1e10) == pytest.approx(earned - 50_000 * 1e10)


def test_a_route_across_ticks_is_proved_as_closely_as_one_that_crosses_none() -> None:
    """Ticks that a route must pay for are no room for a better one."""
    middle = 60 * 128  # of a word, whose ends are not among the ticks that a stretch is known to lie behind
    positions = tuple((middle - 60 * n, middle + 60 * n, 10**20) for n in range(1, 40))
    markets = tuple(ranges(positions, pool=numbered(0x300 + k), tick=middle + k, tick_spacing=60) for k in range(2))
    problem = RouteProblem(markets, USDC, WETH, Side.EXACT_IN, 3 * 10**20, Fraction(10**10))
    found = answered(problem, "convex")
    assert isinstance(found, Answered)
    ticks_gas = found.route.gas - sum(map(least_gas, markets))
    assert ticks_gas > 10 * 23_000
    assert found.route.certificate.gas_bound is not None
    assert found.route.certificate.gas_bound < ticks_gas * 10**10 / found.route.amount_out / 100
    assert verify(problem, found).faults == ()
