"""The journal and its projections: one transaction, exact amounts, rebuilt at will."""

from typing import Any

import pytest
from sqlalchemy import Engine, select, text
from sqlalchemy.exc import DataError, IntegrityError

from solver.adapters.store import tables as t
from solver.adapters.store.codec import decode_event
from solver.adapters.store.journal import SqlJournal, rebuild
from solver.domain import events as e
from solver.domain.ending import Expired
from solver.testing import values as v
from solver.testing.events import every_ending, settled_story
from solver.testing.intents import EXECUTOR, USDC

Dump = dict[str, list[tuple[Any, ...]]]


def dump(engine: Engine) -> Dump:
    """Every projection's rows, sorted."""
    with engine.begin() as connection:
        return {
            table.name: sorted((tuple(row) for row in connection.execute(select(table))), key=repr)
            for table in t.projections
        }


def one(engine: Engine, query: str) -> Any:
    with engine.begin() as connection:
        return connection.execute(text(query)).scalar_one()


def test_events_are_read_back_in_the_order_of_writing(engine: Engine, journal: SqlJournal) -> None:
    journal.append(*settled_story())
    with engine.begin() as connection:
        rows = connection.execute(select(t.journal).order_by(t.journal.c.sequence)).all()
    assert tuple(decode_event(row.type, row.payload) for row in rows) == settled_story()


def test_a_story_fills_every_projection_but_the_refusals(engine: Engine, journal: SqlJournal) -> None:
    journal.append(*settled_story())
    assert {name for name, rows in dump(engine).items() if not rows} == {"refusals"}


def test_an_integer_of_78_digits_is_exact_in_its_column(engine: Engine, journal: SqlJournal) -> None:
    journal.append(*settled_story())
    assert one(engine, "select max(opening_units) from balances where opening_units <> '0'") == str(2**256 - 1)
    with engine.begin() as connection:
        units = connection.execute(select(t.balances.c.opening_units).where(t.balances.c.token == USDC)).scalar_one()
    assert units == 2**256 - 1


def test_all_events_of_one_call_are_written_or_none(engine: Engine, journal: SqlJournal) -> None:
    story = settled_story()
    with pytest.raises(IntegrityError):
        journal.append(*story, story[-1])
    assert one(engine, "select count(*) from journal") == 0
    assert not any(dump(engine).values())


def test_a_second_ending_is_an_error(journal: SqlJournal) -> None:
    journal.append(*settled_story())
    with pytest.raises(IntegrityError):
        journal.append(e.Ended(v.listing().auction_id, None, Expired(1, "again")))


def test_an_event_of_an_auction_never_seen_is_an_error(journal: SqlJournal) -> None:
    with pytest.raises(IntegrityError):
        journal.append(e.BidPlaced(v.hash_of(7), v.bid()))


def test_a_stage_repeated_after_a_restart_replaces_its_row(engine: Engine, journal: SqlJournal) -> None:
    story = settled_story()
    journal.append(*story)
    repeatable = (e.AuctionSeen, e.IntentReceived, e.Planned, e.BidPlaced, e.AuctionClosed, e.Awarded, e.Mined)
    journal.append(*(event for event in story if isinstance(event, repeatable)))
    assert one(engine, "select count(*) from intents") == 1
    assert one(engine, "select count(*) from bids") == 1


def test_rebuilding_gives_the_same_rows(engine: Engine, journal: SqlJournal) -> None:
    journal.append(*settled_story())
    for number, ending in enumerate(every_ending()):
        journal.append(e.AuctionSeen(v.listing(opens_at_block=200 + number)))
        journal.append(e.Ended(v.listing(opens_at_block=200 + number).auction_id, None, ending))
    before = dump(engine)
    assert rebuild(engine) == one(engine, "select count(*) from journal")
    assert dump(engine) == before


def test_rebuilding_mends_rows_that_were_changed(engine: Engine, journal: SqlJournal) -> None:
    journal.append(*settled_story())
    before = dump(engine)
    with engine.begin() as connection:
        connection.execute(text("update bids set amount = '1'"))
        connection.execute(text("delete from transfers"))
    rebuild(engine)
    assert dump(engine) == before


def test_a_declined_intent_is_among_the_refusals(engine: Engine, journal: SqlJournal) -> None:
    declined = every_ending()[1]
    journal.append(e.AuctionSeen(v.listing()), e.Ended(v.listing().auction_id, None, declined))
    assert one(engine, "select reason from refusals") == "expired"


def test_a_relay_s_answer_joins_its_submission(engine: Engine, journal: SqlJournal) -> None:
    story = [event for event in settled_story() if not isinstance(event, e.RelayAnswered)]
    journal.append(*story)
    assert one(engine, "select error is null and answered_at_ns is null from submissions")
    journal.append(e.RelayAnswered(v.listing().auction_id, "local", v.hash_of(0xB0), "no such block"))
    assert one(engine, "select error from submissions") == "no such block"


def test_tables_take_no_value_of_another_type(engine: Engine) -> None:
    with engine.connect() as connection, pytest.raises((IntegrityError, DataError)):
        connection.execute(text("insert into incidents values ('x', 'a', 'b', 'c')"))


def test_an_amount_that_is_no_integer_is_refused(engine: Engine) -> None:
    row = {"account": EXECUTOR, "token": USDC, "role": "x", "opening_units": 1.5, "opened_at_block": 1, "sequence": 1}
    with engine.connect() as connection, pytest.raises(Exception, match="not an integer"):
        connection.execute(t.balances.insert().values(row))


def test_a_commit_waits_for_the_disk_and_keys_are_enforced(engine: Engine) -> None:
    if engine.dialect.name == "postgresql":
        assert one(engine, "show synchronous_commit") == "on"
        return
    assert one(engine, "pragma journal_mode") == "wal"
    assert one(engine, "pragma synchronous") == 2
    assert one(engine, "pragma foreign_keys") == 1
