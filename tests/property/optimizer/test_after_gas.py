"""No hops on any market earn more, net of their gas, than the certificate grants the market."""

import math
from fractions import Fraction
from itertools import permutations
from random import Random

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from solver.domain.auction import Side
from solver.domain.primitives import Address
from solver.markets.market import Market, MarketError
from solver.optimizer.certificate.after_gas import after_gas
from solver.optimizer.gas_use import left_after_gas
from solver.optimizer.problem import RouteProblem
from solver.optimizer.program.back import priced
from solver.optimizer.program.build import single
from solver.optimizer.program.earned import earned
from solver.optimizer.program.rows import rows
from solver.testing.markets import USDC, WETH
from solver.testing.worlds import DECIMALS, unit_dollars, world
from tests.property.optimizer.families import BUILDERS, COIN, MILL
from tests.property.optimizer.families import unit_dollars as family_dollars

ROUNDING = 1e-9
seeds = st.integers(0, 10**6)
Prices = dict[Address, float]


@settings(max_examples=60)
@given(seeds)
def test_hops_on_a_market_earn_no_more_than_it_is_granted(seed: int) -> None:
    chance = Random(seed)
    pool = Address(f"0x{0x7000:040x}")
    family = chance.choice(sorted(BUILDERS))
    market: Market = BUILDERS[family](chance, pool, (MILL, COIN), 10 ** chance.uniform(3, 7), 1.0)
    prices = {token: family_dollars(token) * math.exp(chance.gauss(0, 0.05)) for token in market.tokens}
    gas_price = 10 ** chance.uniform(-6, 0)
    granted = after_gas(market, prices, {}, gas_price)
    for _ in range(12):
        earns, moved = _some_hops(market, prices, gas_price, chance)
        assert earns <= granted + ROUNDING * moved


@settings(max_examples=40)
@given(seeds)
def test_hops_across_ticks_earn_no_more_than_their_pool_is_granted(seed: int) -> None:
    chance = Random(seed)
    prices = {token: unit_dollars(token) * math.exp(chance.gauss(0, 0.01)) for token in DECIMALS}
    gas_price = 10 ** chance.uniform(-5, -2)
    for market in world(seed, pools=12):
        granted = after_gas(market, prices, {}, gas_price)
        for _ in range(4):
            earns, moved = _some_hops(market, prices, gas_price, chance)
            assert earns <= granted + ROUNDING * moved


@settings(max_examples=30)
@given(seeds)
def test_rows_say_what_closed_forms_say(seed: int) -> None:
    chance = Random(seed)
    markets = world(seed, pools=15, disagreement=1e-2)
    gas_units = 10 ** chance.randint(-5, -2) / unit_dollars(USDC)
    problem = RouteProblem(
        markets, WETH, USDC, Side.EXACT_IN, int(1e6 / unit_dollars(WETH)), Fraction(gas_units).limit_denominator(10**9)
    )
    program = single(rows(markets), problem)
    assert program is not None
    prices = np.exp([chance.gauss(0, 0.01) for _ in program.tokens])
    prices /= prices[program.place(USDC)]
    unit = float(program.unit[program.place(USDC)])
    gains = unit * earned(program.network, program.owners, prices, len(markets))
    left = left_after_gas(problem, program, prices, gains)
    units = dict(priced(program, prices, USDC))
    for place, market in enumerate(markets):
        expected = after_gas(market, units, {}, float(problem.gas_price_units))
        assert abs(left[place] - expected) <= ROUNDING * (1 + gains[place])


def _some_hops(market: Market, prices: Prices, gas_price: float, chance: Random) -> tuple[float, float]:
    """Worth won by one to three hops in a row, net of gas, and the worth of all that they moved."""
    won, moved, state = 0.0, 0.0, market
    for _ in range(chance.randint(1, 3)):
        way = chance.choice(list(permutations(market.tokens, 2)))
        amount = max(1, int(10 ** chance.uniform(0, 6.5) / prices[way[0]]))
        try:
            gas = state.gas(*way, amount)
            paid, state = state.swap(*way, amount)
        except MarketError:
            continue
        won += paid * prices[way[1]] - amount * prices[way[0]] - gas * gas_price
        moved += paid * prices[way[1]] + amount * prices[way[0]]
    return won, moved
