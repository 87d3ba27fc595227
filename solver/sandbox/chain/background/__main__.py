"""`python -m solver.sandbox.chain.background`: acts once on every head until it is told to stop."""

import argparse
import asyncio
import contextlib
import json
import signal
import sys
from collections.abc import Sequence
from pathlib import Path

from solver.sandbox.chain.background.actor import Background
from solver.sandbox.chain.background.sender import Head, Sent, Turned
from solver.sandbox.chain.safety import require_loopback, require_marked
from solver.sandbox.chain.worldfile import read_world
from solver.sandbox.slot_clock import SlotClock
from solver.wire.http import HttpClient
from solver.wire.rpc import AsyncJsonRpc, JsonRpc

ACTOR = "background"
POLL_S = 0.02


def main(argv: Sequence[str] | None = None) -> None:
    """Check that this is the sandbox, then run until SIGINT or SIGTERM."""
    arguments = _arguments().parse_args(argv)
    with JsonRpc(arguments.rpc) as rpc:
        require_marked(rpc)
    if arguments.clock is not None:
        require_loopback(arguments.clock)
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(run(arguments.rpc, arguments.clock, arguments.world, arguments.seed))


async def run(rpc_url: str, clock_url: str | None, world: Path, seed: int) -> None:
    """Act on every head; with a clock, register and report each head done."""
    async with AsyncJsonRpc(rpc_url, timeout_s=30.0) as rpc, contextlib.AsyncExitStack() as owned:
        background = await Background.open(rpc, read_world(world), seed)
        clock = None
        if clock_url is not None:
            clock = SlotClock(await owned.enter_async_context(HttpClient(clock_url)), ACTOR)
            await clock.register()
        print(json.dumps({"ready": True, "urls": {}, "actor": ACTOR}), flush=True)  # noqa: T201 - for a supervisor
        await _live(background, clock)


async def _live(background: Background, clock: SlotClock | None) -> None:
    done = -1
    while True:
        head = await background.head()
        if head.number > done:
            _tell(head, await background.act(head))
            if clock is not None:
                await clock.ready(head.number)
            done = head.number
        else:
            await asyncio.sleep(POLL_S)


def _tell(head: Head, outcomes: tuple[Sent | Turned, ...]) -> None:
    """One JSON line on stderr for each block with anything in it."""
    if not outcomes:
        return
    turned = [f"{o.action.sender}: {o.code} {o.detail}" for o in outcomes if isinstance(o, Turned)]
    line = {"event": "background", "block": head.number, "sent": len(outcomes) - len(turned), "turned": turned}
    sys.stderr.write(json.dumps(line) + "\n")


def _arguments() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m solver.sandbox.chain.background", description=__doc__)
    parser.add_argument("--rpc", required=True, help="the public gateway's URL")
    parser.add_argument("--clock", help="URL of the slot clock, .../clock; without it heads are followed as they come")
    parser.add_argument("--world", required=True, type=Path, help="world.json")
    parser.add_argument("--seed", type=int, default=1)
    return parser


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    main()
