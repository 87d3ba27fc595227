"""A house that is killed and started again is the same house."""

import signal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.integration.auction.conftest import Saleroom


def test_a_killed_house_keeps_events_bids_results_and_awards(saleroom: "Saleroom") -> None:
    first, second = saleroom.desk.make(), saleroom.desk.make(skip=1)
    closed, limit = saleroom.opened(first), first.intent.receives[0].min_total
    saleroom.alice.bid(saleroom.house, closed, limit + 5)
    saleroom.bob.bid(saleroom.house, closed, limit + 4)
    still_open = saleroom.opened(second)
    saleroom.alice.bid(saleroom.house, still_open, second.intent.receives[0].min_total)
    events = saleroom.events()
    award = saleroom.alice.get(saleroom.house, f"/v1/auctions/{closed}/award").json()

    saleroom.house.kill()
    saleroom.house = saleroom.start()

    assert saleroom.events() == events
    assert [event["id"] for event in events] == [1, 2, 3]
    assert saleroom.alice.get(saleroom.house, f"/v1/auctions/{closed}/award").json() == award
    assert saleroom.house.http.get(f"/v1/auctions/{closed}/result").json()["winner"] == saleroom.alice.address
    assert saleroom.post(first).status_code == 409
    assert saleroom.post(second).status_code == 200
    repeated = saleroom.alice.bid(saleroom.house, still_open, second.intent.receives[0].min_total)
    assert repeated.status_code == 200
    saleroom.bob.decline(saleroom.house, still_open)
    assert [(event["id"], event["type"]) for event in saleroom.events(3)] == [(4, "closed")]


def test_an_auction_whose_block_passed_while_the_house_was_down_closes_at_the_start(saleroom: "Saleroom") -> None:
    made = saleroom.desk.make()
    auction = saleroom.opened(made)
    saleroom.alice.bid(saleroom.house, auction, made.intent.receives[0].min_total)
    saleroom.house.kill()
    saleroom.next_block()
    saleroom.house = saleroom.start()
    late = saleroom.bob.bid(saleroom.house, auction, made.intent.receives[0].min_total)
    assert late.status_code == 410
    result = saleroom.house.http.get(f"/v1/auctions/{auction}/result").json()
    assert result["winner"] == saleroom.alice.address


def test_the_house_ends_cleanly_when_asked_even_with_a_reader_on_its_stream(saleroom: "Saleroom") -> None:
    with saleroom.house.http.stream("GET", "/v1/stream") as response:
        assert response.status_code == 200
        assert saleroom.house.end_politely(signal.SIGTERM) == 0
