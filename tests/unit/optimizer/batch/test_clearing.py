"""Several orders together: netted, at one price a token, each within its limit."""

from dataclasses import replace
from fractions import Fraction
from itertools import pairwise

import pytest

from solver.domain.auction import Side
from solver.domain.primitives import Address
from solver.markets.market import Market
from solver.optimizer.answer import NoRoute, Refusal
from solver.optimizer.batch.endings import BatchRoute, Fill, Method, Unfilled
from solver.optimizer.batch.route import route_batch
from solver.optimizer.batch.verify import batch_faults
from solver.optimizer.certificate.replay import replayed
from solver.optimizer.orders import BadBounds, BadLimit, BatchProblem, NoOrders, Order
from solver.optimizer.problem import EmptyOrder, RepeatedPool
from solver.testing.markets import DAI, USDC, USDT, WBTC, WETH, numbered, pair, three_pool

FREE = Fraction(0)
MARKETS = (
    pair({WETH: 10**22, USDC: 3 * 10**13}, pool=numbered(1), fee_pips=500),
    pair({WETH: 10**22, DAI: 3 * 10**25}, pool=numbered(2)),
    three_pool(pool=numbered(3)),
)


def dollars(price: int, token: Address = USDC) -> Fraction:
    """A limit for a WETH sold, in dollars."""
    return Fraction(price * (10**6 if token == USDC else 10**18), 10**18)


def sell(units: int, price: int, least: int | None = None) -> Order:
    return Order(WETH, USDC, Side.EXACT_IN, units, dollars(price), least)


def buy(units: int, price: int, least: int | None = None) -> Order:
    """Spends USDC on WETH at no more than that price."""
    return Order(USDC, WETH, Side.EXACT_IN, units, 1 / dollars(price), least)


def routed(*orders: Order, markets: tuple[Market, ...] = MARKETS, gas: Fraction = FREE) -> BatchRoute:
    problem = BatchProblem(markets, orders, WETH, gas)
    found = route_batch(problem)
    assert isinstance(found, BatchRoute)
    check(problem, found)
    return found


def check(problem: BatchProblem, found: BatchRoute) -> None:
    """Limits and bounds hold, the hops run with what is sold, and what is left is what the answer says."""
    assert batch_faults(problem, found) == ()
    purse = dict[Address, int]()
    fills = [(order, fill) for order, fill in zip(problem.orders, found.fills, strict=True) if isinstance(fill, Fill)]
    for order, fill in fills:
        amount = fill.sold if order.exact_in else fill.bought
        assert order.at_least <= amount <= order.amount
        assert order.accepts(fill.sold, fill.bought)
        purse[order.sell_token] = purse.get(order.sell_token, 0) + fill.sold
    done = replayed(found.hops, problem.markets, purse)
    assert done.faults == ()
    assert done.gas == found.gas
    left = dict(done.purse)
    for order, fill in fills:
        left[order.buy_token] = left.get(order.buy_token, 0) - fill.bought
    assert {token: units for token, units in left.items() if units} == dict(found.left)
    assert all(units > 0 for _, units in found.left)
    if found.uniform:
        for order, fill in fills:
            paid, got = fill.sold * found.prices[order.sell_token], fill.bought * found.prices[order.buy_token]
            assert paid == pytest.approx(got, rel=1e-5)
    if found.rival_surplus is not None:
        assert found.certificate.surplus - found.certificate.gas >= found.rival_surplus - 1e-9 * abs(
            found.rival_surplus
        )
    if found.certificate.bound is not None:
        assert found.certificate.surplus <= found.certificate.bound + 1e-9 * abs(found.certificate.bound) + 1


def test_opposite_orders_meet_without_any_market() -> None:
    found = routed(sell(10**18, 2900), buy(3000 * 10**6, 3100), markets=())
    assert found.hops == ()
    assert found.method is Method.JOINTLY
    assert found.uniform
    assert found.fills == (Fill(10**18, 3000 * 10**6), Fill(3000 * 10**6, 10**18))


def test_opposite_orders_are_netted_and_only_the_rest_is_swapped() -> None:
    found = routed(sell(10**20, 2900, 0), buy(2 * 10**11, 3100, 0))
    assert found.method is Method.JOINTLY
    assert found.uniform
    sold = sum(hop.amount_in for hop in found.hops if hop.token_in == WETH)
    assert 0 < sold < 4 * 10**19
    assert isinstance(found.fills[0], Fill)
    assert found.fills[0].sold == 10**20


def test_all_orders_trade_at_one_price_a_token() -> None:
    orders = (
        sell(10**20, 2900),
        buy(2 * 10**11, 3100),
        Order(DAI, WETH, Side.EXACT_IN, 10**23, 1 / dollars(3100, DAI)),
        Order(WETH, DAI, Side.EXACT_OUT, 2 * 10**23, dollars(2850, DAI), 0),
        Order(USDC, DAI, Side.EXACT_IN, 10**10, Fraction(99 * 10**12, 100)),
    )
    found = routed(*orders)
    assert found.uniform
    assert all(isinstance(fill, Fill) for fill in found.fills)
    assert found.rival_surplus is not None


def test_a_partial_order_stops_where_its_limit_is_the_price() -> None:
    found = routed(sell(10**22, 2900, 0))
    fill = found.fills[0]
    assert isinstance(fill, Fill)
    assert 10**20 < fill.sold < 10**22
    after = MARKETS[0].swap(WETH, USDC, sum(h.amount_in for h in found.hops if h.pool == numbered(1)))[1]
    assert after.quote_in(WETH, USDC, 10**16) == pytest.approx(float(dollars(2900)) * 1e16, rel=1e-3)


def test_all_or_nothing_is_nothing_below_its_limit() -> None:
    found = routed(sell(10**22, 2900), sell(10**18, 2900))
    assert found.fills[0] is Unfilled.LIMIT_NOT_MET
    assert isinstance(found.fills[1], Fill)


def test_the_least_that_an_order_takes_is_respected() -> None:
    found = routed(sell(10**22, 2900, 10**19))
    fill = found.fills[0]
    assert isinstance(fill, Fill)
    assert fill.sold > 10**20


def test_exact_amounts_out_are_met_to_the_unit() -> None:
    for order in (
        Order(USDC, WETH, Side.EXACT_OUT, 10**20 + 7),
        Order(USDC, WETH, Side.EXACT_OUT, 10**20 + 7, 1 / dollars(3200)),
    ):
        found = routed(order, buy(10**11, 3100))
        fill = found.fills[0]
        assert isinstance(fill, Fill)
        assert fill.bought == 10**20 + 7


def test_orders_that_nothing_joins_are_told_apart_from_those_beyond_their_limit() -> None:
    found = routed(sell(10**18, 2900), Order(WBTC, USDT, Side.EXACT_IN, 10**8, Fraction(1), 0), sell(10**18, 3500, 0))
    assert isinstance(found.fills[0], Fill)
    assert found.fills[1] is Unfilled.NOT_JOINED
    assert found.fills[2] is Unfilled.BEYOND_ITS_LIMIT


def test_a_batch_of_which_nothing_can_be_filled_is_refused() -> None:
    refused = route_batch(BatchProblem(MARKETS, (sell(10**18, 5000),), WETH, FREE))
    assert isinstance(refused, NoRoute)
    assert refused.reason is Refusal.INSUFFICIENT_LIQUIDITY


def test_values_that_are_named_decide_what_surplus_is_worth() -> None:
    orders = (sell(10**20, 2900), buy(2 * 10**11, 3100))
    plain = route_batch(BatchProblem(MARKETS, orders, WETH, FREE))
    named = route_batch(BatchProblem(MARKETS, orders, WETH, FREE, {WETH: Fraction(1, 10**18)}))
    assert isinstance(plain, BatchRoute)
    assert isinstance(named, BatchRoute)
    assert named.fills == plain.fills
    assert named.prices[WETH] == pytest.approx(1e-18, rel=1e-2)


def test_costly_gas_leaves_markets_out_and_the_reasons_are_told() -> None:
    cheap, dear = (routed(sell(3 * 10**20, 2700), gas=Fraction(gwei * 10**9)) for gwei in (0, 10**5))
    assert len(dear.hops) < len(cheap.hops)
    hopped = {hop.pool for hop in dear.hops}
    assert {left.pool for left in dear.left_out} == {market.pool for market in MARKETS} - hopped


def test_batches_that_make_no_sense_are_refused_by_name() -> None:
    with pytest.raises(NoOrders):
        BatchProblem(MARKETS, (), WETH, FREE)
    with pytest.raises(RepeatedPool):
        BatchProblem((pair(), pair()), (sell(1, 1),), WETH, FREE)
    with pytest.raises(BadLimit):
        Order(WETH, USDC, Side.EXACT_IN, 1, Fraction(0))
    with pytest.raises(BadBounds):
        Order(WETH, USDC, Side.EXACT_IN, 1, None, 0)
    with pytest.raises(BadBounds):
        sell(10, 2900, 11)
    with pytest.raises(EmptyOrder):
        Order(WETH, WETH, Side.EXACT_IN, 1)


def test_the_same_batch_gives_the_same_integers() -> None:
    orders = (sell(10**20, 2900), buy(2 * 10**11, 3100), sell(10**19, 2950, 0))
    answers = [routed(*orders, markets=markets) for markets in (MARKETS, MARKETS[::-1])]
    for one, other in pairwise(answers):
        assert (one.hops, one.fills) == (other.hops, other.fills)


def test_what_is_delivered_beyond_an_exact_amount_does_not_count_towards_its_limit() -> None:
    """One unit sold is worth many bought: the order asks for less than it brings, at a better price than it is."""
    coarse = numbered(0xA0)
    market = pair({coarse: 10**6, WETH: 10**24}, pool=numbered(7))
    dear = Order(coarse, WETH, Side.EXACT_OUT, 10**17, Fraction(9 * 10**17))
    refused = route_batch(BatchProblem((market,), (dear,), WETH, FREE))
    assert isinstance(refused, NoRoute)
    fair = BatchProblem((market,), (replace(dear, amount=9 * 10**17),), WETH, FREE)
    found = route_batch(fair)
    assert isinstance(found, BatchRoute)
    assert batch_faults(fair, found) == ()
    assert found.fills == (Fill(1, 9 * 10**17),)
