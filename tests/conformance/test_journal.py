"""One suite for every journal with its history: the database's, and the one in memory."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from solver.adapters.store.history import SqlHistory
from solver.adapters.store.journal import SqlJournal
from solver.adapters.store.schema import open_current
from solver.domain import events as e
from solver.domain.ending import Declined, Reason
from solver.domain.events import auction_of
from solver.ports import History, Journal
from solver.testing import values as v
from solver.testing.clock import StillClock
from solver.testing.events import settled_story
from solver.testing.memory_journal import MemoryJournal
from tests.postgres import Postgres


@dataclass(frozen=True)
class Record:
    journal: Journal
    history: History


@pytest.fixture(params=["sqlite", "postgresql", "memory"])
def record(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Record]:
    if request.param == "memory":
        memory = MemoryJournal()
        yield Record(memory, memory)
        return
    server: Postgres | None = request.getfixturevalue("server") if request.param == "postgresql" else None
    engine = open_current(f"sqlite:///{tmp_path / 'x.db'}" if server is None else server.database())
    yield Record(SqlJournal(engine, "run", StillClock()), SqlHistory(engine))
    engine.dispose()


def test_an_empty_record_knows_nothing(record: Record) -> None:
    assert record.history.unfinished() == ()
    assert record.history.opened_balances() == frozenset()
    assert record.history.last_scanned() is None
    assert not record.history.ended(v.hash_of(1))


def test_an_intent_without_an_ending_comes_back_with_its_events_in_order(record: Record) -> None:
    story = settled_story()[:-1]
    record.journal.append(*story)
    name = v.listing().auction_id
    assert record.history.unfinished() == (tuple(event for event in story if auction_of(event) == name),)


def test_an_intent_with_its_ending_does_not(record: Record) -> None:
    record.journal.append(*settled_story())
    assert record.history.unfinished() == ()
    assert record.history.ended(v.listing().auction_id)


def test_the_oldest_comes_first(record: Record) -> None:
    listings = [v.listing(opens_at_block=number) for number in (300, 200, 250)]
    record.journal.append(*(e.AuctionSeen(listing) for listing in listings))
    record.journal.append(e.AuctionSeen(listings[0]))
    first_sights = [events[0] for events in record.history.unfinished()]
    assert first_sights == [e.AuctionSeen(listing) for listing in listings]


def test_what_is_tracked_and_how_far_is_remembered(record: Record) -> None:
    story = settled_story()
    record.journal.append(*story)
    opened = {(event.account, event.token) for event in story if isinstance(event, e.BalanceOpened)}
    assert record.history.opened_balances() == opened
    assert record.history.last_scanned() == v.block(v.HEAD + 1)


def test_a_second_ending_is_refused_and_leaves_nothing_behind(record: Record) -> None:
    record.journal.append(e.AuctionSeen(v.listing()))
    ending = e.Ended(v.listing().auction_id, None, Declined(Reason.EXPIRED, "x"))
    with pytest.raises(Exception, match=r"ended before|UNIQUE|unique"):
        record.journal.append(ending, ending)
    assert not record.history.ended(v.listing().auction_id)
    record.journal.append(ending)
    with pytest.raises(Exception, match=r"ended before|UNIQUE|unique"):
        record.journal.append(ending)


def test_the_trail_leads_back_from_the_newest_block_by_its_parents(record: Record) -> None:
    other = replace(v.block(v.HEAD + 1), hash=v.hash_of(7))
    for block in (v.block(v.HEAD), other, v.block(v.HEAD + 1), v.block(v.HEAD + 2)):
        record.journal.append(e.BlockScanned(block))
    assert record.history.trail(9) == tuple(v.block(v.HEAD + n) for n in (2, 1, 0))
    assert record.history.trail(1) == (v.block(v.HEAD + 2),)


def test_a_block_scanned_again_is_the_newest(record: Record) -> None:
    one, other = v.block(v.HEAD), replace(v.block(v.HEAD), hash=v.hash_of(7))
    for block in (one, other, one):
        record.journal.append(e.BlockScanned(block))
    assert record.history.last_scanned() == one
