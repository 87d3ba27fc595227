"""Orders beyond all liquidity, and what they leave of the others' batch."""

from fractions import Fraction

import pytest

from solver.domain.auction import Side
from solver.domain.primitives import Address
from solver.markets.market import Market
from solver.optimizer.answer import NoRoute
from solver.optimizer.batch.endings import BatchRoute, Fill, Method, Unfilled
from solver.optimizer.batch.layers import fillable_worths
from solver.optimizer.batch.route import route_batch
from solver.optimizer.batch.verify import batch_faults
from solver.optimizer.orders import BatchProblem, Order
from solver.optimizer.program.rows import rows
from solver.testing.markets import DAI, USDC, WETH, numbered, pair

TOY, TRINKET = Address("0x" + "7" * 40), Address("0x" + "6" * 40)
MARKETS: tuple[Market, ...] = (
    pair({WETH: 10**21, USDC: 3 * 10**12}, pool=numbered(1)),
    pair({WETH: 10**21, USDC: 3 * 10**12}, pool=numbered(2)),
)
SALE = Order(WETH, USDC, Side.EXACT_IN, 10**20, Fraction(2500, 10**12))
BUY = Order(USDC, WETH, Side.EXACT_IN, 3 * 10**11, Fraction(85 * 10**18, 3 * 10**11))
NETTED = (Fill(10**20, 3 * 10**11), Fill(3 * 10**11, 10**20))
GIANT = 2**128


def routed(*orders: Order, markets: tuple[Market, ...] = MARKETS) -> BatchRoute:
    problem = BatchProblem(markets, orders, WETH, Fraction(0))
    found = route_batch(problem)
    assert isinstance(found, BatchRoute)
    assert batch_faults(problem, found) == ()
    return found


def sold(token: Address, units: int, limit: Fraction | None, least: int | None = None, buy: Address = USDC) -> Order:
    return Order(token, buy, Side.EXACT_IN, units, limit, least)


def bought(units: int, limit: Fraction | None, least: int | None = None) -> Order:
    return Order(WETH, USDC, Side.EXACT_OUT, units, limit, least)


@pytest.mark.parametrize(
    "other",
    [
        sold(WETH, GIANT, Fraction(1, GIANT), 0),
        sold(WETH, GIANT, Fraction(1, GIANT)),
        sold(WETH, GIANT, None),
        sold(WETH, 10**30, Fraction(1, 10**30), 0),
        sold(WETH, GIANT, Fraction(GIANT), 0),
        sold(WETH, 1, Fraction(GIANT)),
        bought(10**30, None),
        bought(10**30, Fraction(1)),
        bought(10**30, Fraction(1), 0),
        bought(10**30, Fraction(1, GIANT), 0),
        sold(TOY, GIANT, Fraction(1, GIANT), 0),
        sold(WETH, GIANT, Fraction(1, GIANT), 0, buy=TOY),
        sold(TOY, GIANT, None, buy=TRINKET),
    ],
)
def test_opposite_orders_net_whatever_else_nobody_can_fill(other: Order) -> None:
    for orders in ((SALE, BUY, other), (other, SALE, BUY)):
        found = routed(*orders)
        fills = dict(zip(orders, found.fills, strict=True))
        assert (fills[SALE], fills[BUY]) == NETTED
        assert found.method is Method.JOINTLY
        assert found.uniform
        assert not isinstance(fills[other], Fill)


def test_an_order_that_would_take_the_last_of_every_pool_is_named_beyond_all_liquidity() -> None:
    found = routed(SALE, BUY, sold(WETH, 10**27, Fraction(1, 10**27)))
    assert found.fills == (*NETTED, Unfilled.INSUFFICIENT_LIQUIDITY)


def test_an_order_beyond_all_liquidity_is_filled_as_far_as_it_goes_where_it_is_the_only_one() -> None:
    (fill,) = routed(sold(WETH, 10**27, Fraction(1, 10**27), 0)).fills
    assert isinstance(fill, Fill)
    assert fill.bought > 5.9 * 10**12


def test_a_giant_at_a_fair_limit_trades_as_any_order_that_is_more_than_markets_take() -> None:
    giant, large = (sold(WETH, units, Fraction(2900, 10**12), 0) for units in (GIANT, 10**22))
    fills = [(routed(SALE, BUY, order).fills, routed(order).fills) for order in (giant, large)]
    for one, other in zip(*fills, strict=True):
        for fill, same in zip(one, other, strict=True):
            assert isinstance(fill, Fill)
            assert isinstance(same, Fill)
            assert fill.sold == pytest.approx(same.sold, rel=1e-6)
            assert fill.bought == pytest.approx(same.bought, rel=1e-6)


def test_large_orders_in_tokens_of_small_pools_still_net_with_each_other() -> None:
    small = pair({DAI: 10**18, TOY: 10**18}, pool=numbered(3))
    whales = (
        Order(DAI, TOY, Side.EXACT_IN, 10**24, Fraction(99, 100)),
        Order(TOY, DAI, Side.EXACT_IN, 10**24, Fraction(99, 100)),
    )
    found = routed(SALE, BUY, *whales, markets=(*MARKETS, small, pair({DAI: 10**18, USDC: 10**6}, pool=numbered(4))))
    assert found.fills == (*NETTED, Fill(10**24, 10**24), Fill(10**24, 10**24))
    assert found.uniform


def test_tokens_of_no_worth_do_not_become_liquidity_by_lying_in_pools_of_their_own() -> None:
    """A pool of a few wei says that a toy is worth as much as wei, and one of toys and trinkets holds many."""
    toys = (pair({WETH: 10, TOY: 10}, pool=numbered(3)), pair({TOY: 2**111, TRINKET: 2**111}, pool=numbered(4)))
    for other in (sold(TOY, 2**110, Fraction(1, 2**110), 0, buy=TRINKET), sold(TOY, 2**110, None, buy=WETH)):
        found = routed(SALE, BUY, other, markets=(*MARKETS, *toys))
        assert found.fills[:2] == NETTED


def test_what_can_be_filled_of_an_order_is_what_it_is_worth() -> None:
    orders = {
        0: SALE,
        1: sold(WETH, GIANT, Fraction(1, GIANT)),
        2: sold(WETH, GIANT, Fraction(2900, 10**12), 0),
        3: sold(TOY, GIANT, None),
        4: sold(WETH, 10**18, Fraction(2900, 10**12)),
    }
    worth = fillable_worths(rows(MARKETS), orders)
    assert worth[1] == worth[3] == 0.0
    assert worth[0] == pytest.approx(100 * worth[4])
    assert 0 < worth[2] < 10**6 * worth[4]


def test_a_batch_of_nothing_but_orders_beyond_all_liquidity_is_refused_as_a_whole() -> None:
    giants = (bought(10**30, Fraction(1)), bought(10**30, None))
    assert isinstance(route_batch(BatchProblem(MARKETS, giants, WETH, Fraction(0))), NoRoute)
