"""Options that several commands share, and the one way in which a command fails."""

from pathlib import Path
from typing import Annotated, NoReturn

import typer

ConfigOption = Annotated[
    Path | None,
    typer.Option(
        "--config", help="The configuration; else $HEDGEROW_CONFIG, else ./hedgerow.toml.", show_default=False
    ),
]

USAGE_ERROR = 2


def fail(problem: object, code: int = USAGE_ERROR) -> NoReturn:
    """Say in one line what is wrong, and end."""
    typer.echo(f"hedgerow: {problem}", err=True)
    raise typer.Exit(code)
