"""The `hedgerow` command. Nothing heavy is imported before a command runs."""

import typer

from solver.app.cli import db, demo, doctor, init, route, run, sandbox

_COMMANDS = (demo, init, run, route, sandbox, db, doctor)


def build() -> typer.Typer:
    """The application with every command."""
    app = typer.Typer(
        name="hedgerow",
        help="A competing on-chain solver for option-hedge intents.",
        add_completion=False,
        no_args_is_help=True,
    )
    for module in _COMMANDS:
        module.register(app)
    return app


def main() -> None:
    """Entry point of the console script."""
    build()()
