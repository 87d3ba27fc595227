"""One solver writes a database, by whatever name the file is called."""

from pathlib import Path

import pytest
from sqlalchemy import Engine
from sqlalchemy.exc import IntegrityError

from solver.adapters.store.engine import DatabaseBusy
from solver.adapters.store.journal import SqlJournal
from solver.adapters.store.sole_writer import sole_writer
from solver.domain.events import Incident
from solver.testing.clock import StillClock


def test_a_second_writer_is_refused_until_the_first_is_gone(url: str) -> None:
    with sole_writer(url), pytest.raises(DatabaseBusy), sole_writer(url):
        pass
    with sole_writer(url):
        pass


def test_a_second_writer_is_refused_under_another_name_of_the_file(tmp_path: Path) -> None:
    (tmp_path / "link.db").symlink_to(tmp_path / "hedgerow.db")
    (tmp_path / "folder").mkdir()
    names = ("link.db", "folder/../hedgerow.db")
    with sole_writer(f"sqlite:///{tmp_path / 'hedgerow.db'}"):
        for name in names:
            with pytest.raises(DatabaseBusy), sole_writer(f"sqlite:///{tmp_path}/{name}"):
                pass


def test_a_writer_whose_place_was_taken_cannot_write(engine: Engine, journal: SqlJournal) -> None:
    """As where a server's connection was cut, and its lock with it."""
    journal.append(Incident("relay", "late"))
    other = SqlJournal(engine, "run-2", StillClock())
    other.append(Incident("relay", "late"))
    with pytest.raises(IntegrityError):
        journal.append(Incident("relay", "late"))
