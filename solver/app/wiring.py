"""A running solver, put together by ordinary constructor calls."""

import uuid
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from random import Random
from typing import TypeVar

from solver import __version__
from solver.adapters.auctions.house.client import House
from solver.adapters.chain.lens import LensSnapshots
from solver.adapters.chain.node import NodeChain
from solver.adapters.relays.flashbots import FlashbotsRelay
from solver.adapters.store.history import SqlHistory
from solver.adapters.store.journal import SqlJournal
from solver.adapters.store.schema import open_current
from solver.adapters.store.seals import SealFile
from solver.adapters.store.sole_writer import sole_writer
from solver.app.clock import SystemClock
from solver.app.config import Config, ConfigError
from solver.app.observe import ObservedJournal, Observer, open_log
from solver.app.safety import check_chain, check_contracts, check_deployment
from solver.app.secrets import open_signers
from solver.app.universe import load_universe
from solver.app.venues import venues_of
from solver.bundles.bid import FixedBid
from solver.domain.events import RunStarted
from solver.domain.primitives import Address, address
from solver.domain.universe import Universe
from solver.intents.policy import policy_of
from solver.pipeline.bookkeeping import Bookkeeper
from solver.pipeline.closings import Closings
from solver.pipeline.heads import Heads
from solver.pipeline.recorder import Recorder
from solver.pipeline.snapshots import SharedSnapshots
from solver.pipeline.solver import Settings, Solver
from solver.pipeline.watch import Watch
from solver.ports import AuctionHouse, Chain, History, Relay, Signer, Snapshots
from solver.settlement.errors import revert_name
from solver.testing.crashing import CrashPoints, UnknownPoint
from solver.wire.http import HttpClient
from solver.wire.rpc import AsyncJsonRpc

T = TypeVar("T")

CRASH_AT = "HEDGEROW_CRASH_AT"
"""Environment variable of a fault test: solver/testing/crashing.py."""

GWEI = 10**9
_READ_TIMEOUT_S = 10.0
_RELAY_TIMEOUT_S = 2.0


@dataclass(frozen=True, slots=True)
class Running:
    """A solver that is ready to watch."""

    watch: Watch
    run_id: str


@asynccontextmanager
async def running(config: Config, environment: Mapping[str, str]) -> AsyncIterator[Running]:
    """Everything opened and checked, and closed again. Raises ConfigError, StoreError, PortError."""
    document, clock = config.document, SystemClock()
    points = _crash_points(config, environment)
    identity, execution = (_at(points, "signer", signer) for signer in open_signers(config, environment))
    universe = load_universe(config.universe_file)
    executor, vault = address(document.contracts.executor), address(document.contracts.vault)
    async with AsyncExitStack() as stack:
        rpc = await stack.enter_async_context(AsyncJsonRpc(document.chain.rpc_url, _READ_TIMEOUT_S))
        chain = _at(points, "chain", NodeChain(rpc, revert_name, document.chain.poll_ms / 1000))
        await check_chain(chain, document.mode)
        await check_contracts(chain, universe, executor, vault)
        await check_deployment(chain, universe, executor, vault, execution.address)
        stack.enter_context(sole_writer(config.database_url))
        engine = open_current(config.database_url)
        stack.callback(engine.dispose)
        log = stack.enter_context(open_log(document.log.level, config.log_file))
        run_id = uuid.uuid4().hex
        seals = SealFile(config.seals_file, identity.sign_digest)
        journal = SqlJournal(engine, run_id, clock, seals, None if points is None else points.written)
        heard = ObservedJournal(journal, Observer(log))
        recorder = Recorder(heard if points is None else points.journal(heard), clock)
        stack.callback(recorder.close)
        await recorder.record(RunStarted(run_id, __version__, config.hash, await chain.head()))
        house_http = await stack.enter_async_context(HttpClient(document.auction.url))
        relay_http = await stack.enter_async_context(HttpClient(document.relay.url, _RELAY_TIMEOUT_S))
        house = House(house_http, identity, clock, lambda error: recorder.note_trouble("listen", error))
        relay = FlashbotsRelay(relay_http, document.relay.name, identity)
        lens = LensSnapshots(chain, universe.contracts.lens, universe.pools, venues_of(universe))
        history = SqlHistory(engine)
        solver = _solver(
            config,
            universe,
            (identity, execution),
            chain=chain,
            house=_at(points, "house", house),
            relay=_at(points, "relay", relay),
            snapshots=_at(points, "snapshots", lens),
            recorder=recorder,
            history=history,
        )
        roles = {solver.identity: "identity", execution.address: "execution", executor: "executor", vault: "vault"}
        yield Running(Watch(solver, history, roles), run_id)


def _crash_points(config: Config, environment: Mapping[str, str]) -> CrashPoints | None:
    """Of a fault test, in the sandbox alone. Raises ConfigError."""
    plan = environment.get(CRASH_AT)
    if plan is None or config.document.mode != "sandbox":
        return None
    try:
        return CrashPoints(plan)
    except UnknownPoint as error:
        raise ConfigError(f"{CRASH_AT}: {error}") from error


def _at(points: CrashPoints | None, name: str, port: T) -> T:
    return port if points is None else points.around(name, port)


def _solver(
    config: Config,
    universe: Universe,
    signers: tuple[Signer, Signer],
    *,
    chain: Chain,
    house: AuctionHouse,
    relay: Relay,
    snapshots: Snapshots,
    recorder: Recorder,
    history: History,
) -> Solver:
    identity, execution = signers
    executor, vault = address(config.document.contracts.executor), address(config.document.contracts.vault)
    chance, heads = Random(), Heads()  # jitter of retries: no seed wanted, rivals must not knock in step
    return Solver(
        house=house,
        chain=chain,
        relay=relay,
        snapshots=SharedSnapshots(snapshots, recorder),
        execution=execution,
        identity=identity.address,
        universe=universe,
        policy=policy_of(universe, executor=executor, vault=vault),
        settings=settings_of(config, executor),
        recorder=recorder,
        heads=heads,
        closings=Closings(house, recorder, heads, chance),
        books=Bookkeeper(chain, recorder, history, universe),
        chance=chance,
    )


def settings_of(config: Config, executor: Address) -> Settings:
    """The operator's choices in the pipeline's units."""
    bid, submit = config.document.bid, config.document.submit
    return Settings(
        executor=executor,
        router=config.document.router.kind,
        bid=FixedBid(bid.margin_bps, bid.share_bps),
        tip_wei=round(bid.tip_gwei * GWEI),
        max_fee_wei=round(bid.max_fee_gwei * GWEI),
        window_blocks=submit.window_blocks,
        gather_s=submit.gather_ms / 1000,
        confirmations=config.document.chain.confirmations,
        tolerance_bps=submit.tolerance_bps,
        max_loss_bps=submit.max_loss_bps,
    )
