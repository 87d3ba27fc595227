"""The routing problems that a solver posed while it ran, as its journal and its world tell them again."""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import select

from solver.adapters.chain.lens import LensSnapshots
from solver.adapters.chain.node import NodeChain
from solver.adapters.store import tables as t
from solver.adapters.store.codec import decode_event
from solver.adapters.store.engine import open_engine, reading
from solver.app.config import Config, load_config
from solver.app.universe import load_universe
from solver.app.venues import venues_of
from solver.app.wiring import settings_of
from solver.bundles.fees import choose_fees
from solver.domain.ending import Declined
from solver.domain.events import Event, Planned, Solved
from solver.domain.hedge import HedgePlan
from solver.domain.primitives import Hash, address
from solver.domain.route import Route
from solver.domain.universe import Universe
from solver.optimizer.answer import NoRoute
from solver.optimizer.problem import RouteProblem
from solver.pipeline.solve import gas_price_units, problem, state_hash
from solver.settlement.errors import revert_name
from solver.wire.rpc import AsyncJsonRpc


@dataclass(frozen=True, slots=True)
class Posed:
    """What was asked of the router and what it said."""

    problem: RouteProblem
    route: Route


def problems_posed(folder: Path) -> tuple[Posed, ...]:
    """One for each route in the journal of the world in that folder, whose chain must still be there."""
    config = load_config(folder / "hedgerow.toml")
    return asyncio.run(_posed(config, load_universe(config.universe_file), tuple(_events(config))))


def _events(config: Config) -> Iterator[Event]:
    engine = open_engine(config.database_url)
    try:
        query = select(t.journal.c.type, t.journal.c.payload).order_by(t.journal.c.sequence)
        with reading(engine).begin() as connection:
            yield from (decode_event(row.type, row.payload) for row in connection.execute(query))
    finally:
        engine.dispose()


async def _posed(config: Config, universe: Universe, events: tuple[Event, ...]) -> tuple[Posed, ...]:
    plans: dict[Hash, HedgePlan] = {}
    found: list[Posed] = []
    async with AsyncJsonRpc(config.document.chain.rpc_url, timeout_s=60.0) as rpc:
        chain = NodeChain(rpc, revert_name)
        lens = LensSnapshots(chain, universe.contracts.lens, universe.pools, venues_of(universe))
        for event in events:
            if isinstance(event, Planned):
                plans[event.auction_id] = event.plan
            elif isinstance(event, Solved):
                found.append(await _again(config, universe, lens, plans[event.auction_id], event))
    return tuple(found)


async def _again(config: Config, universe: Universe, lens: LensSnapshots, plan: HedgePlan, solved: Solved) -> Posed:
    """The same problem, which the hash of the pools' states and the price of the route's gas vouch for."""
    markets = (await lens.at(solved.block)).markets
    assert state_hash(markets) == solved.state_hash
    settings = settings_of(config, address(config.document.contracts.executor))
    fees = choose_fees(
        solved.block.base_fee_wei,
        window_blocks=settings.window_blocks,
        tip_wei=settings.tip_wei,
        cap_wei=settings.max_fee_wei,
    )
    assert not isinstance(fees, Declined)
    price = gas_price_units(plan, markets, universe.contracts.weth, fees, solved.block)
    assert not isinstance(price, NoRoute)
    asked = problem(plan, markets, price)
    assert asked.gas_cost_units(solved.route.gas) == solved.route.gas_cost_units
    return Posed(asked, solved.route)
