"""One process writes a database: a lock on a file beside SQLite's, an advisory lock in PostgreSQL.

Either is free again when the process ends, however. Where a server's connection is cut the lock is lost, and another
may take its place; the journal then refuses whoever comes second to a place in its sequence.
"""

import fcntl
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

from sqlalchemy import make_url, text
from sqlalchemy.exc import OperationalError

from solver.adapters.store.engine import DatabaseBusy, on_sqlite, open_engine, shown, unreachable

_KEY = int.from_bytes(b"hedgerow", "big", signed=True)
"""Of the advisory lock, which is one of the database's own."""


def sole_writer(url: str) -> AbstractContextManager[None]:
    """Hold the one place of a writer. Entering raises DatabaseBusy, and Unreachable for a server."""
    parsed = make_url(url)
    if not on_sqlite(parsed):
        return _on_server(url)
    return _of_file(Path(str(parsed.database)))


@contextmanager
def _of_file(path: Path) -> Iterator[None]:
    path = path.resolve()  # one file, one lock, by whatever name
    path.parent.mkdir(parents=True, exist_ok=True)
    lock = path.with_name(path.name + ".lock")
    with lock.open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise DatabaseBusy(f"{lock} is locked") from error
        yield


@contextmanager
def _on_server(url: str) -> Iterator[None]:
    engine = open_engine(url)
    try:
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            if not connection.execute(text("select pg_try_advisory_lock(:key)"), {"key": _KEY}).scalar_one():
                raise DatabaseBusy(f"{shown(url)} is locked")
            yield
    except OperationalError as error:
        raise unreachable(url, error) from None
    finally:
        engine.dispose()
