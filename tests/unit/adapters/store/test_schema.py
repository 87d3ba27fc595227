"""Migrations: they build exactly the tables of the program, and nothing is upgraded silently."""

from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Engine, inspect, select, text

from solver.adapters.store import schema, tables
from solver.adapters.store.check import check
from solver.adapters.store.engine import StoreError, open_engine
from solver.adapters.store.journal import SqlJournal
from solver.adapters.store.seals import read_seals
from solver.testing.events import settled_story
from solver.testing.intents import EXECUTOR
from tests.postgres import Postgres


def test_migrating_up_builds_the_tables_of_the_program(engine: Engine) -> None:
    with engine.begin() as connection:
        assert compare_metadata(MigrationContext.configure(connection), tables.metadata) == []


def test_every_table_is_strict(engine: Engine) -> None:
    if engine.dialect.name != "sqlite":
        return  # the others always are
    with engine.begin() as connection:
        strict = connection.execute(text("select name, strict from pragma_table_list where type = 'table'")).all()
    ours = {table.name for table in tables.metadata.sorted_tables}
    assert {name for name, flag in strict if flag} == ours


def test_a_new_file_is_created_with_its_folder(tmp_path: Path) -> None:
    file = tmp_path / "a folder" / "solver 1.db"
    engine = schema.open_current(f"sqlite:///{file}")
    assert schema.revision(engine) == tables.REVISION
    assert file.is_file()
    engine.dispose()


def test_an_empty_database_of_a_server_gets_its_tables(server: Postgres) -> None:
    engine = schema.open_current(server.database(migrated=False))
    assert schema.revision(engine) == tables.REVISION
    engine.dispose()


def test_a_server_that_does_not_answer_is_told_in_one_line_without_its_password(tmp_path: Path) -> None:
    with pytest.raises(StoreError) as refused:
        schema.open_current(f"postgresql://solver:hush@/hedgerow?host={tmp_path}")
    assert "\n" not in str(refused.value)
    assert "hush" not in str(refused.value)


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


def test_an_older_journal_is_chained_on_its_way_up(
    url: str, engine: Engine, journal: SqlJournal, tmp_path: Path
) -> None:
    journal.append(*settled_story())
    whole = select(tables.journal).order_by(tables.journal.c.sequence)
    with engine.begin() as connection:
        before = connection.execute(whole).all()
    engine.dispose()
    schema.downgrade(url, "0002")
    schema.upgrade(url)
    again = schema.open_current(url)
    with again.begin() as connection:
        assert connection.execute(whole).all() == before
    (fault,) = check(again, read_seals(tmp_path / "none"), EXECUTOR).faults
    assert "no solver has run since the upgrade" in str(fault)
    again.dispose()


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
