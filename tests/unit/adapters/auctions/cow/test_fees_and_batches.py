"""Who pays for gas, and when several orders are one solution."""

import json
from typing import Any

import pytest

from solver.adapters.auctions.cow.auction import CowAuction, read_auction
from solver.adapters.auctions.cow.case import Case
from solver.adapters.auctions.cow.endings import Ending, Unfilled
from solver.adapters.auctions.cow.engine import solve
from solver.adapters.auctions.cow.solution import Trade, faults
from solver.testing import cow_auctions as of
from solver.testing.cow_auctions import COW, DAI, DECIMALS, DOLLARS, USDC, USDT, WETH, Json

E18, GWEI = 10**18, 10**9
DEEP = [
    of.constant_product(0, {WETH: 3000 * E18, USDC: 9 * 10**12}),
    of.constant_product(1, {WETH: 1000 * E18, DAI: 3 * 10**24}),
    of.stable(2, {USDC: 3 * 10**12, DAI: 2 * 10**24}),
]


def done(orders: list[Json], liquidity: list[Json], kind: Any = "convex", **fields: Any) -> tuple[CowAuction, Ending]:
    auction = read_auction(json.dumps(of.auction(orders, liquidity, **fields)).encode())
    ending = solve(auction, kind)
    assert all(faults(one.solution, auction) == () for one in ending.solved)
    return auction, ending


def why(ending: Ending, number: int) -> str:
    return ending.unfilled[f"0x{number:0112x}"].reason


@pytest.mark.parametrize("kind", ["sell", "buy"])
def test_the_fee_of_a_limit_order_is_its_gas_at_the_reference_price(kind: str) -> None:
    _, ending = done([of.order(1, USDC, WETH, (40_000 * 10**6, 10 * E18), kind=kind)], DEEP)
    (one,) = ending.solved
    (trade,) = one.solution.trades
    in_dollars = one.solution.gas * 15 * GWEI / E18 * DOLLARS[WETH]
    assert trade.fee == pytest.approx(in_dollars * 10**6, abs=2)
    if kind == "sell":
        assert trade.sold + trade.fee == 40_000 * 10**6


@pytest.mark.parametrize("seed", range(8))
def test_the_fees_of_a_solution_without_orders_of_class_market_pay_for_all_of_its_gas(seed: int) -> None:
    body = of.random_auction(seed)
    asked = [order | {"class": "limit"} for order in body["orders"]]
    auction, ending = done(asked, body["liquidity"], effectiveGasPrice="987654321")
    worth = Case.of(auction).worth_wei
    for one in ending.solved:
        paid = sum(trade.fee * worth[trade.order.sell_token] for trade in one.solution.trades)
        assert paid >= one.solution.gas * 987_654_321


def test_an_order_of_class_market_pays_none() -> None:
    _, ending = done([of.order(1, USDC, WETH, (40_000 * 10**6, 10 * E18), **{"class": "market"})], DEEP)
    assert ending.solved[0].solution.trades[0].fee == 0


def test_a_limit_that_bears_the_price_but_not_the_fee_is_not_met() -> None:
    order = of.order(1, USDC, WETH, (30 * 10**6, 99 * 10**14))
    free = done([order], DEEP, effectiveGasPrice="0")[1]
    assert len(free.solved) == 1
    assert why(done([order], DEEP)[1], 1) == Unfilled.LIMIT_NOT_MET


def test_any_number_of_giants_keep_no_two_orders_from_meeting() -> None:
    honest = [
        of.order(1, WETH, USDC, (100 * E18, 299_000 * 10**6)),
        of.order(2, USDC, WETH, (300_000 * 10**6, 99 * E18)),
    ]
    giants = [of.order(10 + n, WETH, USDC, (2**128 + n, 1)) for n in range(40)]
    for orders in (honest, honest + giants):
        _, ending = done(orders, DEEP)
        assert [sorted(trade.order.uid[-1] for trade in one.solution.trades) for one in ending.solved] == [["1", "2"]]


def test_a_fee_beyond_the_order_is_named() -> None:
    assert why(done([of.order(1, USDC, WETH, (10**6, 1))], DEEP)[1], 1) == Unfilled.FEE_EXCEEDS_ORDER


def test_without_anything_that_says_what_gas_costs_a_limit_order_is_not_filled() -> None:
    first, second = (f"0x{n:040x}" for n in (7, 8))
    pool = of.constant_product(0, {first: E18, second: E18})
    assert why(done([of.order(1, first, second, (10**15, 1))], [pool], tokens={})[1], 1) == Unfilled.NO_REFERENCE_PRICE
    free = of.order(1, first, second, (10**15, 1), **{"class": "market"})
    assert len(done([free], [pool], tokens={})[1].solved) == 1


@pytest.mark.parametrize(
    ("order", "reason"),
    [
        (of.order(1, COW, WETH, (E18 * 10**6, 1)), Unfilled.NO_PATH),
        (of.order(1, WETH, USDC, (E18, 10**10)), Unfilled.LIMIT_NOT_MET),
        (of.order(1, WETH, USDC, (E18, 10**10), partiallyFillable=True), Unfilled.LIMIT_NOT_MET),
        (of.order(1, WETH, USDC, (10**9 * E18, 10**14), kind="buy"), Unfilled.INSUFFICIENT_LIQUIDITY),
    ],
)
def test_why_an_order_is_not_filled_is_said(order: Json, reason: Unfilled) -> None:
    ending = done([order], DEEP)[1]
    assert (ending.solved, why(ending, 1)) == ((), reason)


def test_a_partial_fill_stops_where_more_would_cost_more_than_the_limit() -> None:
    order = of.order(1, WETH, USDC, (2000 * E18, 2000 * 2500 * 10**6), partiallyFillable=True)
    (one,) = done([order], DEEP)[1].solved
    (trade,) = one.solution.trades
    assert 0 < trade.sold < 1000 * E18
    more = done(
        [{**order, "sellAmount": str(trade.sold * 11 // 10), "buyAmount": "1", "partiallyFillable": False}], DEEP
    )[1]
    less = done(
        [{**order, "sellAmount": str(trade.sold * 9 // 10), "buyAmount": "1", "partiallyFillable": False}], DEEP
    )[1]
    for other in (more, less):
        assert surplus(other.solved[0].solution.trades[0]) < surplus(trade)


def surplus(trade: Trade) -> int:
    return trade.bought - 2500 * 10**6 * (trade.sold + trade.fee) // E18


def test_opposite_orders_meet_and_both_get_more_than_alone() -> None:
    orders = [of.order(1, WETH, USDC, (10 * E18, 29_000 * 10**6)), of.order(2, USDC, WETH, (29_900 * 10**6, 9 * E18))]
    _, ending = done(orders, DEEP)
    (one,) = ending.solved
    assert len(one.solution.trades) == 2
    for trade, order in zip(sorted(one.solution.trades, key=lambda t: t.order.uid), orders, strict=True):
        assert trade.bought > done([order], DEEP)[1].solved[0].solution.trades[0].bought


def test_fees_do_not_pay_for_the_gas_of_an_order_that_they_themselves_drove_away() -> None:
    dear = of.constant_product(9, {COW: 4 * 10**26, USDT: 10**14}, gasEstimate="500000")
    orders = [
        of.order(1, WETH, USDC, (10 * E18, 29_000 * 10**6)),
        of.order(2, DAI, USDC, (3000 * E18, 2900 * 10**6)),
        of.order(3, COW, USDT, (12_000 * E18, 2956 * 10**6)),
    ]
    _, ending = done(orders, [*DEEP, dear])
    one = ending.solved[0].solution
    assert sorted(int(trade.order.uid, 16) for trade in one.trades) == [1, 2]
    sold = ((trade, trade.order.sell_token) for trade in one.trades)
    dollars = sum(trade.fee * DOLLARS[token] / 10 ** DECIMALS[token] for trade, token in sold)
    assert dollars == pytest.approx(one.gas * 15 * GWEI / E18 * DOLLARS[WETH], rel=0.02)


def test_no_turn_of_several_orders_is_begun_once_the_time_is_over() -> None:
    orders = [of.order(1, WETH, USDC, (10 * E18, 29_000 * 10**6)), of.order(2, USDC, WETH, (29_900 * 10**6, 9 * E18))]
    ending = solve(read_auction(json.dumps(of.auction(orders, DEEP)).encode()), "convex", lambda: True)
    assert (ending.solved, why(ending, 1), why(ending, 2)) == ((), Unfilled.OUT_OF_TIME, Unfilled.OUT_OF_TIME)


@pytest.mark.parametrize("part", [True, False])
def test_gas_beyond_all_money_fills_nothing_that_has_to_pay_for_it(part: bool) -> None:
    nothing = f"0x{7:040x}"
    pool = of.constant_product(0, {WETH: 1000, nothing: (1 << 112) - 1})
    orders = [
        of.order(1, nothing, WETH, (10**33, 1), partiallyFillable=part),
        of.order(2, WETH, nothing, (900, 10**30), partiallyFillable=part),
    ]
    _, ending = done(orders, [pool], tokens={}, effectiveGasPrice=str((1 << 256) - 1))
    assert [why(ending, number) for number in (1, 2)] == [Unfilled.FEE_EXCEEDS_ORDER] * 2
    free = [order | {"class": "market"} for order in orders]
    assert done(free, [pool], tokens={}, effectiveGasPrice=str((1 << 256) - 1))[1].solved


def test_the_fees_of_one_solution_pay_for_its_gas_by_worth() -> None:
    orders = [of.order(1, WETH, USDC, (10 * E18, 29_000 * 10**6)), of.order(2, DAI, USDC, (3000 * E18, 2900 * 10**6))]
    (one,) = done(orders, DEEP)[1].solved
    sold, dai = sorted(one.solution.trades, key=lambda t: t.order.uid)
    paid = (sold.fee / E18, dai.fee / E18 / DOLLARS[WETH])
    assert sum(paid) == pytest.approx(one.solution.gas * 15 * GWEI / E18, rel=0.02)
    assert sum(paid) >= one.solution.gas * 15 * GWEI / E18 * (1 - 1e-9)
    assert paid[0] / paid[1] == pytest.approx(10, rel=0.05)


def test_an_order_that_no_common_price_serves_is_not_in_the_way_of_the_others() -> None:
    orders = [
        of.order(1, WETH, USDC, (10 * E18, 29_000 * 10**6)),
        of.order(2, USDC, WETH, (29_900 * 10**6, 9 * E18)),
        of.order(3, DAI, WETH, (3000 * E18, 2 * E18)),
    ]
    _, ending = done(orders, DEEP)
    assert [len(one.solution.trades) for one in ending.solved] == [2]
    assert why(ending, 3) == Unfilled.LIMIT_NOT_MET


def test_the_reference_router_fills_orders_one_by_one_and_says_how_it_ended() -> None:
    orders = [of.order(1, WETH, USDC, (10 * E18, 29_000 * 10**6)), of.order(2, USDC, WETH, (29_900 * 10**6, 9 * E18))]
    _, ending = done(orders, DEEP, "reference")
    assert [len(one.solution.trades) for one in ending.solved] == [1, 1]
    assert {one.proven.method for one in ending.solved} == {"reference"}


def test_once_time_is_over_no_order_is_begun() -> None:
    auction = read_auction(json.dumps(of.auction([of.order(1, WETH, USDC, (E18, 1))], DEEP)).encode())
    ending = solve(auction, "convex", expired=lambda: True)
    assert (ending.solved, why(ending, 1)) == ((), Unfilled.OUT_OF_TIME)


def test_the_gas_that_the_driver_estimates_decides_between_equal_pools() -> None:
    pools = [
        of.constant_product(n, {WETH: 3000 * E18, USDC: 9 * 10**12}, gasEstimate=str(g))
        for n, g in ((0, 10**6), (1, 10**5))
    ]
    (one,) = done([of.order(1, WETH, USDC, (10**17, 1))], pools)[1].solved
    assert one.solution.gas == 106_391 + 10**5
