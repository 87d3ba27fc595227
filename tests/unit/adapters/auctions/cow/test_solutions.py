"""A solution that breaks any rule of the settlement is found out."""

import json
from collections.abc import Callable
from dataclasses import replace

import pytest

from solver.adapters.auctions.cow.auction import Class, CowAuction, read_auction
from solver.adapters.auctions.cow.engine import solve
from solver.adapters.auctions.cow.solution import Solution, Trade, faults
from solver.domain.primitives import Address
from solver.testing import cow_auctions as of
from solver.testing.cow_auctions import DAI, USDC, WETH

E18 = 10**18
SALE = of.order(1, WETH, USDC, (10 * E18, 28_000 * 10**6))
BUY = of.order(2, DAI, WETH, (40_000 * E18, 10 * E18), kind="buy")
POOLS = [
    of.constant_product(0, {WETH: 3000 * E18, USDC: 9 * 10**12}),
    of.constant_product(1, {WETH: 1000 * E18, DAI: 3 * 10**24}),
    of.stable(2, {USDC: 3 * 10**12, DAI: 2 * 10**24}),
]


def solved(*orders: of.Json) -> tuple[CowAuction, Solution]:
    auction = read_auction(json.dumps(of.auction(orders, POOLS)).encode())
    (one,) = solve(auction, "convex").solved
    return auction, one.solution


AUCTION, SALE_ALONE = solved(SALE)
BUY_AUCTION, BUY_ALONE = solved(BUY)


def traded(solution: Solution, change: Callable[[Trade], Trade]) -> Solution:
    return replace(solution, trades=tuple(change(trade) for trade in solution.trades))


def priced(solution: Solution, token: str, price: int) -> Solution:
    return replace(solution, prices={**solution.prices, Address(token): price})


def test_what_the_engine_makes_has_none() -> None:
    assert faults(SALE_ALONE, AUCTION) == faults(BUY_ALONE, BUY_AUCTION) == ()


@pytest.mark.parametrize(
    ("broken", "fault"),
    [
        (traded(SALE_ALONE, lambda t: replace(t, sold=t.sold - 1)), "filled in part"),
        (traded(SALE_ALONE, lambda t: replace(t, fee=t.fee + 1)), "sells"),
        (traded(SALE_ALONE, lambda t: replace(t, sold=0, fee=10 * E18)), "sells 0"),
        (traded(SALE_ALONE, lambda t: replace(t, bought=27_999 * 10**6)), "below its limit"),
        (traded(SALE_ALONE, lambda t: replace(t, bought=t.bought + 1)), "missing at the end"),
        (traded(SALE_ALONE, lambda t: replace(t, bought=t.bought - 1)), "at these prices"),
        (replace(SALE_ALONE, trades=SALE_ALONE.trades * 2), "filled 2 times"),
        (replace(SALE_ALONE, prices={}), "a price is missing"),
        (priced(SALE_ALONE, WETH, 0), "a price is nothing"),
        (priced(SALE_ALONE, WETH, 1 << 256), "more than a word"),
        (replace(SALE_ALONE, prices={t: p << 160 for t, p in SALE_ALONE.prices.items()}), "more than a word"),
        (replace(SALE_ALONE, hops=SALE_ALONE.hops[1:]), "missing at the end"),
        (replace(SALE_ALONE, hops=SALE_ALONE.hops[::-1]), f" of 0 {SALE_ALONE.hops[-1].token_in} for "),
        (replace(SALE_ALONE, hops=(replace(SALE_ALONE.hops[0], pool=Address("0x" + "ab" * 20)),)), "no liquidity"),
        (replace(SALE_ALONE, gas=1), "1 gas"),
    ],
)
def test_a_broken_sale_is_found_out(broken: Solution, fault: str) -> None:
    assert any(fault in found for found in faults(broken, AUCTION))


def test_a_hop_that_promises_a_unit_too_much_is_found_out() -> None:
    last = SALE_ALONE.hops[-1]
    better = replace(SALE_ALONE, hops=(*SALE_ALONE.hops[:-1], replace(last, amount_out=last.amount_out + 1)))
    assert any("not as stated" in found for found in faults(better, AUCTION))


def test_a_fee_is_not_spent_by_hops() -> None:
    first = SALE_ALONE.hops[0]
    market = AUCTION.listed[first.pool].market
    more = first.amount_in + 1
    greedy = replace(first, amount_in=more, amount_out=market.quote_in(first.token_in, first.token_out, more))
    found = faults(replace(SALE_ALONE, hops=(greedy, *SALE_ALONE.hops[1:])), AUCTION)
    second = SALE_ALONE.hops[1]
    assert [fault for fault in found if f"{second.amount_in} of {second.amount_in - 1} {second.token_in}" in fault]


def test_an_order_of_class_market_pays_no_fee() -> None:
    as_market = traded(SALE_ALONE, lambda t: replace(t, order=replace(t.order, order_class=Class.MARKET)))
    assert any("with a fee" in found for found in faults(as_market, AUCTION))


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        (lambda t: replace(t, bought=t.bought + 1), "buys"),
        (lambda t: replace(t, bought=t.bought - 1), "filled in part"),
        (lambda t: replace(t, fee=t.order.sell_amount), "sells"),
        (lambda t: replace(t, sold=t.sold - 1), "at these prices"),
    ],
)
def test_a_broken_buy_is_found_out(change: Callable[[Trade], Trade], fault: str) -> None:
    assert any(fault in found for found in faults(traded(BUY_ALONE, change), BUY_AUCTION))
