"""How far floats leave open what a market earns: by its depth where it is flat, by its square where it is not."""

from solver.markets.limit_order import LimitOrder
from solver.optimizer.certificate.arbitrage import most_from
from solver.optimizer.certificate.rounding import blur, tells
from solver.optimizer.program.families import shapes_of
from solver.testing.markets import USDC, WETH, composable_stable, numbered, pair, ranges

DEEP = 10**30
FLAT = LimitOrder(numbered(1), WETH, USDC, DEEP, DEEP)


def test_an_order_next_to_the_price_is_open_by_its_depth_and_one_far_from_it_not_at_all() -> None:
    assert blur(FLAT, {WETH: 1.0, USDC: 1.0}) == DEEP * 1e-15
    assert blur(FLAT, {WETH: 0.5, USDC: 1.0}) == DEEP * 1e-15
    assert blur(FLAT, {WETH: 1.0 + 1e-9, USDC: 1.0}) == 0.0


def test_a_token_without_a_price_opens_nothing() -> None:
    for market in (FLAT, pair({WETH: DEEP, USDC: DEEP}), composable_stable(), ranges(((-600, 600, 10**9),))):
        assert blur(market, {market.tokens[0]: 1e30}) == 0.0
        assert blur(market, {}) == 0.0


def test_a_constant_product_is_told_as_well_as_its_roots_are() -> None:
    pool = pair({WETH: DEEP, USDC: DEEP}, fee_pips=0)
    for price in (1.0, 1.0 + 1e-9, 1.0 + 1e-3, 4.0):
        open_by, prices = blur(pool, {WETH: 1.0, USDC: price}), {WETH: 1.0, USDC: price * (1 + 2e-16)}
        moved = sum(most_from(shape, prices) - most_from(shape, {WETH: 1.0, USDC: price}) for shape in shapes_of(pool))
        assert abs(moved) <= open_by <= DEEP * 2e-15 * price
    assert blur(pair({WETH: DEEP, USDC: DEEP}), {WETH: 1.0, USDC: 1.0}) == 0.0


def test_what_is_left_open_is_little_of_what_is_paid_or_within_a_unit() -> None:
    assert tells(1.0, 1)
    assert tells(10.0, 1e7)
    assert not tells(11.0, 1e7)
