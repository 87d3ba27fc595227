"""What a demo reads from our solver's database."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine

from solver.adapters.store.journal import SqlJournal
from solver.adapters.store.schema import open_current
from solver.app.demo.reading import count_endings, read_latency, settled_beyond_the_books
from solver.domain.events import BlockScanned
from solver.testing.clock import StillClock
from solver.testing.events import settled_story
from solver.testing.values import HEAD, block


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    """The database of a run in which one intent settled, whose books have not reached its block."""
    engine = open_current(f"sqlite:///{tmp_path / 'hedgerow.db'}")
    beyond = BlockScanned(block(HEAD + 1))
    SqlJournal(engine, "run-1", StillClock()).append(*(event for event in settled_story() if event != beyond))
    yield engine
    engine.dispose()


def test_a_fill_is_beyond_the_books_until_its_block_is_scanned(engine: Engine) -> None:
    assert settled_beyond_the_books(engine) == 1
    SqlJournal(engine, "run-1", StillClock()).append(BlockScanned(block(HEAD + 1)))
    assert settled_beyond_the_books(engine) == 0


def test_books_that_stepped_back_behind_a_fill_have_not_seen_it(engine: Engine) -> None:
    SqlJournal(engine, "run-1", StillClock()).append(BlockScanned(block(HEAD + 1)), BlockScanned(block(HEAD)))
    assert settled_beyond_the_books(engine) == 1


def test_endings_are_counted_and_latency_is_told_in_milliseconds(engine: Engine) -> None:
    assert count_endings(engine) == {"settled": 1}
    assert read_latency(engine) == {"optimise": {"p50": 12.5, "p99": 12.5}}
