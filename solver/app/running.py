"""Running a solver until a signal: SIGINT and SIGTERM stop it cleanly, a second one at once.

SolverFailed   it cannot go on; what was under way is taken up by the next run
"""

import asyncio
import json
import signal
import sys
import traceback
from collections.abc import Mapping

from solver.app.config import Config
from solver.app.wiring import running


class SolverFailed(Exception):
    """Its message names the causes; the traceback has been printed."""


async def run_until_stopped(config: Config, environment: Mapping[str, str]) -> None:
    """Say on standard output that it is up, then work. Raises what cannot be worked with."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, _stop, stop, number)
    async with running(config, environment) as solver:
        ready = {"ready": "solver", "run": solver.run_id, "database": config.database_url}
        work = asyncio.create_task(solver.watch.run(lambda: print(json.dumps(ready), flush=True)))  # noqa: T201 (for who started us)
        stopped = asyncio.create_task(stop.wait())
        await asyncio.wait({work, stopped}, return_when=asyncio.FIRST_COMPLETED)
        stopped.cancel()
        work.cancel()
        try:
            await work
        except asyncio.CancelledError:
            print("stopped", file=sys.stderr)  # noqa: T201 (for a person)
        except ExceptionGroup as group:
            traceback.print_exception(group)
            raise SolverFailed("; ".join(repr(error) for error in group.exceptions)) from group


def _stop(stop: asyncio.Event, number: signal.Signals) -> None:
    """Stop in order, and let the same signal kill next time."""
    stop.set()
    asyncio.get_running_loop().remove_signal_handler(number)
