"""`hedgerow run`: the solver, until it is told to stop."""

import typer

from solver.app.cli.options import ConfigOption, fail


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(run)


def run(config: ConfigOption = None) -> None:
    """Listen to auctions, bid, and settle what is won. Ctrl-C stops; the next run takes up what was under way."""
    import asyncio
    import os

    from solver.adapters.store.engine import StoreError
    from solver.app.config import ConfigError, find_config, load_config
    from solver.app.running import SolverFailed, run_until_stopped
    from solver.pipeline.recorder import JournalFailed
    from solver.ports import PortError

    os.umask(0o077)  # database and log hold signed transactions before they are public
    try:
        asyncio.run(run_until_stopped(load_config(find_config(config)), os.environ))
    except (ConfigError, StoreError) as error:
        fail(error)
    except SolverFailed as error:
        fail(f"stopped: {error}", 1)
    except JournalFailed as error:
        fail(f"the journal takes nothing: {error.__cause__!r}", 1)
    except PortError as error:
        fail(f"cannot start: {error!r}", 1)
