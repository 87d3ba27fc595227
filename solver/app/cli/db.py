"""`hedgerow db`: the database's shape."""

from pathlib import Path
from typing import Annotated

import typer

from solver.app.cli.options import ConfigOption, fail


def register(app: typer.Typer) -> None:
    """Add the group."""
    group = typer.Typer(help="The settlement database.", no_args_is_help=True)
    group.command()(upgrade)
    group.command()(rebuild)
    group.command()(check)
    app.add_typer(group, name="db")


UrlOption = Annotated[
    str | None, typer.Option("--url", help="A database URL, instead of the configuration's.", show_default=False)
]


def upgrade(config: ConfigOption = None, url: UrlOption = None) -> None:
    """Bring the database to this program's revision; back it up before."""
    from solver.adapters.store import schema
    from solver.adapters.store.engine import StoreError, open_engine, shown
    from solver.adapters.store.sole_writer import sole_writer

    target = _url(config, url)
    try:
        with sole_writer(target):
            schema.upgrade(target)
    except StoreError as error:
        fail(error)
    engine = open_engine(target)
    typer.echo(f"{shown(engine.url)} stands at revision {schema.revision(engine)}")
    engine.dispose()


def rebuild(config: ConfigOption = None, url: UrlOption = None) -> None:
    """Fold the journal into the other tables anew."""
    from solver.adapters.store.engine import StoreError
    from solver.adapters.store.journal import rebuild as fold
    from solver.adapters.store.schema import open_current
    from solver.adapters.store.sole_writer import sole_writer

    target = _url(config, url)
    try:
        with sole_writer(target):
            engine = open_current(target)
            typer.echo(f"{fold(engine)} events folded")
            engine.dispose()
    except StoreError as error:
        fail(error)


def check(
    *,
    config: ConfigOption = None,
    url: UrlOption = None,
    seals: Annotated[
        Path | None,
        typer.Option("--seals", help="The file of seals, instead of the configuration's.", show_default=False),
    ] = None,
    identity: Annotated[
        str | None,
        typer.Option("--identity", help="Whose seals they must be, where the key is not at hand.", show_default=False),
    ] = None,
    tables: Annotated[bool, typer.Option(help="Also fold the journal again and compare all tables.")] = True,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document for programs.")] = False,
) -> None:
    """Find what was changed in the journal, or cut off its end; exit code 1 where anything was. Changes nothing."""
    from solver.adapters.store.check import check as checked
    from solver.adapters.store.engine import StoreError
    from solver.adapters.store.schema import open_current
    from solver.adapters.store.seals import SealsUnreadable, read_seals
    from solver.app.auditing import AuditError, audited, report

    try:
        asked = audited(config, url, seals, identity)
        engine = open_current(asked.url)
        found = checked(engine, read_seals(asked.seals), asked.identity, tables=tables)
        engine.dispose()
    except (AuditError, StoreError, SealsUnreadable) as error:
        fail(error)
    typer.echo(report(found, as_json=as_json))
    raise typer.Exit(1 if found.faults else 0)


def _url(config: ConfigOption, url: str | None) -> str:
    from solver.app.config import ConfigError, find_config, load_config

    if url is not None:
        return url
    try:
        return load_config(find_config(config)).database_url
    except ConfigError as error:
        fail(error)
