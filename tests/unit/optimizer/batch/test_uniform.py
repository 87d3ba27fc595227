"""One price a token for fills in whole numbers."""

from collections.abc import Sequence
from fractions import Fraction

import pytest

from solver.domain.auction import Side
from solver.domain.primitives import Address
from solver.domain.route import Hop
from solver.optimizer.batch.uniform import Leg, delivered, lessened, uniform_prices
from solver.optimizer.orders import Order
from solver.testing.markets import DAI, USDC, WETH, pair

E18 = 10**18
NEAR = {WETH: 1.0, USDC: E18 / (3000 * 10**6), DAI: 1 / 3000}


def sale(sell: Address, buy: Address, amount: int, least: int = 0) -> Leg:
    return Leg(Order(sell, buy, Side.EXACT_IN, amount), amount, least)


def buy(sell: Address, token: Address, amount: int, most: int = 10**60) -> Leg:
    return Leg(Order(sell, token, Side.EXACT_OUT, amount), amount, most)


def due(legs: Sequence[Leg], prices: dict[Address, float], token: Address) -> float:
    """Units paid to traders of a token, less what they bring of it."""
    total = 0.0
    for leg in legs:
        sell, bought = leg.order.sell_token, leg.order.buy_token
        rate = prices[sell] / prices[bought]
        sold, got = (leg.amount, leg.amount * rate) if leg.order.exact_in else (leg.amount / rate, leg.amount)
        total += got * (bought == token) - sold * (sell == token)
    return total


def test_one_sale_gets_all_that_the_hops_deliver() -> None:
    legs = [sale(WETH, USDC, E18)]
    prices = uniform_prices(legs, {WETH: -E18, USDC: 2_990 * 10**6}, NEAR, {})
    assert prices is not None
    assert E18 * prices[WETH] / prices[USDC] == pytest.approx(2_990 * 10**6, rel=1e-8)
    assert due(legs, prices, USDC) <= 2_990 * 10**6


def test_opposite_sales_are_paid_by_each_other_and_the_hop_of_the_rest() -> None:
    legs = [sale(WETH, USDC, 10 * E18), sale(USDC, WETH, 15_000 * 10**6)]
    pool, amount = pair(), 498 * 10**16
    hop = Hop(pool.family, pool.pool, WETH, USDC, amount, pool.quote_in(WETH, USDC, amount), 3000)
    net = delivered([hop])
    prices = uniform_prices(legs, net, NEAR, {})
    assert prices is not None
    assert all(due(legs, prices, token) <= net[token] for token in (WETH, USDC))


def test_a_little_less_of_every_hop_can_run_and_leaves_more() -> None:
    pool = pair()
    hop = Hop(pool.family, pool.pool, WETH, USDC, E18, pool.quote_in(WETH, USDC, E18), 3000)
    slower = lessened([hop], [pool], 1 - Fraction(1, 10**6))
    assert slower is not None
    (less,) = slower
    assert less.amount_in == E18 - 10**12
    assert less.amount_out == pool.quote_in(WETH, USDC, less.amount_in)
    assert (less.amount_out + 1) * hop.amount_in >= hop.amount_out * less.amount_in


def test_a_limit_that_no_common_price_meets_has_no_prices() -> None:
    net = {WETH: -E18, USDC: 2_990 * 10**6}
    assert uniform_prices([sale(WETH, USDC, E18, 2_989 * 10**6)], net, NEAR, {}) is not None
    assert uniform_prices([sale(WETH, USDC, E18, 2_991 * 10**6)], net, NEAR, {}) is None
    assert uniform_prices([buy(WETH, USDC, 2_990 * 10**6, E18 - 1)], net, NEAR, {}) is None


def test_two_sales_of_one_token_get_one_price() -> None:
    legs = [sale(WETH, USDC, E18), sale(WETH, USDC, 2 * E18), buy(DAI, USDC, 1_000 * 10**6)]
    net = {WETH: -3 * E18, USDC: 9_950 * 10**6, DAI: -1_010 * E18}
    prices = uniform_prices(legs, net, NEAR, {})
    assert prices is not None
    assert due(legs, prices, USDC) <= 9_950 * 10**6
    assert -due(legs, prices, DAI) >= 1_010 * E18


def test_what_is_spare_bears_the_roundings_where_nothing_else_does() -> None:
    legs = [sale(WETH, USDC, E18), sale(USDC, WETH, 3_000 * 10**6)]
    assert uniform_prices(legs, {}, NEAR, {}) is None
    prices = uniform_prices(legs, {}, NEAR, {WETH: 10**12, USDC: 10**4})
    assert prices is not None
    assert prices[WETH] * E18 == pytest.approx(prices[USDC] * 3_000 * 10**6, rel=1e-8)


def test_without_a_price_to_start_from_there_is_none() -> None:
    assert uniform_prices([sale(WETH, USDC, E18)], {USDC: 1}, {WETH: 1.0}, {}) is None
    assert uniform_prices([sale(WETH, USDC, E18)], {USDC: 1}, {WETH: 1.0, USDC: float("inf")}, {}) is None


def test_hops_that_become_nothing_cannot_be_lessened() -> None:
    pool = pair()
    hop = Hop(pool.family, pool.pool, USDC, WETH, 1, pool.quote_in(USDC, WETH, 1), 3000)
    assert lessened([hop], [pool], Fraction(1)) == (hop,)
    assert lessened([hop], [pool], Fraction(1, 2)) is None
