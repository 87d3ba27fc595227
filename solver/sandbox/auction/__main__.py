"""python -m solver.sandbox.auction: one auction house on 127.0.0.1; one JSON line on stdout when it is up."""

import argparse
import asyncio
import json
import tempfile
from collections.abc import Sequence
from pathlib import Path

from solver.sandbox.auction.prices import read_bidders
from solver.sandbox.auction.server import Settings, serve
from solver.sandbox.auction.slots import Patience
from solver.sandbox.chain.safety import require_marked
from solver.sandbox.chain.worldfile import read_world
from solver.wire.rpc import JsonRpc


def main(argv: Sequence[str] | None = None) -> None:
    """Run a house until it is told to stop."""
    arguments = _parser().parse_args(argv)
    with JsonRpc(arguments.rpc) as rpc:
        require_marked(rpc)
    with tempfile.TemporaryDirectory(prefix="hedgerow-auction-") as scratch:
        settings = _settings(arguments, Path(scratch))
        asyncio.run(serve(settings, _announce))


def _announce(url: str) -> None:
    print(json.dumps({"ready": "auction", "url": url}), flush=True)  # noqa: T201 - the line a supervisor reads


def _settings(arguments: argparse.Namespace, scratch: Path) -> Settings:
    world = read_world(arguments.world)
    listed = frozenset(solver.identity for solver in world.solvers)
    return Settings(
        rpc_url=arguments.rpc,
        world=world,
        bidders=listed if arguments.bidders is None else read_bidders(arguments.bidders),
        state=arguments.state or scratch / "auction.jsonl",
        port=arguments.port,
        clock_url=arguments.clock,
        patience=Patience(arguments.poll_ms, arguments.answer_wait_ms, arguments.award_wait_ms),
        requests_per_second=arguments.requests_per_second,
        burst=arguments.burst,
        silence_s=arguments.silence_s,
        stall_s=arguments.stall_s,
        control=arguments.control,
    )


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m solver.sandbox.auction", description=__doc__)
    add = parser.add_argument
    add("--rpc", required=True, help="JSON-RPC endpoint of the chain")
    add("--world", required=True, type=Path, help="world.json")
    add("--bidders", type=Path, help='allow list {"bidders": [address, ...]}; without it the identities of the world')
    add("--state", type=Path, help="the house's memory; without it a history that ends with the process")
    add("--port", type=int, default=0, help="0: a free one")
    add("--clock", help="URL of the slot clock, .../clock; without it the chain alone closes auctions")
    add("--poll-ms", type=int, default=25)
    add("--answer-wait-ms", type=int, default=12_000, help="how long an auction waits for its bidders")
    add("--award-wait-ms", type=int, default=20_000, help="how long a slot waits for winners' bundles")
    add("--requests-per-second", type=float, default=50.0, help="of one bidder")
    add("--burst", type=int, default=100, help="requests of one bidder at once")
    add("--silence-s", type=float, default=15.0, help="pause after which the stream sends a comment")
    add("--stall-s", type=float, default=5.0, help="a reader that takes nothing for so long is cut off")
    add("--control", action="store_true", help="serve POST /control/faults, for tests")
    return parser


if __name__ == "__main__":
    main()
