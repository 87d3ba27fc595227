"""A fresh database for each test."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine

from solver.adapters.store.journal import SqlJournal
from solver.adapters.store.schema import open_current
from solver.testing.clock import StillClock


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'a folder' / 'solver 1.db'}"


@pytest.fixture
def engine(url: str) -> Iterator[Engine]:
    engine = open_current(url)
    yield engine
    engine.dispose()


@pytest.fixture
def journal(engine: Engine) -> SqlJournal:
    return SqlJournal(engine, "run-1", StillClock())
