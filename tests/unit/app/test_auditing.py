"""`hedgerow db check`: what it asks for, what it says, and how it ends."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator
from sqlalchemy import Engine, delete, update
from typer.testing import CliRunner, Result

from solver.adapters.store import tables as t
from solver.adapters.store.journal import SqlJournal
from solver.adapters.store.schema import open_current
from solver.adapters.store.seals import SealFile
from solver.app.cli import build
from solver.testing.clock import StillClock
from solver.testing.events import settled_story
from solver.testing.keys import KnownKey

SIGNER = KnownKey(0x1D)
COUNT = len(settled_story())
SCHEMA = Path(__file__).parents[3] / "docs/reference/db-check.schema.json"


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    engine = open_current(f"sqlite:///{tmp_path / 'x.db'}")
    journal = SqlJournal(engine, "run-1", StillClock(), SealFile(tmp_path / "x.db.seals", SIGNER.sign_digest))
    journal.append(*settled_story())
    journal.seal(101)
    yield engine
    engine.dispose()


def checked(folder: Path, *more: str) -> Result:
    url = f"sqlite:///{folder / 'x.db'}"
    return CliRunner().invoke(build(), ["db", "check", "--url", url, "--identity", SIGNER.address, *more])


@pytest.mark.usefixtures("engine")
def test_a_journal_as_it_was_written_ends_well(tmp_path: Path) -> None:
    result = checked(tmp_path)
    assert result.exit_code == 0
    assert result.stdout == f"{COUNT} events, 1 seals, the last of event {COUNT}: all as written\n"


def test_a_changed_event_is_named_also_to_a_program(engine: Engine, tmp_path: Path) -> None:
    with engine.begin() as connection:
        connection.execute(update(t.journal).where(t.journal.c.sequence == 5).values(run_id="another"))
    assert (checked(tmp_path).exit_code, checked(tmp_path).stdout.splitlines()[1][:9]) == (1, "event 5: ")
    document = json.loads(checked(tmp_path, "--json").stdout)
    Draft202012Validator(json.loads(SCHEMA.read_text())).validate(document)
    assert [fault["sequence"] for fault in document["faults"]] == [5]


def test_a_table_is_compared_unless_it_is_not_wanted(engine: Engine, tmp_path: Path) -> None:
    with engine.begin() as connection:
        connection.execute(delete(t.bids))
    assert "table bids" in checked(tmp_path).stdout
    assert checked(tmp_path, "--no-tables").exit_code == 0


def test_a_database_that_is_not_there_is_not_made(tmp_path: Path) -> None:
    result = checked(tmp_path / "elsewhere")
    assert (result.exit_code, result.stderr.count("\n")) == (2, 1)
    assert "there is no database" in result.stderr
    assert not (tmp_path / "elsewhere").exists()


def test_an_identity_that_is_no_address_is_refused_in_one_line(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'x.db'}"
    (tmp_path / "x.db").touch()
    result = CliRunner().invoke(build(), ["db", "check", "--url", url, "--identity", "0x12"])
    assert (result.exit_code, result.stderr.count("\n")) == (2, 1)
