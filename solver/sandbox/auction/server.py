"""The house's process: sockets, loops and their end."""

import asyncio
import contextlib
import signal
import socket
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import uvicorn

from solver.domain.primitives import Address
from solver.sandbox.auction.app import create_app
from solver.sandbox.auction.authentication import Doorkeeper
from solver.sandbox.auction.award import Cosigner
from solver.sandbox.auction.chain import ChainReader
from solver.sandbox.auction.desk import Desk
from solver.sandbox.auction.house import House
from solver.sandbox.auction.journal import Fact, Journal
from solver.sandbox.auction.limiter import Limiter
from solver.sandbox.auction.observe import Observer
from solver.sandbox.auction.prices import Prices
from solver.sandbox.auction.slots import ACTOR, Patience, SlotActor
from solver.sandbox.auction.stream import Feed
from solver.sandbox.chain.keys import Keyring, roles
from solver.sandbox.chain.worldfile import World
from solver.sandbox.serving import KEEP_ALIVE_S
from solver.sandbox.slot_clock import SlotClock
from solver.wire.http import HttpClient
from solver.wire.rpc import AsyncJsonRpc

_HOST = "127.0.0.1"
_SEND_BUFFER_BYTES = 131_072


@dataclass(frozen=True, slots=True)
class Settings:
    """How one house runs. Rates are per bidder; silence_s and stall_s are the stream's."""

    rpc_url: str
    world: World
    bidders: frozenset[Address]
    state: Path
    port: int
    clock_url: str | None
    patience: Patience
    requests_per_second: float
    burst: int
    silence_s: float
    stall_s: float
    control: bool


class SystemClock:
    """The machine's clocks, as ports.Clock."""

    def now_ns(self) -> int:
        return time.time_ns()

    def monotonic_ns(self) -> int:
        return time.monotonic_ns()


class _Server(uvicorn.Server):
    """Leaves signals alone: uvicorn would raise them again after its end, before our own clean-up."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


async def serve(settings: Settings, announce: Callable[[str], None]) -> None:
    """Run until SIGTERM or SIGINT; announce gets the base URL once requests are answered."""
    clock, observer, feed = SystemClock(), Observer(), Feed()

    def recorded(fact: Fact) -> None:
        observer.recorded(fact)
        feed.wake()

    clock_url = settings.clock_url or settings.rpc_url
    async with AsyncJsonRpc(settings.rpc_url) as rpc, HttpClient(clock_url) as http:
        with contextlib.closing(Journal(settings.state)) as journal:
            house = House(journal, _cosigner(settings.world), settings.bidders, recorded)
            chain = ChainReader(rpc, Prices(settings.world), house.cosigner.reactor)
            slot_clock = SlotClock(http, ACTOR) if settings.clock_url else None
            actor = SlotActor(house, chain, slot_clock, patience=settings.patience, clock=clock, observer=observer)
            await actor.register()
            await _together(_server(settings, house, chain, clock, feed), actor, feed, settings.port, announce)


def _cosigner(world: World) -> Cosigner:
    return Cosigner(Keyring().account(roles()["cosigner"]), world.chain_id, world.contracts["reactor"])


def _server(settings: Settings, house: House, chain: ChainReader, clock: SystemClock, feed: Feed) -> _Server:
    limiter = Limiter(settings.requests_per_second, settings.burst, clock)
    desk = Desk(house, chain, Doorkeeper(settings.bidders, clock), limiter)
    app = create_app(desk, feed, silence_s=settings.silence_s, stall_s=settings.stall_s, control=settings.control)
    config = uvicorn.Config(
        app,
        log_level="warning",
        access_log=False,
        lifespan="off",
        timeout_keep_alive=KEEP_ALIVE_S,
        timeout_graceful_shutdown=5,
    )
    return _Server(config)


async def _together(server: _Server, actor: SlotActor, feed: Feed, port: int, announce: Callable[[str], None]) -> None:
    """Serve and act until told to stop, or until one of the two fails."""
    listener = socket.create_server((_HOST, port))
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, _SEND_BUFFER_BYTES)  # connections inherit it
    serving = asyncio.create_task(server.serve(sockets=[listener]))
    acting = asyncio.create_task(actor.run())

    def stop() -> None:
        server.should_exit = True
        feed.cut_all()  # their responses would never end

    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop)
    announce(f"http://{_HOST}:{listener.getsockname()[1]}")  # the socket listens: an early request waits
    await asyncio.wait((serving, acting), return_when=asyncio.FIRST_COMPLETED)
    stop()
    acting.cancel()
    for result in await asyncio.gather(serving, acting, return_exceptions=True):
        if isinstance(result, Exception):
            raise result
