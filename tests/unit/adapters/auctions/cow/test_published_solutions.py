"""Published auctions, solved: the same amounts as the published answers, or better ones where splitting pays."""

import json
from typing import Any

import pytest

from solver.adapters.auctions.cow.auction import CowAuction, read_auction
from solver.adapters.auctions.cow.endings import Ending
from solver.adapters.auctions.cow.engine import solve
from solver.adapters.auctions.cow.solution import faults, to_json
from tests.unit.adapters.auctions.cow import published as of
from tests.unit.adapters.auctions.cow.published import Json


def solved(body: Json, kind: Any = "convex") -> tuple[CowAuction, Ending]:
    auction = read_auction(json.dumps(body).encode())
    ending = solve(auction, kind)
    assert not ending.unfilled
    assert all(faults(one.solution, auction) == () for one in ending.solved)
    return auction, ending


def answer(body: Json, kind: Any = "convex") -> Any:
    auction, ending = solved(body, kind)
    (one,) = ending.solved
    return to_json(0, one.solution, auction)


@pytest.mark.parametrize("kind", ["convex", "reference", "single-path"])
@pytest.mark.parametrize(
    ("body", "sold", "bought", "executed"),
    [
        (of.DIRECT_SWAP, "133700000000000000", "6043910341261930467761", "133700000000000000"),
        (of.BUY_ON_V2, "1848013595", "1000000000000000000", "1000000000000000000"),
        (of.WEIGHTED_V0, "1000000000000000000", "1657855325872947866705", "1000000000000000000"),
        (of.WEIGHTED_V3_PLUS, "1000000000000000000", "1663373703594405548696", "1000000000000000000"),
        (of.STABLE_SALE, "10000000000000000000", "9999475", "10000000000000000000"),
        (of.COMPOSABLE_BUY, "9970226684231795304", "10000000000000000000", "10000000000000000000"),
    ],
)
def test_one_order_over_one_pool_has_the_published_prices(
    body: Json, sold: str, bought: str, executed: str, kind: str
) -> None:
    made, asked = answer(body, kind), body["orders"][0]
    assert made["prices"] == {asked["sellToken"]: bought, asked["buyToken"]: sold}
    assert made["trades"] == [{"kind": "fulfillment", "order": asked["uid"], "executedAmount": executed}]
    (hop,) = made["interactions"]
    assert (hop["kind"], hop["id"], hop["internalize"], hop["inputAmount"]) == ("liquidity", "0", False, sold)
    assert (hop["inputToken"], hop["outputToken"]) == (asked["sellToken"], asked["buyToken"])
    assert int(hop["outputAmount"]) >= int(bought)
    assert made["gas"] == 106_391 + int(body["liquidity"][0]["gasEstimate"])


def test_a_buy_over_two_pools_sells_no_more_than_the_published_answer() -> None:
    made = answer(of.BUY_OVER_TWO_POOLS)
    assert int(made["prices"][of.WXDAI]) <= 15503270361052085989
    assert made["prices"][of.XCOW] == "1000000000000000000"
    assert [hop["id"] for hop in made["interactions"]] == ["1", "0"]
    assert made["gas"] == 106_391 + 88_892 + 90_171


def test_a_partial_fill_has_more_surplus_than_the_published_half() -> None:
    made = answer(of.PARTIAL_FILL)
    (trade,) = made["trades"]
    given, got = int(trade["executedAmount"]) + int(trade["fee"]), int(made["interactions"][0]["outputAmount"])
    assert got - 40_000 * given > 20694705425542464884657 - 40_000 * (500000000000000000 + 2495865000000000)
    assert int(trade["fee"]) == (106_391 + 110_000) * 15_000_000_000


def test_without_any_reference_price_the_native_token_prices_gas_through_the_markets() -> None:
    """The published fee is for 206,391 gas, after a swap of some size that costs a quarter of a percent or so."""
    (trade,) = answer(of.LIMIT_SALE_WITHOUT_PRICES)["trades"]
    assert int(trade["executedAmount"]) + int(trade["fee"]) == 1000000000000000000
    assert int(trade["fee"]) * 206_391 / (106_391 + 88_892) == pytest.approx(4138166267614109, rel=0.01)


def test_opposite_orders_meet_at_the_published_price() -> None:
    _, ending = solved(of.OPPOSITE_ORDERS)
    (one,) = ending.solved
    first, second = sorted(one.solution.trades, key=lambda trade: trade.order.uid)
    assert (first.sold, second.sold) == (40 * 10**18, 100 * 10**18)
    assert first.bought == pytest.approx(40 * 10**18 * 57576575881490625723 / 54287532963535509684, rel=1e-7)
    assert second.bought == pytest.approx(100 * 10**18 * 54287532963535509684 / 57576575881490625723, rel=1e-7)
    (hop,) = one.solution.hops
    assert hop.amount_in == pytest.approx(57576575881490625723, rel=1e-7)
