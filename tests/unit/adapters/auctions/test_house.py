"""The auction house's client: what it signs, what it takes, and what it makes of hostile answers."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import pytest

from solver.adapters.auctions.house import authentication
from solver.adapters.auctions.house.client import House
from solver.domain.auction import Bid, RevealedBid
from solver.domain.primitives import Hash
from solver.intents.codec import encode_signed
from solver.ports import AuctionEvent, Closed, Opened, PortError, Refused, Unreachable
from solver.testing.clock import StillClock
from solver.testing.fake_signer import FakeSigner
from solver.testing.intents import EXECUTOR
from solver.testing.keys import KnownKey
from solver.testing.scripted_server import Asked, Said, ScriptedServer, scripted_server
from solver.testing.values import auctioned, hash_of, listing
from solver.wire.http import HttpClient

AUCTION = listing().auction_id


@asynccontextmanager
async def house(answer: Callable[[Asked], Said]) -> AsyncIterator[tuple[House, ScriptedServer, list[PortError]]]:
    troubles: list[PortError] = []
    async with scripted_server(answer) as server, HttpClient(server.url, 2.0, 200_000) as http:
        yield House(http, FakeSigner(7, {}), StillClock(), troubles.append), server, troubles


def always(answer: Said) -> Callable[[Asked], Said]:
    return lambda _: answer


def said(body: Any, status: int = 200) -> Callable[[Asked], Said]:
    return always(Said(json.dumps(body).encode(), status))


def listed(number: int = 0) -> dict[str, Any]:
    one = listing(opens_at_block=100 + number)
    return {
        "auctionId": one.auction_id,
        "sellToken": one.sell_token,
        "buyToken": one.buy_token,
        "side": one.side.value,
        "sizeBucket": 4,
        "opensAtBlock": one.opens_at_block,
        "bidsCloseAtBlock": one.bids_close_at_block,
    }


def opened(number: int) -> dict[str, Any]:
    return {"id": number, "type": "opened", "data": listed(number)}


def test_the_headers_are_those_of_the_interface_document() -> None:
    """Vector of docs/reference/auction.yaml."""
    key = KnownKey(0x5DE4111AFA1A4B94908F83103EB1F1706367C2E68CA870FC3FB9A804CDAB365A)
    path = "/v1/auctions/0x1111111111111111111111111111111111111111111111111111111111111111/bids"
    body = b'{"executor":"0x00000000000000000000000000000000000000aa","amount":"3120450000"}'
    made = authentication.headers(key, 1_760_000_000, "POST", path, body)  # type: ignore[arg-type] # it signs digests
    assert made == {
        "X-Hedgerow-Timestamp": "1760000000",
        "X-Hedgerow-Signature": "0x3c44cdddb6a900fa2b585dd299e03d12fa4293bc:"
        "0x0394b26195e4a04fe2ea769b9de7a2678d5f24a8e92d711a649c61a7b2d42ba3"
        "736ed21727ae03fe44ecff9359b44bd90c4b028aa5367fc06760f5384bed4e0b1c",
    }


async def test_a_bid_is_signed_over_the_bytes_that_are_sent() -> None:
    async with house(said({"auctionId": AUCTION}, 201)) as (client, server, _):
        await client.bid(Bid(AUCTION, EXECUTOR, 2**256 - 1))
    (asked,) = server.asked
    assert json.loads(asked.body) == {"executor": EXECUTOR, "amount": str(2**256 - 1)}
    expected = authentication.headers(FakeSigner(7, {}), 1_790_000_000, "POST", asked.path, asked.body)
    assert asked.headers["x-hedgerow-signature"] == expected["X-Hedgerow-Signature"]


async def test_an_intent_comes_back_as_it_was_posted() -> None:
    given = auctioned()
    body = json.dumps({"listing": listed()} | json.loads(encode_signed(given.signed))).encode()
    async with house(always(Said(body))) as (client, _, _):
        assert await client.intent(AUCTION) == given


async def test_an_intent_of_another_auction_is_refused() -> None:
    body = json.dumps({"listing": listed(1)} | json.loads(encode_signed(auctioned().signed))).encode()
    async with house(always(Said(body))) as (client, _, _):
        with pytest.raises(Refused, match="malformed"):
            await client.intent(AUCTION)


async def test_a_result_names_the_winner_and_who_passed() -> None:
    bidder = EXECUTOR
    lines = [{"bidder": bidder, "executor": None, "amount": None}]
    body = {"auctionId": AUCTION, "closedAtBlock": 9, "winner": None, "bids": lines}
    async with house(said(body)) as (client, _, _):
        result = await client.result(AUCTION)
    assert (result.winner, result.bids) == (None, (RevealedBid(bidder, None, None),))


async def test_no_award_is_none() -> None:
    async with house(said({"error": {"code": "no_award", "message": "not yours"}}, 404)) as (client, _, _):
        assert await client.award(AUCTION) is None


@pytest.mark.parametrize("status", [500, 502, 503, 429])
async def test_a_failing_house_is_unreachable(status: int) -> None:
    async with house(said({"error": {"code": "internal", "message": "x"}}, status)) as (client, _, _):
        with pytest.raises(Unreachable):
            await client.decline(AUCTION)


@pytest.mark.parametrize("status", [400, 401, 403, 409, 410, 422])
async def test_a_refusal_carries_its_code(status: int) -> None:
    async with house(said({"error": {"code": "auction_closed", "message": "x"}}, status)) as (client, _, _):
        with pytest.raises(Refused) as refused:
            await client.bid(Bid(AUCTION, EXECUTOR, 1))
    assert refused.value.code == "auction_closed"


HOSTILE = [
    b"",
    b"null",
    b"[]",
    b"{}",
    b"\xff\xfe",
    b"[" * 5000,
    b'{"auctionId": 7}',
    json.dumps({"auctionId": hash_of(1), "closedAtBlock": 9, "winner": None, "bids": []}).encode(),
    json.dumps({"auctionId": AUCTION, "closedAtBlock": -1, "winner": None, "bids": []}).encode(),
    json.dumps({"auctionId": AUCTION, "closedAtBlock": 2**64, "winner": None, "bids": []}).encode(),
    json.dumps({"auctionId": AUCTION, "closedAtBlock": 1, "winner": "0xAA", "bids": []}).encode(),
    json.dumps({"auctionId": AUCTION, "closedAtBlock": 1, "winner": None, "bids": [], "more": 1}).encode(),
    b"x" * 300_000,
]


@pytest.mark.parametrize("body", HOSTILE, ids=range(len(HOSTILE)))
async def test_an_answer_that_makes_no_sense_is_refused(body: bytes) -> None:
    async with house(always(Said(body))) as (client, _, _):
        for ask in (client.result, client.intent, client.award):
            with pytest.raises(Refused):
                await ask(AUCTION)


async def test_a_redirect_is_not_followed() -> None:
    moved = Said(b"", 302, {"Location": "http://127.0.0.1:1/elsewhere"})
    async with house(always(moved)) as (client, server, _):
        with pytest.raises(Refused, match="http_302"):
            await client.result(AUCTION)
    assert len(server.asked) == 1


async def test_a_connection_cut_off_is_unreachable() -> None:
    async with house(always(Said(cut=True))) as (client, _, _):
        with pytest.raises(Unreachable):
            await client.result(AUCTION)


async def heard(client: House, count: int) -> list[AuctionEvent]:
    events: list[AuctionEvent] = []
    async with asyncio.timeout(10):
        async for event in client.listen():
            events.append(event)
            if len(events) == count:
                break
    return events


def names(events: list[AuctionEvent]) -> list[Hash]:
    return [event.listing.auction_id if isinstance(event, Opened) else event.auction_id for event in events]


def feed(first: int, last: int) -> bytes:
    """Events as a stream sends them."""
    lines = (f"id: {n}\nevent: opened\ndata: {json.dumps(listed(n))}\n\n" for n in range(first, last + 1))
    return "".join(lines).encode()


def page(first: int, last: int) -> Said:
    return Said(json.dumps({"events": [opened(n) for n in range(first, last + 1)], "next": last}).encode())


async def test_events_of_page_and_stream_come_once_each_in_order() -> None:
    def answer(asked: Asked) -> Said:
        return Said(feed(2, 4), hangs=True) if asked.path == "/v1/stream" else page(1, 3)

    async with house(answer) as (client, _, _):
        assert names(await heard(client, 4)) == [listing(opens_at_block=100 + n).auction_id for n in (1, 2, 3, 4)]


async def test_after_a_cut_the_stream_is_resumed_behind_the_last_event() -> None:
    def answer(asked: Asked) -> Said:
        if asked.path != "/v1/stream":
            return page(1, 0)
        last = int(asked.headers["last-event-id"])
        return Said(feed(last + 1, last + 2))

    async with house(answer) as (client, server, _):
        events = await heard(client, 5)
    assert names(events) == [listing(opens_at_block=100 + n).auction_id for n in range(1, 6)]
    assert [a.headers["last-event-id"] for a in server.asked if a.path == "/v1/stream"] == ["0", "2", "4"]


async def test_where_streams_fail_polling_goes_on_and_the_trouble_is_told() -> None:
    polls = 0

    def answer(asked: Asked) -> Said:
        nonlocal polls
        if asked.path == "/v1/stream":
            return Said(b"no", 404)
        polls += 1
        return page(polls, polls)

    async with house(answer) as (client, _, troubles):
        assert len(await heard(client, 3)) == 3
    assert len(troubles) >= 2


async def test_a_close_is_heard() -> None:
    body = {"events": [{"id": 1, "type": "closed", "data": {"auctionId": AUCTION}}], "next": 1}
    async with house(said(body)) as (client, _, _):
        assert await heard(client, 1) == [Closed(AUCTION)]


async def test_an_event_without_an_id_is_trouble_and_not_an_event() -> None:
    def answer(asked: Asked) -> Said:
        if asked.path == "/v1/stream":
            return Said(feed(1, 1).replace(b"id: 1\n", b"id: x\n"))
        polls.append(asked.path)
        return page(2, 2) if len(polls) > 1 else page(1, 0)

    polls: list[str] = []
    async with house(answer) as (client, _, troubles):
        events = await heard(client, 1)
    assert names(events) == [listing(opens_at_block=102).auction_id]
    assert "malformed" in repr(troubles[0])
