"""Connections to the database: SQLite in WAL mode by default, PostgreSQL by URL.

Durability: a commit of the journal waits for the disk (`synchronous=FULL`, `synchronous_commit=on`), so that what was
recorded before an effect is still there after a power cut. Measured at 0.2 ms a commit on an SSD; the pipeline waits in
a thread.

StoreError           the database cannot be used
├── DatabaseBusy     another process writes it
└── Unreachable      nobody answers there, or not to us
"""

from dataclasses import dataclass
from pathlib import Path
from sqlite3 import Connection as SqliteConnection

from sqlalchemy import Connection, Engine, create_engine, event, inspect, make_url
from sqlalchemy.engine import URL
from sqlalchemy.exc import OperationalError
from sqlalchemy.pool import ConnectionPoolEntry

_READING = "hedgerow_reading"
_PRAGMAS = ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=10000")
_DURABLE = "-c synchronous_commit=on -c TimeZone=UTC"


class StoreError(Exception):
    """The database cannot be used."""


@dataclass(eq=False)
class DatabaseBusy(StoreError):
    """Another process writes this database."""

    held: str

    def __str__(self) -> str:
        return f"another solver runs on this database ({self.held}): stop it first, or name another database"


@dataclass(eq=False)
class Unreachable(StoreError):
    """A server that does not take us."""

    database: str
    detail: str

    def __str__(self) -> str:
        return f"{self.database}: {self.detail}"


def open_engine(url: str) -> Engine:
    """An engine whose transactions take the write lock at once on SQLite, unless `reading` made it one that only reads.

    An SQLite file's folder is made where it is missing.
    """
    parsed = _with_driver(make_url(url))
    if not on_sqlite(parsed):
        return create_engine(parsed, connect_args={"options": _DURABLE}, pool_pre_ping=True)
    path = _path(parsed)
    if path is not None:
        path.parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(parsed)
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", _begin)
    return engine


def reading(engine: Engine) -> Engine:
    """The same engine for reads alone: they wait for nobody, and see the database as of one moment."""
    if on_sqlite(engine.url):
        return engine.execution_options(**{_READING: True})
    return engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)


def on_sqlite(url: URL) -> bool:
    """Whether it is a file, and not a server's."""
    return url.get_backend_name() == "sqlite"


def shown(url: str | URL) -> str:
    """A URL that may be read by anybody."""
    return make_url(url).render_as_string(hide_password=True)


def is_new(url: str) -> bool:
    """Whether this is an SQLite file that is not there yet, or a server's database without any table.

    Raises Unreachable.
    """
    path = _path(make_url(url))
    if path is not None or on_sqlite(make_url(url)):
        return path is not None and not path.exists()
    engine = open_engine(url)
    try:
        return not inspect(engine).get_table_names()
    except OperationalError as error:
        raise unreachable(url, error) from None
    finally:
        engine.dispose()


def unreachable(url: str | URL, error: OperationalError) -> Unreachable:
    """What a driver says of a server, in one line and without a secret."""
    lines = str(error.orig).strip().splitlines()
    return Unreachable(shown(url), lines[0] if lines else "no answer")


def _path(url: URL) -> Path | None:
    if not on_sqlite(url) or url.database in {None, "", ":memory:"}:
        return None
    return Path(str(url.database))


def _with_driver(url: URL) -> URL:
    return url.set(drivername="postgresql+psycopg") if url.drivername == "postgresql" else url


def _prepare(connection: SqliteConnection, _entry: ConnectionPoolEntry) -> None:
    connection.isolation_level = None  # transactions are begun by _begin, not by the driver's guess
    cursor = connection.cursor()
    for pragma in _PRAGMAS:
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN" if connection.get_execution_options().get(_READING) else "BEGIN IMMEDIATE")
