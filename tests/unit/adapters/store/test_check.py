"""What was done to a journal behind our back is found, and named by event."""

import random
from pathlib import Path

import pytest
from msgspec import structs
from sqlalchemy import Engine, delete, insert, select, text, update

from solver.adapters.store import tables as t
from solver.adapters.store.chain import COVERED, START, Link, hash_after
from solver.adapters.store.check import Checked, check
from solver.adapters.store.journal import SqlJournal
from solver.adapters.store.seals import SealFile, read_seals
from solver.domain import events as e
from solver.testing.clock import StillClock
from solver.testing.events import settled_story
from solver.testing.keys import KnownKey

SIGNER = KnownKey(0x1D)
UNBOUND = {"sqlite": "pragma defer_foreign_keys = on", "postgresql": "set local session_replication_role = replica"}
"""A thief does not mind foreign keys."""

COUNT = len(settled_story())
INCIDENT = '{"$":"Incident","kind":"x","detail":"y"}'


@pytest.fixture
def seals(tmp_path: Path) -> Path:
    return tmp_path / "journal.seals"


@pytest.fixture
def sealed(engine: Engine, seals: Path) -> Engine:
    """A story, sealed in its middle and at its end."""
    journal = SqlJournal(engine, "run-1", StillClock(), SealFile(seals, SIGNER.sign_digest))
    story = settled_story()
    journal.append(*story[:9])
    journal.seal(100)
    journal.append(*story[9:])
    journal.seal(101)
    return engine


def checked(engine: Engine, seals: Path) -> Checked:
    return check(engine, read_seals(seals), SIGNER.address)


def told(engine: Engine, seals: Path) -> str:
    """The first fault."""
    return str(checked(engine, seals).faults[0])


def run(engine: Engine, statement: object) -> None:
    with engine.begin() as connection:
        connection.execute(text(UNBOUND[engine.dialect.name]))
        connection.execute(statement)  # type: ignore[call-overload]


def written_anew(engine: Engine, first: int) -> None:
    """Every hash from an event on made to fit."""
    with engine.begin() as connection:
        before = START
        for row in connection.execute(select(t.journal).order_by(t.journal.c.sequence)).all():
            fields = {name: getattr(row, name) for name in COVERED}
            hashed = hash_after(before.hash, fields) if row.sequence >= first else row.hash
            connection.execute(update(t.journal).where(t.journal.c.sequence == row.sequence).values(hash=hashed))
            before = Link(row.sequence, hashed)


def test_what_was_written_holds(sealed: Engine, seals: Path) -> None:
    assert checked(sealed, seals) == Checked(COUNT, 2, COUNT, ())


def test_an_empty_journal_holds(engine: Engine, seals: Path) -> None:
    SqlJournal(engine, "run-1", StillClock(), SealFile(seals, SIGNER.sign_digest)).seal(1)
    assert checked(engine, seals) == Checked(0, 0, 0, ())


def test_a_second_run_goes_on_with_the_chain_and_its_seals(sealed: Engine, seals: Path) -> None:
    again = SqlJournal(sealed, "run-2", StillClock(), SealFile(seals, SIGNER.sign_digest))
    again.append(e.Incident("relay", "late"))
    again.seal(102)
    assert checked(sealed, seals) == Checked(COUNT + 1, 3, COUNT + 1, ())


@pytest.mark.parametrize("column", COVERED[1:])
@pytest.mark.parametrize("sequence", [1, 8, COUNT])
def test_a_changed_column_is_found_at_its_event(sealed: Engine, seals: Path, column: str, sequence: int) -> None:
    was = t.journal.c[column]
    changed = was + 1 if column in {"recorded_at_ns", "version"} else "x"
    run(sealed, update(t.journal).where(t.journal.c.sequence == sequence).values({column: changed}))
    assert told(sealed, seals).startswith(f"event {sequence}: ")


def test_any_changed_byte_of_a_payload_is_found_at_its_event(sealed: Engine, seals: Path) -> None:
    chance = random.Random(7)
    for sequence in range(1, COUNT + 1):
        with sealed.begin() as connection:
            of_event = t.journal.c.sequence == sequence
            payload = connection.execute(select(t.journal.c.payload).where(of_event)).scalar_one()
            place = chance.randrange(len(payload))
            bent = payload[:place] + chr(ord(payload[place]) ^ 1) + payload[place + 1 :]
            connection.execute(update(t.journal).where(of_event).values(payload=bent))
        assert told(sealed, seals).startswith(f"event {sequence}: ")
        run(sealed, update(t.journal).where(of_event).values(payload=payload))
    assert checked(sealed, seals).faults == ()


def test_a_changed_event_with_a_hash_to_match_is_found_at_the_next(sealed: Engine, seals: Path) -> None:
    run(
        sealed,
        update(t.journal).where(t.journal.c.sequence == 19).values(payload=INCIDENT),
    )
    with sealed.begin() as connection:
        row = connection.execute(select(t.journal).where(t.journal.c.sequence == 19)).one()
        before = connection.execute(select(t.journal.c.hash).where(t.journal.c.sequence == 18)).scalar_one()
        fields = {name: getattr(row, name) for name in COVERED}
        of_event = t.journal.c.sequence == 19
        connection.execute(update(t.journal).where(of_event).values(hash=hash_after(before, fields)))
    assert told(sealed, seals).startswith("event 20: ")


def test_a_dropped_event_is_found_where_it_is_missing(sealed: Engine, seals: Path) -> None:
    run(sealed, delete(t.incidents))
    run(sealed, delete(t.journal).where(t.journal.c.sequence == 19))
    assert told(sealed, seals) == "event 20: Ended follows event 18: events between them are missing"


def test_an_event_put_in_is_found(sealed: Engine, seals: Path) -> None:
    row = {"sequence": COUNT + 1, "run_id": "x", "recorded_at_ns": 1, "type": "Incident", "version": 1}
    run(sealed, insert(t.journal).values(row | {"payload": "{}", "hash": "0x"}))
    assert told(sealed, seals).startswith(f"event {COUNT + 1}: ")


@pytest.mark.parametrize("left", [0, 1, COUNT - 1])
def test_a_cut_tail_is_found_by_its_seal(sealed: Engine, seals: Path, left: int) -> None:
    for table in reversed(t.projections):
        run(sealed, delete(table))
    run(sealed, delete(t.journal).where(t.journal.c.sequence > left))
    assert f"event {left}: the last one" in told(sealed, seals)


def test_a_journal_written_anew_is_found_by_the_first_seal_after_the_change(sealed: Engine, seals: Path) -> None:
    run(sealed, update(t.journal).where(t.journal.c.sequence == 12).values(run_id="another"))
    written_anew(sealed, 12)
    assert told(sealed, seals) == f"event {COUNT}: its hash is another than was sealed at block 101"


def test_another_journal_than_the_sealed_one_is_found_at_its_beginning(sealed: Engine, seals: Path) -> None:
    run(sealed, update(t.journal).where(t.journal.c.sequence == 1).values(run_id="another"))
    written_anew(sealed, 1)
    assert told(sealed, seals) == "event 9: its hash is another than was sealed at block 100"


def test_a_seal_by_another_key_is_none_of_ours(sealed: Engine, seals: Path) -> None:
    forged = SqlJournal(sealed, "run-1", StillClock(), SealFile(seals, KnownKey(0x66).sign_digest))
    forged.seal(102)
    assert "is not signed by" in told(sealed, seals)


@pytest.mark.usefixtures("sealed")
@pytest.mark.parametrize("field", ["first", "sequence", "hash", "block_number", "sealed_at_ns"])
def test_a_seal_that_was_changed_is_signed_by_nobody_we_know(seals: Path, field: str) -> None:
    (one, *_) = read_seals(seals)
    was = getattr(one, field)
    bent = structs.replace(one, **{field: was + 1 if isinstance(was, int) else was[:-1] + "x"})
    assert bent.signer() != SIGNER.address
    assert one.signer() == SIGNER.address


def test_a_seal_cut_short_by_a_crash_is_passed_over_and_the_next_one_stands(sealed: Engine, seals: Path) -> None:
    seals.write_bytes(seals.read_bytes()[:-40])
    again = SqlJournal(sealed, "run-2", StillClock(), SealFile(seals, SIGNER.sign_digest))
    again.seal(103)
    assert [seal.block_number for seal in read_seals(seals)] == [100, 103]
    assert checked(sealed, seals).faults == ()


def test_seals_that_were_removed_are_missed(sealed: Engine, seals: Path) -> None:
    seals.unlink()
    assert told(sealed, seals).startswith("no seal is there")


def test_an_end_is_sealed_once(sealed: Engine, seals: Path) -> None:
    journal = SqlJournal(sealed, "run-2", StillClock(), SealFile(seals, SIGNER.sign_digest))
    for block in (102, 103):
        journal.seal(block)
    assert [seal.block_number for seal in read_seals(seals)] == [100, 101, 102]


def test_a_table_that_does_not_follow_from_the_journal_is_named_and_left_as_it_is(sealed: Engine, seals: Path) -> None:
    run(sealed, update(t.bids).values(amount=1))
    for _ in range(2):
        assert told(sealed, seals).startswith("table bids does not follow from the journal")
