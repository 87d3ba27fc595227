"""Migrations: they build exactly the tables of the program, and nothing is upgraded silently."""

from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Engine, inspect, text

from solver.adapters.store import schema, tables
from solver.adapters.store.engine import open_engine
from solver.adapters.store.journal import SqlJournal
from solver.testing.events import settled_story


def test_migrating_up_builds_the_tables_of_the_program(engine: Engine) -> None:
    with engine.begin() as connection:
        assert compare_metadata(MigrationContext.configure(connection), tables.metadata) == []


def test_every_table_is_strict(engine: Engine) -> None:
    with engine.begin() as connection:
        strict = connection.execute(text("select name, strict from pragma_table_list where type = 'table'")).all()
    ours = {table.name for table in tables.metadata.sorted_tables}
    assert {name for name, flag in strict if flag} == ours


def test_a_new_file_is_created_with_its_folder(url: str, engine: Engine) -> None:
    assert schema.revision(engine) == tables.REVISION
    assert Path(url.removeprefix("sqlite:///")).is_file()


def test_an_old_database_is_refused_with_what_to_do(url: str, engine: Engine, journal: SqlJournal) -> None:
    journal.append(*settled_story())
    engine.dispose()
    schema.downgrade(url, "base")
    with pytest.raises(schema.WrongRevision, match="hedgerow db upgrade"):
        schema.open_current(url)


def test_a_newer_database_is_refused(url: str, engine: Engine) -> None:
    with engine.begin() as connection:
        connection.execute(text("update alembic_version set version_num = '9999'"))
    with pytest.raises(schema.WrongRevision, match="newer"):
        schema.open_current(url)


def test_migrating_down_on_data_leaves_nothing_and_up_again_works(
    url: str, engine: Engine, journal: SqlJournal
) -> None:
    journal.append(*settled_story())
    engine.dispose()
    schema.downgrade(url, "base")
    emptied = open_engine(url)
    assert set(inspect(emptied).get_table_names()) == {"alembic_version"}
    emptied.dispose()
    schema.upgrade(url)
    schema.open_current(url).dispose()


def test_upgrading_what_is_current_changes_nothing(url: str, engine: Engine, journal: SqlJournal) -> None:
    journal.append(*settled_story())
    schema.upgrade(url)
    with engine.begin() as connection:
        assert connection.execute(text("select count(*) from journal")).scalar_one() == len(settled_story())


def test_a_file_that_is_no_database_of_ours_is_refused(tmp_path: Path) -> None:
    other = open_engine(f"sqlite:///{tmp_path / 'other.db'}")
    with other.begin() as connection:
        connection.execute(text("create table cats (name text)"))
    other.dispose()
    with pytest.raises(schema.WrongRevision, match="revision none"):
        schema.open_current(f"sqlite:///{tmp_path / 'other.db'}")
