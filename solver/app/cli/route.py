"""`hedgerow route`: one auction from a file, and what our solver would answer."""

import errno
import os
import sys
from contextlib import suppress
from pathlib import Path
from typing import Annotated

import typer

from solver.app.cli.options import fail

_SUFFIXES = (".svg", ".html")
_OUTPUT = "standard output"

FileArgument = Annotated[
    Path, typer.Argument(metavar="FILE", help="An auction as a CoW driver sends it, in JSON; - for standard input.")
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]
ReferenceOption = Annotated[
    bool, typer.Option("--reference", help="Route with cvxpy and Clarabel instead: slow, one order at a time.")
]
RepeatOption = Annotated[int, typer.Option("--repeat", min=1, max=100_000, help="Solve so often, to measure the time.")]
DrawOption = Annotated[
    Path | None, typer.Option("--draw", help="Draw the route into this file, .svg or .html.", show_default=False)
]
BudgetOption = Annotated[
    float, typer.Option("--seconds", min=0.001, max=86_400, help="Begin no routing and no run after so long.")
]


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(route)


def route(
    file: FileArgument,
    *,
    json: JsonOption = False,
    reference: ReferenceOption = False,
    repeat: RepeatOption = 1,
    draw: DrawOption = None,
    seconds: BudgetOption = 60.0,
) -> None:
    """Route the orders of an auction, prove the answer, and print solutions as the driver takes them.

    Exit code 0 also where no order can be filled: the reasons are in the answer.
    """
    from solver.adapters.auctions.cow.auction import MalformedAuction
    from solver.app.routing.answering import Asked, answer
    from solver.app.routing.words import plain

    if draw is not None and draw.suffix.lower() not in _SUFFIXES:
        fail(plain(f"--draw {draw}: a drawing ends in {' or '.join(_SUFFIXES)}"))
    try:
        answer(Asked(file, "reference" if reference else "convex", repeat, seconds, draw), _say, as_json=json)
    except MalformedAuction as error:
        fail(plain(f"{file}: {error}"))
    except OSError as error:
        fail(plain(f"{error.filename or file}: {error.strerror or error}"))
    except KeyboardInterrupt:
        fail("stopped", 130)


def _say(text: str) -> None:
    """Print it; raises OSError that names the output, also where there is none."""
    if sys.stdout is None:
        raise OSError(errno.EBADF, os.strerror(errno.EBADF), _OUTPUT)
    try:
        typer.echo(text)
    except OSError as error:
        _forget_output()
        raise OSError(error.errno, error.strerror, _OUTPUT) from error


def _forget_output() -> None:
    """What could not be written is still buffered: the interpreter would try again at its end, and fail again."""
    with suppress(OSError, ValueError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
        os.close(nowhere)
