"""A house that is killed and started again is the same house."""

import signal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.integration.auction.conftest import Saleroom


def test_a_killed_house_keeps_events_bids_results_and_awards(own_saleroom: "Saleroom") -> None:
    first, second = own_saleroom.desk.make(), own_saleroom.desk.make(skip=1)
    closed, limit = own_saleroom.opened(first), first.intent.receives[0].min_total
    own_saleroom.alice.bid(own_saleroom.house, closed, limit + 5)
    own_saleroom.bob.bid(own_saleroom.house, closed, limit + 4)
    still_open = own_saleroom.opened(second)
    own_saleroom.alice.bid(own_saleroom.house, still_open, second.intent.receives[0].min_total)
    events = own_saleroom.events()
    award = own_saleroom.alice.get(own_saleroom.house, f"/v1/auctions/{closed}/award").json()

    own_saleroom.house.kill()
    own_saleroom.house = own_saleroom.start()

    assert own_saleroom.events() == events
    assert [event["id"] for event in events] == [1, 2, 3]
    assert own_saleroom.alice.get(own_saleroom.house, f"/v1/auctions/{closed}/award").json() == award
    assert own_saleroom.house.http.get(f"/v1/auctions/{closed}/result").json()["winner"] == own_saleroom.alice.address
    assert own_saleroom.post(first).status_code == 409
    assert own_saleroom.post(second).status_code == 200
    repeated = own_saleroom.alice.bid(own_saleroom.house, still_open, second.intent.receives[0].min_total)
    assert repeated.status_code == 200
    own_saleroom.bob.decline(own_saleroom.house, still_open)
    assert [(event["id"], event["type"]) for event in own_saleroom.events(3)] == [(4, "closed")]


def test_an_auction_whose_block_passed_while_the_house_was_down_closes_at_the_start(own_saleroom: "Saleroom") -> None:
    made = own_saleroom.desk.make()
    auction = own_saleroom.opened(made)
    own_saleroom.alice.bid(own_saleroom.house, auction, made.intent.receives[0].min_total)
    own_saleroom.house.kill()
    own_saleroom.next_block()
    own_saleroom.house = own_saleroom.start()
    late = own_saleroom.bob.bid(own_saleroom.house, auction, made.intent.receives[0].min_total)
    assert late.status_code == 410
    result = own_saleroom.house.http.get(f"/v1/auctions/{auction}/result").json()
    assert result["winner"] == own_saleroom.alice.address


def test_the_house_ends_cleanly_when_asked_even_with_a_reader_on_its_stream(own_saleroom: "Saleroom") -> None:
    with own_saleroom.house.http.stream("GET", "/v1/stream") as response:
        assert response.status_code == 200
        assert own_saleroom.house.end_politely(signal.SIGTERM) == 0
