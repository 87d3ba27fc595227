"""Markets and orders as a program in the order's units."""

from fractions import Fraction

import numpy as np
import pytest

from solver.domain.auction import Side
from solver.domain.primitives import Address
from solver.markets.limit_order import LimitOrder
from solver.markets.market import Market
from solver.optimizer.batch.statement import state
from solver.optimizer.orders import BatchProblem, Order
from solver.optimizer.problem import RouteProblem
from solver.optimizer.program.build import Program, single
from solver.optimizer.program.left_out import Reason
from solver.optimizer.program.rows import rows
from solver.testing.markets import (
    DAI,
    USDC,
    USDT,
    WBTC,
    WETH,
    composable_stable,
    numbered,
    pair,
    ranges,
    three_pool,
    weighted,
)

FREE = Fraction(0)
GRAIN, CRUMB = numbered(0xA0), numbered(0xA1)


def _program(
    *markets: Market, sell: Address = WETH, buy: Address = USDC, amount: int = 10**20, side: Side = Side.EXACT_IN
) -> Program:
    problem = RouteProblem(markets, sell, buy, side, amount, FREE)
    program = single(rows(problem.markets), problem)
    assert program is not None
    return program


def test_one_of_every_token_is_what_the_order_is_worth_in_it() -> None:
    program = _program(pair(), amount=10**20)
    unit = dict(zip(program.tokens, program.unit, strict=True))
    assert unit[WETH] == pytest.approx(1e20)
    assert unit[USDC] == pytest.approx(3e11)
    assert program.network.products.reserves == pytest.approx(np.full((1, 2), 100.0))
    assert program.network.supply[program.place(WETH)] == pytest.approx(1.0)
    assert list(program.network.fixed) == [token == USDC for token in program.tokens]


def test_an_exact_out_order_takes_its_amount_away_and_counts_what_it_spends() -> None:
    program = _program(pair(), side=Side.EXACT_OUT, amount=3 * 10**11)
    assert program.network.supply[program.place(USDC)] == pytest.approx(-1.0)
    assert list(program.network.fixed) == [token == WETH for token in program.tokens]


def test_tokens_of_no_and_of_27_decimals_end_up_near_one() -> None:
    whole, fine = (
        pair({GRAIN: 500, WETH: 10**20}, pool=numbered(1)),
        pair({GRAIN: 700, CRUMB: 10**33}, pool=numbered(2)),
    )
    program = _program(whole, fine, sell=WETH, buy=CRUMB, amount=10**18)
    reserves = program.network.products.reserves
    assert reserves.min() > 1
    assert reserves.max() < 1e3
    assert (program.network.products.reserves / program.network.products.reserves[:, ::-1]) == pytest.approx(
        np.ones((2, 2)), rel=0.5
    )


def test_reserves_at_the_limit_of_uniswap_stay_finite() -> None:
    program = _program(pair({WETH: 2**112 - 1, USDC: 1}), amount=1)
    assert np.isfinite(program.network.products.reserves).all()


def test_markets_are_left_out_with_the_reason() -> None:
    markets = (
        pair(pool=numbered(1)),
        pair({WETH: 0, USDC: 10**12}, pool=numbered(2)),
        pair({DAI: 10**20, WBTC: 10**9}, pool=numbered(3)),
        pair({WETH: 10**9, USDC: 3}, pool=numbered(4)),
        LimitOrder(numbered(5), WETH, USDC, 10**32, 10**11),
        pair({WETH: 1, USDC: 10**13}, pool=numbered(6)),
    )
    reasons = {left.pool: left.reason for left in _program(*markets).left_out}
    assert reasons == {
        numbered(2): Reason.EMPTY,
        numbered(3): Reason.UNREACHABLE,
        numbered(4): Reason.DUST,
        numbered(5): Reason.PRICE_INSANE,
    }


def test_a_token_two_hops_off_the_way_is_out_of_reach() -> None:
    chain = (
        pair(pool=numbered(1)),
        pair({WETH: 10**20, DAI: 10**23}, pool=numbered(2)),
        pair({DAI: 10**23, WBTC: 10**9}, pool=numbered(3)),
        pair({WBTC: 10**9, USDC: 10**12}, pool=numbered(4)),
    )
    assert set(_program(*chain).tokens) == {WETH, USDC, DAI, WBTC}
    shorter = RouteProblem(chain, WETH, USDC, Side.EXACT_IN, 10**18, FREE, most_hops=2)
    program = single(rows(shorter.markets), shorter)
    assert program is not None
    assert set(program.tokens) == {WETH, USDC}


def test_every_kind_of_market_has_rows_that_know_their_market() -> None:
    markets = (
        pair(pool=numbered(1)),
        ranges(pool=numbered(2), tick=196_000, positions=((190_000, 200_000, 10**18),)),
        three_pool(pool=numbered(3)),
        composable_stable(pool=numbered(4)),
        weighted({WETH: 10**21, DAI: 3 * 10**24}, (50, 50), pool=numbered(5), decimals=(18, 18)),
        LimitOrder(numbered(6), WETH, USDT, 10**19, 30_000 * 10**6),
    )
    program = _program(*markets)
    owners = program.owners
    assert list(owners.product) == [0]
    assert list(owners.curve) == [1, 1]
    assert sorted(owners.stable) == [2, 3]
    assert list(owners.basket) == [4]
    assert list(owners.book) == [5]
    assert program.left_out == ()


def test_a_pool_loses_the_coins_that_nobody_reaches_and_keeps_its_exact_curve() -> None:
    pool = weighted({WETH: 10**21, USDC: 10**12, DAI: 10**24}, (20, 20, 60), pool=numbered(2), decimals=(18, 6, 18))
    stable = three_pool(pool=numbered(3))
    assert set(_program(pair(pool=numbered(1)), pool, stable).tokens) == {WETH, USDC, DAI, USDT}
    alone = RouteProblem((pair(pool=numbered(1)), pool, stable), WETH, USDC, Side.EXACT_IN, 10**20, FREE, most_hops=1)
    direct = single(rows(alone.markets), alone)
    assert direct is not None
    assert set(direct.tokens) == {WETH, USDC}
    assert list(direct.network.baskets.weight) == [0.5, 0.5]
    assert direct.network.stables.start.size == 1
    assert {left.pool: left.reason for left in direct.left_out} == {numbered(3): Reason.UNREACHABLE}


def test_tokens_that_nothing_joins_make_no_program() -> None:
    for sell, buy in ((USDT, DAI), (WETH, DAI)):
        problem = RouteProblem((pair(),), sell, buy, Side.EXACT_IN, 1, FREE)
        assert single(rows(problem.markets), problem) is None


def test_opposite_orders_are_joined_without_any_market() -> None:
    orders = (
        Order(WETH, USDC, Side.EXACT_IN, 10**18, Fraction(2900, 10**12), 0),
        Order(USDC, WETH, Side.EXACT_IN, 3000 * 10**6, Fraction(10**12, 3100), 0),
    )
    problem = BatchProblem((), orders, WETH, FREE)
    stated = state(rows(()), problem, dict(enumerate(orders)), {}, {})
    assert stated is not None
    assert sorted(stated.program.owners.book) == [~1, ~0]
    assert stated.program.network.value == pytest.approx(np.ones(2))


def test_a_batch_supplies_what_is_certain_and_offers_the_rest_at_the_limit() -> None:
    limit = Fraction(2900, 10**12)
    orders = (
        Order(WETH, USDC, Side.EXACT_IN, 10**19, limit, 4 * 10**18),
        Order(WETH, USDC, Side.EXACT_OUT, 29_000 * 10**6, limit, 0),
        Order(WETH, DAI, Side.EXACT_IN, 10**18),
    )
    markets = (pair(pool=numbered(1)), pair({WETH: 10**22, DAI: 3 * 10**25}, pool=numbered(2)))
    stated = state(
        rows(markets), BatchProblem(markets, orders, WETH, FREE), dict(enumerate(orders)), {0: 4 * 10**18}, {}
    )
    assert stated is not None
    program = stated.program
    weth, usdc = program.place(WETH), program.place(USDC)
    books, unit = program.network.books, program.unit
    owed = -4e18 * float(limit)
    sure = {WETH: 5e18, USDC: owed, DAI: 0.0}
    assert program.network.supply * unit == pytest.approx([sure[token] for token in program.tokens])
    assert books.tokens.tolist() == [[usdc, weth]] * 2
    assert books.size * unit[usdc] == pytest.approx([6e18 * float(limit), 29e9])
    assert books.price * unit[weth] / unit[usdc] == pytest.approx([1 / float(limit)] * 2)
    assert {program.tokens[place] for place in stated.surplus} == {USDC, WETH, DAI}
