"""A fresh database for each test."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine

from solver.adapters.store.journal import SqlJournal
from solver.adapters.store.schema import open_current
from solver.testing.clock import StillClock
from tests.postgres import Postgres


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Of a file that is not there yet, or a server's database with this program's tables."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'a folder' / 'solver 1.db'}"
    server: Postgres = request.getfixturevalue("server")
    return server.database()


@pytest.fixture
def engine(url: str) -> Iterator[Engine]:
    engine = open_current(url)
    yield engine
    engine.dispose()


@pytest.fixture
def journal(engine: Engine) -> SqlJournal:
    return SqlJournal(engine, "run-1", StillClock())
