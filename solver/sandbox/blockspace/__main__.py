"""`python -m solver.sandbox.blockspace`: starts the hidden node, serves the block space, and seals blocks."""

import argparse
import asyncio
import contextlib
import json
import signal
import socket
import sys
from pathlib import Path

import uvicorn

from solver.domain.primitives import address
from solver.sandbox.blockspace.clock import Barrier, Mode, SlotClock, Slots
from solver.sandbox.blockspace.node import HiddenNode
from solver.sandbox.blockspace.observe import Observer
from solver.sandbox.blockspace.pulse import Pulse
from solver.sandbox.blockspace.server import application
from solver.sandbox.blockspace.world import Blockspace
from solver.sandbox.chain.addresses import WETH
from solver.sandbox.chain.anvil import start_anvil
from solver.sandbox.chain.keys import address_of, roles
from solver.sandbox.serving import KEEP_ALIVE_S
from solver.wire.rpc import AsyncJsonRpc

ROOT = Path(__file__).resolve().parents[3]


def main() -> None:
    """Parse arguments and run until SIGINT or SIGTERM."""
    arguments = _arguments().parse_args()
    with contextlib.ExitStack() as owned:
        url = arguments.anvil
        if url is None:
            url = owned.enter_context(start_anvil(arguments.root, state=arguments.state, automine=False)).url
        asyncio.run(serve(url, arguments))


async def serve(anvil_url: str, arguments: argparse.Namespace) -> None:
    """Serve until told to stop; ends with an error where the node or the clock fails."""
    observer = Observer()
    async with AsyncJsonRpc(anvil_url, timeout_s=60.0) as rpc:
        node = HiddenNode(rpc, address(arguments.coinbase), address(arguments.weth))
        blockspace = await Blockspace.open(node, observer)
        slots = Slots(Mode(arguments.mode), arguments.min_slot_ms, arguments.max_slot_ms, arguments.slot_ms)
        clock = SlotClock(blockspace, slots, Barrier(tuple(arguments.actors)), observer)
        listener = _listen(arguments.port)
        config = uvicorn.Config(
            application(blockspace, clock, observer),
            log_config=None,
            access_log=False,
            lifespan="off",
            timeout_keep_alive=KEEP_ALIVE_S,
            timeout_graceful_shutdown=1,
        )
        _announce(listener, blockspace, arguments.coinbase)
        await _until_stopped(uvicorn.Server(config), listener, clock, blockspace.pulse)


async def _until_stopped(server: uvicorn.Server, listener: socket.socket, clock: SlotClock, pulse: Pulse) -> None:
    """Run server and clock side by side; the end of one ends the other."""
    loop, closing = asyncio.get_running_loop(), list[asyncio.Task[None]]()
    for number in (signal.SIGINT, signal.SIGTERM):
        # uvicorn sees the signal too; long polls must end for it to be done, and its raising again must not end us
        loop.add_signal_handler(number, lambda: closing.append(loop.create_task(pulse.close())))
    serving = asyncio.create_task(server.serve(sockets=[listener]))
    ticking = asyncio.create_task(clock.run())
    try:
        await asyncio.wait((serving, ticking), return_when=asyncio.FIRST_COMPLETED)
        if ticking.done():
            server.should_exit = True
            await ticking
    finally:
        ticking.cancel()
        await serving
        with contextlib.suppress(asyncio.CancelledError):
            await ticking


def _listen(port: int) -> socket.socket:
    listener = socket.create_server(("127.0.0.1", port), backlog=512)
    listener.setblocking(False)
    return listener


def _announce(listener: socket.socket, blockspace: Blockspace, coinbase: str) -> None:
    """The one line on stdout: the endpoints, and the head they start at."""
    url = f"http://127.0.0.1:{listener.getsockname()[1]}"
    ready = {
        "ready": "blockspace",
        "url": url,
        "rpc": f"{url}/",
        "node": f"{url}/node",
        "relay": f"{url}/relay",
        "clock": f"{url}/clock",
        "control": f"{url}/control",
        "builder": coinbase,
        "block": blockspace.head.number,
    }
    sys.stdout.write(json.dumps(ready) + "\n")
    sys.stdout.flush()


def _arguments() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m solver.sandbox.blockspace", description=__doc__)
    node = parser.add_mutually_exclusive_group(required=True)
    node.add_argument("--state", type=Path, help="state file of the sandbox; the node is started and owned here")
    node.add_argument("--anvil", help="URL of a running node (--no-mining --order fifo) that nobody else uses")
    parser.add_argument("--root", type=Path, default=ROOT, help="repository whose tools are used")
    parser.add_argument("--port", type=int, default=0, help="loopback port; 0 takes a free one")
    parser.add_argument("--mode", choices=[mode.value for mode in Mode], default=Mode.BARRIER.value)
    parser.add_argument("--min-slot-ms", type=int, default=0, help="barrier: shortest slot in real time")
    parser.add_argument("--max-slot-ms", type=int, default=30_000, help="barrier: longest slot in real time")
    parser.add_argument("--slot-ms", type=int, default=12_000, help="realtime: length of a slot in real time")
    parser.add_argument("--actors", type=_names, default=(), help="comma-separated actors to wait for from the start")
    parser.add_argument("--coinbase", default=address_of(roles()["builder"]), help="the builder's address")
    parser.add_argument("--weth", default=WETH, help="the WETH whose payments to the coinbase count")
    return parser


def _names(text: str) -> tuple[str, ...]:
    return tuple(name for name in text.split(",") if name)


if __name__ == "__main__":
    main()
