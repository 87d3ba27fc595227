"""What an auction may hold: everything else is refused by name, or left aside with the reason."""

import json
from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest

from solver.adapters.auctions.cow import auction as cow
from solver.adapters.auctions.cow.auction import Class, MalformedAuction, Unusable, read_auction
from solver.domain.auction import Side
from solver.markets.concentrated_liquidity import ConcentratedLiquidity
from solver.markets.metered import Metered
from solver.testing import cow_auctions as of
from solver.testing.cow_auctions import COW, DAI, USDC, WETH, Json

E18 = 10**18


def sale(**fields: Any) -> Json:
    return of.order(1, WETH, USDC, (E18, 2900 * 10**6), **fields)


def pool(number: int = 0, **fields: Any) -> Json:
    return of.constant_product(number, {WETH: 1000 * E18, USDC: 3 * 10**12}, **fields)


def ranges(fee: str, every: int) -> Json:
    """Two ticks around the price, whose greatest common divisor is as given; none of zero."""
    net = (
        {str(196_000 // every * every - every): "1000", str(196_000 // every * every + every): "-1000"} if every else {}
    )
    return of.concentrated(9, (USDC, WETH), 196_000, 10**18) | {"fee": fee, "liquidityNet": net, "liquidity": "1000"}


def read(body: Json) -> cow.CowAuction:
    return read_auction(json.dumps(body).encode())


def test_all_five_kinds_are_markets_with_the_gas_that_the_driver_estimates() -> None:
    kinds = [
        pool(0),
        of.weighted(1, {WETH: 100 * E18, COW: 10**24}, ("0.8", "0.2")),
        of.stable(2, {USDC: 10**12, DAI: 10**24}),
        of.concentrated(3, (USDC, WETH), 196_000, 10**18),
        of.limit_order(4, (USDC, 3000 * 10**6), (WETH, E18)),
    ]
    read_kinds = read(of.auction([sale()], kinds))
    assert read_kinds.unusable == ()
    by_id = {listed.liquidity_id: listed.market for listed in read_kinds.listed.values()}
    assert sorted(by_id) == ["0", "1", "2", "3", "4"]
    for entry in kinds:
        market = by_id[entry["id"]]
        assert isinstance(market, Metered)
        assert market.hop_gas == int(entry["gasEstimate"])


def test_an_order_is_read_with_its_class_and_side() -> None:
    (first, second) = read(
        of.auction([sale(), of.order(2, USDC, WETH, (10**9, 10**17), kind="buy", **{"class": "market"})], [])
    ).orders
    assert (first.side, first.order_class, first.limit) == (
        Side.EXACT_IN,
        Class.LIMIT,
        Fraction(2900 * 10**6, E18),
    )
    assert (second.side, second.order_class) == (Side.EXACT_OUT, Class.MARKET)


def test_amounts_may_be_hex_and_addresses_of_any_case() -> None:
    asked = sale(sellAmount=hex(E18), sellToken="0x" + WETH[2:].upper())
    (order,) = read(of.auction([asked], [])).orders
    assert (order.sell_amount, order.sell_token) == (E18, WETH)


@pytest.mark.parametrize("fee", ["3E-6", "3e-6", "0.03e-4", "0.000003E+0"])
def test_a_fraction_may_have_an_exponent(fee: str) -> None:
    assert read(of.auction([], [pool(fee=fee)])).listed == read(of.auction([], [pool(fee="0.000003")])).listed != {}


def test_unknown_fields_are_ignored_and_a_quote_has_no_number() -> None:
    assert read(of.auction([sale(penaltyCapNative="1")], [], id=None, news=1)).auction_id is None


@pytest.mark.parametrize(
    ("change", "place"),
    [
        ({"orders": [sale(sellAmount="-1")]}, "sellAmount"),
        ({"orders": [sale(sellAmount=5)]}, "sellAmount"),
        ({"orders": [sale(sellAmount=str(1 << 256))]}, "amount"),
        ({"orders": [sale(uid="0x12")]}, "uid"),
        ({"orders": [sale(uid=sale()["uid"] + "\n")]}, "uid"),
        ({"orders": [sale(sellAmount="100\n")]}, "sellAmount"),
        ({"id": "1\n"}, "id"),
        ({"orders": [sale(kind="both")]}, "kind"),
        ({"orders": [sale(sellToken="WETH")]}, "sellToken"),
        ({"orders": {}}, "orders"),
        ({"tokens": {"WETH": {}}}, "tokens"),
        ({"tokens": {USDC: {}, "0x" + USDC[2:].upper(): {"referencePrice": "1"}}}, "token is listed twice"),
        ({"effectiveGasPrice": None}, "effectiveGasPrice"),
        ({"liquidity": [pool(), pool(1, fee="-0.003")]}, "liquidity 1"),
        ({"liquidity": [pool(tokens={WETH: {"balance": "-1"}})]}, "liquidity 0"),
        ({"liquidity": [{"id": "1"}]}, "liquidity 0"),
        ({"liquidity": [7]}, "liquidity 0"),
    ],
)
def test_what_is_not_as_it_should_be_refuses_the_auction_and_names_the_place(change: Json, place: str) -> None:
    with pytest.raises(MalformedAuction, match=place):
        read(of.auction([sale()], [pool()]) | change)


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"[]", b"null", b"\xff\xfe", b"[" * 100_000, b'{"tokens":' + b'{"a":' * 100_000, b'{"tokens": NaN}'],
)
def test_bytes_that_are_no_auction_are_refused(body: bytes) -> None:
    with pytest.raises(MalformedAuction):
        read_auction(body)


def test_no_more_than_the_most_bytes_are_looked_at() -> None:
    with pytest.raises(MalformedAuction, match="64 MiB"):
        read_auction(b" " * (cow.MOST_BYTES + 1))


@pytest.mark.parametrize(
    ("asked", "why"),
    [
        (sale(sellAmount="0"), Unusable.NOTHING),
        (sale(kind="buy", buyAmount="0"), Unusable.NOTHING),
        (sale(buyToken=WETH), Unusable.ITSELF),
    ],
)
def test_an_order_that_makes_no_sense_is_refused_and_the_others_are_not(asked: Json, why: Unusable) -> None:
    other = of.order(2, USDC, WETH, (10**9, 10**17))
    read_both = read(of.auction([asked, other], []))
    assert read_both.refused == ((asked["uid"], why),)
    assert [order.uid for order in read_both.orders] == [other["uid"]]


def test_an_order_listed_twice_counts_once() -> None:
    twice = read(of.auction([sale(), sale(sellAmount="7")], []))
    assert [order.sell_amount for order in twice.orders] == [E18]
    assert twice.refused == ((sale()["uid"], Unusable.LISTED_TWICE),)


@pytest.mark.parametrize("needed", ["wrappers", "flashloan", "source", "destination"])
def test_an_order_that_needs_what_a_plain_solution_lacks_is_refused_by_name(needed: str) -> None:
    wrapper = {"address": pool()["address"], "data": "0x"}
    asked, why = {
        "wrappers": (
            sale(wrappers=[wrapper | {"isOmittable": True}, wrapper | {"isOmittable": False}]),
            "needs_wrappers",
        ),
        "flashloan": (sale(flashloanHint={"token": WETH, "amount": "1"}), "needs_a_flashloan"),
        "source": (sale(sellTokenSource="external"), "trades_balances_of_the_vault"),
        "destination": (sale(buyTokenDestination="internal"), "trades_balances_of_the_vault"),
    }[needed]
    refused = read(of.auction([asked], [pool()]))
    assert (refused.orders, [(uid, reason.value) for uid, reason in refused.refused]) == ((), [(asked["uid"], why)])


def test_an_order_that_says_it_needs_nothing_else_is_plain() -> None:
    wrapper = {"address": pool()["address"], "data": "0x", "isOmittable": True}
    plain = {"sellTokenSource": "erc20", "buyTokenDestination": "erc20", "flashloanHint": None, "wrappers": [wrapper]}
    assert read(of.auction([sale(**plain)], [pool()])) == read(of.auction([sale()], [pool()]))


@pytest.mark.parametrize(
    ("first", "ids"),
    [(pool(0), ["0", "2"]), ({"kind": "orderBook", "id": "0"}, ["2"]), (pool(0, fee="1"), ["2"])],
)
def test_the_second_of_an_id_is_left_aside_for_a_hop_could_mean_the_first(first: Json, ids: list[str]) -> None:
    found = read(of.auction([sale()], [first, pool(0, address=pool(1)["address"]), pool(2)]))
    assert sorted(listed.liquidity_id for listed in found.listed.values()) == ids
    assert pool(1)["address"] not in found.listed
    assert found.unusable[-1] == ("0", "its id is listed twice: a hop over it could mean either")


@pytest.mark.parametrize(("fee", "every", "spacing"), [("0.0005", 10, 10), ("0.003", 600, 60), ("0.0002", 1, 1)])
def test_the_tick_spacing_is_the_fees_or_the_only_one_that_ticks_are_on(fee: str, every: int, spacing: int) -> None:
    (listed,) = read(of.auction([sale()], [ranges(fee, every)])).listed.values()
    market = listed.market.market
    assert isinstance(market, ConcentratedLiquidity)
    assert market.tick_spacing == spacing


def test_no_guess_of_a_tick_spacing_is_safe_a_finer_one_may_promise_more_than_the_pool_pays() -> None:
    entry = ranges("0.0001", 1) | {"tick": 1019, "sqrtPrice": str(int(1.0001 ** (1019.5 / 2) * (1 << 96)))}
    entry |= {"liquidity": str(E18), "liquidityNet": {"-8001": str(E18), "8000": str(-E18)}}
    (listed,) = read(of.auction([sale()], [entry])).listed.values()
    finest = listed.market.market
    assert isinstance(finest, ConcentratedLiquidity)
    pool_of_four = replace(finest, tick_spacing=4, ticks=(-8000, 8000))
    pair = finest.token1, finest.token0
    assert finest.quote_in(*pair, 39 * 10**12) > pool_of_four.quote_in(*pair, 39 * 10**12)


@pytest.mark.parametrize(
    ("entry", "reason"),
    [
        ({"kind": "orderBook", "id": "9"}, "unknown kind"),
        ({"kind": "orderBook", "id": 9}, "unknown kind"),
        (pool(9, address=pool()["address"]), "listed twice"),
        (ranges("0.0002", 4), "spacing"),
        (ranges("0.0002", 0), "spacing"),
        (ranges("0.003", 50), "spacing"),
        (pool(9, fee="1"), "fee"),
        (pool(9, fee="0.00000001"), "fee"),
        (pool(9, gasEstimate=str(1 << 70)), "gas estimate"),
        (pool(9, tokens={WETH: {"balance": "1"}}), "1 tokens"),
        (pool(9, tokens={WETH: {"balance": str(1 << 113)}, USDC: {"balance": "1"}}), "reserve"),
        (of.weighted(9, {WETH: E18, COW: E18}, ("0.5", "0.4")), "weights"),
        (of.limit_order(9, (USDC, 5), (WETH, 0)), "filled"),
        (of.concentrated(9, (USDC, WETH), 196_000, 10**18) | {"tick": 100}, "tick"),
        (of.concentrated(9, (USDC, WETH), 196_000, 10**18) | {"liquidity": "5"}, "more liquidity than there is"),
    ],
)
def test_liquidity_that_cannot_be_used_is_left_aside_with_the_reason(entry: Json, reason: str) -> None:
    found = read(of.auction([sale()], [pool(), entry]))
    assert len(found.listed) == 1
    ((liquidity, why),) = found.unusable
    assert (liquidity, reason in why) == ("9", True)
