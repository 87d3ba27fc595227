"""`hedgerow init`: a commented configuration to start from."""

from pathlib import Path
from typing import Annotated

import typer

from solver.app.cli.options import fail

PathOption = Annotated[Path, typer.Option("--path", help="Where to write it; nothing is ever overwritten.")]


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(init)


def init(path: PathOption = Path("hedgerow.toml")) -> None:
    """Write a commented hedgerow.toml."""
    from importlib.resources import files

    text = (files("solver.app") / "hedgerow.example.toml").read_text(encoding="utf-8")
    try:
        with path.open("x", encoding="utf-8") as file:
            file.write(text)
    except FileExistsError:
        fail(f"{path} is there already; choose another --path")
    except OSError as error:
        fail(f"{path}: {error.strerror}")
    typer.echo(f"{path} written: fill in contracts, auction and relay, then run `hedgerow doctor --config {path}`")
