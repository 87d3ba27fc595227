"""A house that was killed goes on where it was."""

import errno
from typing import TYPE_CHECKING

import msgspec
import pytest

from solver.sandbox.auction.journal import Journal
from solver.testing.intents import SELL_ETH

if TYPE_CHECKING:
    from tests.unit.sandbox.auction.conftest import Saleroom

LIMIT = SELL_ETH.end_receive


def test_a_reopened_house_has_the_same_events_bids_and_awards(saleroom: "Saleroom") -> None:
    first, second = saleroom.opened(nonce=1), saleroom.opened(nonce=2)
    saleroom.bid(first, saleroom.alice, LIMIT + 5)
    saleroom.bid(first, saleroom.bob, LIMIT + 4)
    saleroom.house.close_ripe(saleroom.head)
    saleroom.bid(second, saleroom.bob, LIMIT + 1)
    before = saleroom.house
    after = saleroom.reopen()
    assert after.events == before.events
    assert after.result(after.auction(first.id)) == before.result(first)
    assert after.award(after.auction(first.id), saleroom.alice) == before.award(first, saleroom.alice)
    assert after.auction(second.id).answers == second.answers
    assert [auction.id for auction in after.open_auctions()] == [second.id]


def test_event_ids_go_on_after_a_restart(saleroom: "Saleroom") -> None:
    saleroom.opened(nonce=1)
    saleroom.reopen()
    saleroom.opened(nonce=2)
    assert [event.id for event in saleroom.house.events] == [1, 2]


@pytest.mark.parametrize("kept", [1, 10, -2])
def test_a_line_torn_by_a_kill_is_cut_off_and_the_next_fact_is_whole(saleroom: "Saleroom", kept: int) -> None:
    saleroom.opened(nonce=1)
    whole = saleroom.path.read_bytes()
    saleroom.opened(nonce=2)
    torn = saleroom.path.read_bytes()[len(whole) :]
    saleroom.path.write_bytes(whole + torn[:kept])
    assert len(saleroom.reopen().events) == 1
    saleroom.opened(nonce=3)
    assert [event.id for event in saleroom.reopen().events] == [1, 2]


def test_a_whole_line_that_is_no_fact_stops_the_house(saleroom: "Saleroom") -> None:
    saleroom.path.write_bytes(b'{"type":"opened"}\n')
    with pytest.raises(msgspec.ValidationError):
        Journal(saleroom.path)


def test_a_fact_is_on_disk_before_it_is_told(saleroom: "Saleroom") -> None:
    on_disk: list[int] = []
    saleroom.house._recorded = lambda _fact: on_disk.append(saleroom.path.stat().st_size)
    saleroom.opened()
    assert on_disk == [saleroom.path.stat().st_size]
    assert on_disk[0] > 0


def test_a_fact_that_does_not_reach_the_disk_leaves_house_and_file_as_they_were(
    saleroom: "Saleroom", monkeypatch: pytest.MonkeyPatch
) -> None:
    saleroom.opened(nonce=1)
    before = saleroom.path.read_bytes()

    def full(_descriptor: int) -> None:
        raise OSError(errno.ENOSPC, "no space")

    with monkeypatch.context() as patched:
        patched.setattr("solver.sandbox.auction.journal.os.fdatasync", full)
        with pytest.raises(OSError, match="no space"):
            saleroom.opened(nonce=2)
    assert saleroom.path.read_bytes() == before
    assert len(saleroom.house.events) == 1
    saleroom.opened(nonce=2)
    assert len(saleroom.reopen().events) == 2
