"""`python -m solver.sandbox.adversaries.sandwich`: attacks what is public on every head, until it is told to stop."""

import argparse
import asyncio
import contextlib
import json
import signal
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TextIO

from solver.sandbox.adversaries.sandwich.bot import SandwichBot, Sent, Spared
from solver.sandbox.adversaries.sandwich.chain import Head, read_head
from solver.sandbox.adversaries.sandwich.relay import RelayClient
from solver.sandbox.chain.keys import Keyring, roles
from solver.sandbox.chain.safety import require_loopback, require_marked
from solver.sandbox.chain.worldfile import read_world
from solver.sandbox.slot_clock import SlotClock
from solver.wire.http import HttpClient
from solver.wire.rpc import AsyncJsonRpc, JsonRpc

ACTOR = "bot"
POLL_S = 0.02
TIMEOUT_S = 30.0


def main(argv: Sequence[str] | None = None) -> None:
    """Check that this is the sandbox, then run until SIGINT or SIGTERM."""
    arguments = _arguments().parse_args(argv)
    with JsonRpc(arguments.rpc) as rpc:
        require_marked(rpc)
    for url in filter(None, (arguments.relay, arguments.clock)):
        require_loopback(url)
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(run(arguments))


async def run(arguments: argparse.Namespace) -> None:
    """Act on every head; with a clock, after the actors that go first."""
    signer = Keyring().account(roles()["sandwich-bot"])
    async with contextlib.AsyncExitStack() as owned:
        rpc = await owned.enter_async_context(AsyncJsonRpc(arguments.rpc, timeout_s=TIMEOUT_S))
        relay = await owned.enter_async_context(HttpClient(arguments.relay, timeout_s=TIMEOUT_S))
        world = read_world(arguments.world)
        bot = SandwichBot(rpc, RelayClient(relay, signer), world, signer, arguments.share_bps)
        await bot.prepare(await read_head(rpc))
        clock = None
        if arguments.clock is not None:
            http = await owned.enter_async_context(HttpClient(arguments.clock, timeout_s=TIMEOUT_S))
            clock = SlotClock(http, ACTOR)
            await clock.register()
        _say(sys.stdout, {"ready": ACTOR, "address": bot.address})
        await _live(rpc, bot, clock, arguments.after)


async def _live(rpc: AsyncJsonRpc, bot: SandwichBot, clock: SlotClock | None, after: tuple[str, ...]) -> None:
    done = -1
    while True:
        if clock is not None:
            await clock.turn(done, after)
        head = await read_head(rpc)
        if head.number > done:
            _tell(head, await bot.act(head))
            done = head.number
            if clock is not None:
                await clock.ready(done)
        elif clock is None:
            await asyncio.sleep(POLL_S)


def _tell(head: Head, outcomes: Sequence[Sent | Spared]) -> None:
    """One JSON line on stderr for each victim."""
    for outcome in outcomes:
        if isinstance(outcome, Sent):
            attack = outcome.attack
            line = {"event": "attacked", "bundle": outcome.bundle_hash, "front_in": str(attack.front_in)}
            line |= {"gain_wei": str(outcome.gain_wei), "cost_wei": str(outcome.cost_wei)}
            victim = attack.victim
        else:
            line, victim = {"event": "spared", "reason": outcome.reason.name.lower()}, outcome.victim
        _say(sys.stderr, line | {"block": head.number, "victim": victim.tx_hash})


def _say(stream: TextIO, line: dict[str, object]) -> None:
    stream.write(json.dumps(line) + "\n")
    stream.flush()


def _arguments() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m solver.sandbox.adversaries.sandwich", description=__doc__)
    parser.add_argument("--rpc", required=True, help="the public gateway's URL")
    parser.add_argument("--relay", required=True, help="the private relay's URL")
    parser.add_argument("--clock", help="the slot clock's URL; without it heads are followed as they come")
    parser.add_argument("--world", required=True, type=Path, help="world.json")
    parser.add_argument("--share-bps", type=int, default=5000, help="of what is left after gas, to the builder")
    parser.add_argument("--after", type=_names, default=("background", "auction"), help="actors that go first")
    return parser


def _names(text: str) -> tuple[str, ...]:
    return tuple(name for name in text.split(",") if name)


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    main()
