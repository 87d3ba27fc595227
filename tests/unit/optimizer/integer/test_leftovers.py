"""All of what arrives is spent: what is left on the way is sold, or the flows do not fill the order."""

from fractions import Fraction

from solver.domain.auction import Side
from solver.domain.primitives import Address
from solver.markets.book import Ladder, Level
from solver.markets.limit_order import LimitOrder
from solver.optimizer.answer import NoRoute, Refusal
from solver.optimizer.integer import Integers, NoIntegers, Reason, Rules, Trade, integers
from solver.optimizer.integer.course import Course, Filled
from solver.optimizer.integer.forward import forward
from solver.optimizer.integer.legs import Leg
from solver.optimizer.integer.searching import searched
from solver.optimizer.problem import RouteProblem
from solver.optimizer.route import Kind, route
from solver.testing.markets import DAI, USDC, WETH, numbered, pair
from tests.unit.optimizer.integer.test_order_of_hops import EVEN, flow, pool
from tests.unit.optimizer.integer.worlds import A, B, C, D, check

KINDS: tuple[Kind, ...] = ("convex", "grid", "single-path")


def book(base: Address, quote: Address, lot_units: int, lots: int) -> Ladder:
    """Pays one for one, in whole lots, up to so many; charges nothing."""
    return Ladder(numbered(0xB0), base, quote, lot_units, lot_units, 0, (Level(1, lots),), ())


def test_an_order_of_which_most_would_end_where_nothing_leads_on_is_refused_by_every_router() -> None:
    markets = (
        LimitOrder(numbered(2), WETH, DAI, 10**18, 3000 * 10**18),
        pair({WETH: 10**18, USDC: 3000 * 10**6}, pool=numbered(1)),
        Ladder(numbered(3), USDC, DAI, 5000 * 10**6, 10**18, 0, (Level(4999, 10),), ()),
    )
    problem = RouteProblem(markets, WETH, DAI, Side.EXACT_IN, 1000 * 10**18, Fraction(0))
    for kind in KINDS:
        found = route(problem, kind)
        assert isinstance(found, NoRoute)
        assert found.reason is Refusal.INSUFFICIENT_LIQUIDITY


def test_what_finds_no_taker_goes_another_way() -> None:
    """Of B that is bought for less than a lot nothing can be sold: all of A goes over the pool."""
    markets = (pool(A, B, 0), book(B, D, 10**6, 5), pool(A, D, 1))
    trade = Trade(A, D, Side.EXACT_IN, 10_000, 9950.0)
    found = integers(markets, [trade], [flow(0, A, B, 5000), flow(1, B, D, 5000), flow(2, A, D, 5000)], EVEN)
    assert isinstance(found, Integers)
    check(markets, [trade], found)
    assert [hop.pool for hop in found.hops] == [markets[2].pool]
    assert found.left == ()


def test_an_order_that_nothing_takes_whole_is_refused_by_that_name() -> None:
    markets = (pool(A, B, 0), book(B, D, 10**6, 5), LimitOrder(numbered(0xF0), A, D, 1000, 1000))
    trade = Trade(A, D, Side.EXACT_IN, 10_000, 10_000.0)
    found = integers(markets, [trade], [flow(0, A, B, 9000), flow(1, B, D, 9000), flow(2, A, D, 1000)], EVEN)
    assert isinstance(found, NoIntegers)
    assert found.reason is Reason.INSUFFICIENT_LIQUIDITY


def test_what_a_circle_that_does_not_start_leaves_is_sold_along_the_paths() -> None:
    markets = (pool(A, B, 0), pool(B, C, 1), pool(B, C, 2), pool(C, B, 3), pool(C, D, 4))
    far, near = 10**13, 3 * 10**5
    legs = [Leg(0, A, B, 10**6, 10**6), Leg(1, B, C, near, near), Leg(4, C, D, near, near)]
    legs += [Leg(2, B, C, far, far), Leg(3, C, B, far, far)]
    course = Course(markets, [Trade(A, D, Side.EXACT_IN, 10**6, 9.9e5)], EVEN, Rules())
    filled = forward(course, legs, [10**6], polished=True)
    assert isinstance(filled, Filled)
    assert (filled.loose, filled.left) == ((B,), ())
    assert {token for token, units in filled.end.items() if units} == {D}
    assert filled.end[D] > 9.8e5


def test_an_exact_amount_out_of_coarse_lots_delivers_what_the_lot_buys() -> None:
    markets = (book(A, C, 10**6, 5), pool(C, D, 0))
    trade = Trade(A, D, Side.EXACT_OUT, 30_000, 31_000.0)
    found = integers(markets, [trade], [flow(0, A, C, 30_100), flow(1, C, D, 30_100)], EVEN)
    assert isinstance(found, Integers)
    check(markets, [trade], found)
    assert found.sold == (10**6,)
    assert dict(found.left).keys() == {D}
    assert dict(found.left)[D] > 960_000


def test_an_exact_amount_out_takes_fewer_lots_where_other_markets_have_the_rest() -> None:
    markets = (book(A, C, 10**6, 5), pool(C, D, 0), pool(A, D, 1))
    trade = Trade(A, D, Side.EXACT_OUT, 3 * 10**6, 3_010_000.0)
    found = integers(
        markets, [trade], [flow(0, A, C, 1_100_000), flow(1, C, D, 1_100_000), flow(2, A, D, 1_910_000)], EVEN
    )
    assert isinstance(found, Integers)
    check(markets, [trade], found)
    assert found.sold[0] < 3_020_000
    assert dict(found.left).keys() <= {D}


def test_an_exact_amount_out_sells_no_more_than_hops_need() -> None:
    """A flow that runs back keeps the one out of A to its size, whatever is sold."""
    markets = (pool(A, B, 0), pool(B, A, 1), pool(B, D, 2))
    legs = [Leg(0, A, B, 10**6, 10**6), Leg(1, B, A, 10, 10), Leg(2, B, D, 10**6, 10**6)]
    course = Course(markets, [Trade(A, D, Side.EXACT_OUT, 980_000, 3e6)], EVEN, Rules())
    filled = searched(course, legs)
    assert isinstance(filled, Filled)
    assert filled.sold[0] < 1_010_000
    assert filled.end[A] <= 10
