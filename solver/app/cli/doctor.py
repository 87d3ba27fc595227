"""`hedgerow doctor`: the configuration held against the world, before it costs money."""

import typer

from solver.app.cli.options import ConfigOption, fail


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(doctor)


def doctor(config: ConfigOption = None) -> None:
    """Check configuration, keys, node, contracts, database, auction house and relay; say what is wrong."""
    import asyncio
    import os

    from solver.app.config import ConfigError, find_config, load_config
    from solver.app.doctor import examine

    try:
        loaded = load_config(find_config(config))
    except ConfigError as error:
        fail(error)
    findings = asyncio.run(examine(loaded, os.environ))
    for finding in findings:
        typer.echo(
            f"{'ok  ' if finding.problem is None else 'FAIL'} {finding.subject}: {finding.problem or finding.detail}"
        )
    if any(finding.problem for finding in findings):
        raise typer.Exit(1)
