"""python -m solver.sandbox.traders: post a seeded stream of hedge intents; the last line printed is a summary."""

import argparse
import asyncio
import json
import sys
from collections.abc import Sequence
from contextlib import AsyncExitStack
from pathlib import Path

from solver.sandbox.chain.safety import require_marked
from solver.sandbox.chain.worldfile import World, read_world
from solver.sandbox.slot_clock import SlotClock
from solver.sandbox.traders.draw import Draft, default_hostile, draw
from solver.sandbox.traders.market import Market
from solver.sandbox.traders.people import People
from solver.sandbox.traders.post import Poster
from solver.sandbox.traders.quotes import Quoter
from solver.sandbox.traders.stream import ACTOR, Made, Maker, Pace, PostedIntent, TraderStream
from solver.wire.http import HttpClient
from solver.wire.rpc import AsyncJsonRpc, JsonRpc

_SCHEMA_VERSION = 1


def main(argv: Sequence[str] | None = None) -> None:
    """Post the stream, or list it."""
    arguments = _parser().parse_args(argv)
    with JsonRpc(arguments.rpc) as rpc:
        require_marked(rpc)
    world = read_world(arguments.world)
    hostile = default_hostile(arguments.intents) if arguments.hostile is None else arguments.hostile
    drafts = draw(arguments.seed, arguments.intents, hostile, traders=People(world).count, safes=len(world.safes))
    asyncio.run(_list(arguments, world, drafts) if arguments.list else _post(arguments, world, drafts))


async def _post(arguments: argparse.Namespace, world: World, drafts: Sequence[Draft]) -> None:
    async with AsyncExitStack() as owned:
        rpc = await owned.enter_async_context(AsyncJsonRpc(arguments.rpc, timeout_s=30.0))
        house = await owned.enter_async_context(HttpClient(arguments.auction))
        clock = await owned.enter_async_context(HttpClient(arguments.clock)) if arguments.clock else None
        market = Market(rpc, world, await Quoter.open(rpc, world))
        maker = Maker(world, market, People(world))
        slot_clock = SlotClock(clock, ACTOR) if clock is not None else None
        stream = TraderStream(world, rpc, market, maker, Poster(house), slot_clock)
        await stream.run(drafts, Pace(arguments.per_slot, arguments.extra_slots), _announce)
    _say({"schema_version": _SCHEMA_VERSION, "seed": arguments.seed, "intents": [_line(p) for p in stream.posted]})


async def _list(arguments: argparse.Namespace, world: World, drafts: Sequence[Draft]) -> None:
    """All of the stream as if it were posted now; a replay is shown with the nonce that the trader revokes."""
    async with AsyncJsonRpc(arguments.rpc, timeout_s=30.0) as rpc:
        market = Market(rpc, world, await Quoter.open(rpc, world))
        maker = Maker(world, market, People(world))
        head = await market.head()
        made = [await maker.make(draft, maker.own(draft), head) for draft in drafts]
    _say(
        {
            "schema_version": _SCHEMA_VERSION,
            "seed": arguments.seed,
            "block": head.number,
            "intents": [_described(each) for each in made],
        }
    )


def _described(made: Made) -> dict[str, object]:
    intent = made.intent
    return {
        "index": made.draft.index,
        "kind": made.draft.kind.value,
        "intent_hash": made.intent_hash,
        "swapper": intent.info.swapper,
        "is_safe": made.draft.is_safe,
        "side": made.draft.side.value,
        "sell_token": intent.spends[0].token,
        "buy_token": intent.receives[0].token,
        "max_spend": str(intent.spends[0].max_total),
        "min_receive": str(intent.receives[0].min_total),
    }


def _line(posted: PostedIntent) -> dict[str, object]:
    return _described(posted.made) | {"auction_id": posted.auction_id, "block": posted.block}


def _announce() -> None:
    _say({"ready": "traders"})


def _say(value: dict[str, object]) -> None:
    sys.stdout.write(json.dumps(value) + "\n")
    sys.stdout.flush()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m solver.sandbox.traders", description=__doc__)
    add = parser.add_argument
    add("--rpc", required=True, help="JSON-RPC endpoint of the chain")
    add("--world", required=True, type=Path, help="world.json")
    target = parser.add_mutually_exclusive_group(required=True)
    target.add_argument("--auction", help="base URL of the auction house")
    target.add_argument("--list", action="store_true", help="print the stream as of the head and post nothing")
    add("--clock", help="URL of the slot clock; without it one slot is one block")
    add("--seed", type=int, default=1)
    add("--intents", type=int, default=24)
    add("--hostile", type=int, help="how many of them; default 4 of 24, fewer in a shorter stream")
    add("--per-slot", type=int, default=1)
    add("--extra-slots", type=int, default=5, help="quiet slots after the last intent")
    return parser


if __name__ == "__main__":
    main()
