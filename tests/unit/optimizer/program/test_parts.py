"""Parts of a program: fewer markets, fewer coins of a pool, curves that end before a tick."""

from fractions import Fraction

import pytest

from solver.domain.auction import Side
from solver.domain.primitives import Address
from solver.markets.market import Market
from solver.optimizer.dual.solve import solve
from solver.optimizer.problem import RouteProblem
from solver.optimizer.program.build import Program, single
from solver.optimizer.program.network import Optimum
from solver.optimizer.program.restriction import along, restricted
from solver.optimizer.program.rows import rows
from solver.optimizer.program.trimming import trimmed
from solver.testing.markets import (
    DAI,
    USDC,
    USDT,
    WETH,
    composable_stable,
    numbered,
    pair,
    ranges,
    three_pool,
    weighted,
)

DOLLARS = 10**5 * 10**6
BASKET = weighted(
    {USDC: 10**6 * 10**6, DAI: 10**6 * 10**18, USDT: 10**6 * 10**6}, (30, 30, 40), decimals=(6, 18, 6), fee_e18=10**15
)


def program_of(*markets: Market, buy: Address = DAI, amount: int = DOLLARS) -> Program:
    found = single(rows(markets), RouteProblem(markets, USDC, buy, Side.EXACT_IN, amount, Fraction(0)))
    assert found is not None
    return found


@pytest.mark.parametrize("pool", [three_pool(), composable_stable(), BASKET])
def test_a_pool_kept_for_two_of_its_coins_pays_what_it_pays_between_them(pool: Market) -> None:
    whole = program_of(pool, pair({USDT: 10**12, DAI: 10**24}, pool=numbered(0x30)))
    place = whole.pools.index(pool.pool)
    part = along(whole, {(place, USDC), (place, DAI)})
    assert part.network.stables.token.size + part.network.baskets.token.size == 2
    bought = solve(part.network).primal * part.unit[part.place(DAI)]
    assert bought == pytest.approx(pool.quote_in(USDC, DAI, DOLLARS), rel=1e-9)
    third = solve(restricted(whole, {place}).network).primal * part.unit[part.place(DAI)]
    assert third == pytest.approx(bought, rel=1e-9)


def test_a_curve_cut_at_a_tick_ends_so_short_of_it_that_the_tick_is_not_paid_for() -> None:
    pool = ranges(((-6000, 6000, 10**21), (-10, 10, 10**21)), pool=numbered(0x31))
    markets = (pool, pair({USDC: 10**22, WETH: 10**22}, pool=numbered(0x32)))
    whole = program_of(*markets, buy=WETH, amount=3 * 10**18)
    before = solve(whole.network)
    part = trimmed(whole, before, markets, 1e-6)
    assert part is not None
    more, less = (spent_on_curves(whole, found) for found in (before, solve(part.network)))
    assert pool.gas(USDC, WETH, less + less // 10**8) < pool.gas(USDC, WETH, more)
    assert pool.gas(USDC, WETH, less + less // 10**6) > pool.gas(USDC, WETH, less)


def spent_on_curves(program: Program, found: Optimum) -> int:
    return int(found.curve_in.sum() * program.unit[program.place(USDC)])
