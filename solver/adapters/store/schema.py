"""Which migration a database stands at, and moving it. Nothing is upgraded silently.

WrongRevision   a StoreError: the database is older or newer than this program
"""

from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Engine, inspect, text

from solver.adapters.store.engine import StoreError, is_new, open_engine, shown
from solver.adapters.store.tables import REVISION


@dataclass(eq=False)
class WrongRevision(StoreError):
    """Its message says what to do."""

    database: str
    found: str | None

    def __str__(self) -> str:
        found = self.found or "none"
        return (
            f"{self.database} stands at revision {found}, this program needs {REVISION}: run `hedgerow db upgrade`"
            if self.found is None or self.found < REVISION
            else f"{self.database} stands at revision {found}, newer than this program's {REVISION}: update the program"
        )


def revision(engine: Engine) -> str | None:
    """The revision the database stands at; None before the first."""
    if not inspect(engine).has_table("alembic_version"):
        return None
    with engine.begin() as connection:
        return connection.execute(text("select version_num from alembic_version")).scalar()


def open_current(url: str) -> Engine:
    """An engine on a database at this program's revision: a new one is created, anything else raises WrongRevision.

    Raises Unreachable for a server that does not answer.
    """
    if is_new(url):
        upgrade(url)
    engine = open_engine(url)
    found = revision(engine)
    if found != REVISION:
        engine.dispose()
        raise WrongRevision(shown(engine.url), found)
    return engine


def upgrade(url: str, target: str = "head") -> None:
    """Run migrations up to target, in one transaction."""
    _migrate(url, "upgrade", target)


def downgrade(url: str, target: str) -> None:
    """Run migrations down to target ('base': to nothing), in one transaction."""
    _migrate(url, "downgrade", target)


def _migrate(url: str, direction: str, target: str) -> None:
    from alembic import command  # noqa: PLC0415 (1.2 s to import, needed once in a database's life)
    from alembic.config import Config  # noqa: PLC0415

    config = Config()
    folder = Path(__file__).parent / "migrations"
    config.set_main_option("script_location", str(folder).replace("%", "%%"))
    engine = open_engine(url)
    try:
        with engine.begin() as connection:
            config.attributes["connection"] = connection
            run = command.upgrade if direction == "upgrade" else command.downgrade
            run(config, target)
    finally:
        engine.dispose()
