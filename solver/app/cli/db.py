"""`hedgerow db`: the database's shape."""

from typing import Annotated

import typer

from solver.app.cli.options import ConfigOption, fail


def register(app: typer.Typer) -> None:
    """Add the group."""
    group = typer.Typer(help="The settlement database.", no_args_is_help=True)
    group.command()(upgrade)
    group.command()(rebuild)
    app.add_typer(group, name="db")


UrlOption = Annotated[
    str | None, typer.Option("--url", help="A database URL, instead of the configuration's.", show_default=False)
]


def upgrade(config: ConfigOption = None, url: UrlOption = None) -> None:
    """Bring the database to this program's revision; back it up before."""
    from solver.adapters.store import schema
    from solver.adapters.store.engine import DatabaseBusy, open_engine, sole_writer

    target = _url(config, url)
    try:
        with sole_writer(target):
            schema.upgrade(target)
    except DatabaseBusy as error:
        fail(error)
    engine = open_engine(target)
    typer.echo(f"{engine.url.render_as_string(hide_password=True)} stands at revision {schema.revision(engine)}")
    engine.dispose()


def rebuild(config: ConfigOption = None, url: UrlOption = None) -> None:
    """Fold the journal into the other tables anew."""
    from solver.adapters.store.engine import DatabaseBusy, sole_writer
    from solver.adapters.store.journal import rebuild as fold
    from solver.adapters.store.schema import StoreError, open_current

    target = _url(config, url)
    try:
        with sole_writer(target):
            engine = open_current(target)
            typer.echo(f"{fold(engine)} events folded")
            engine.dispose()
    except (DatabaseBusy, StoreError) as error:
        fail(error)


def _url(config: ConfigOption, url: str | None) -> str:
    from solver.app.config import ConfigError, find_config, load_config

    if url is not None:
        return url
    try:
        return load_config(find_config(config)).database_url
    except ConfigError as error:
        fail(error)
