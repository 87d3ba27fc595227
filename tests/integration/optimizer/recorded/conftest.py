"""A node of the twin on which every recorded pool stands, once for all tests of a file."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from solver.domain.universe import Contracts, Universe
from solver.sandbox.chain import addresses as at
from solver.sandbox.chain.anvil import start_anvil
from solver.sandbox.chain.building.site import Site
from solver.sandbox.chain.world import WorldFiles
from solver.sandbox.chain.worldfile import World
from solver.testing.recorded import RECORDED_POOLS, recorded_pools, recorded_tokens
from tests.integration.conftest import ROOT
from tests.integration.optimizer.recorded.desk import Desk
from tests.integration.optimizer.recorded.placing import Recorded, deal, place

GAS_LIMIT = 200_000_000
"""Above mainnet's, so that an answer may cross every tick of every pool."""

_TRADERS_UNITS = 10**60


@dataclass(frozen=True, slots=True)
class Standing:
    """The recorded pools, each with its like on the chain at the same place of the desk's universe."""

    desk: Desk
    recorded: tuple[Recorded, ...]


@pytest.fixture(scope="module")
def standing(anvil_world: WorldFiles, world: World) -> Iterator[Standing]:
    """Skips where the record is not there."""
    if not RECORDED_POOLS.is_file():
        pytest.skip(f"no record at {RECORDED_POOLS}")
    with start_anvil(ROOT, anvil_world.state, automine=False) as node:
        site = Site(node.rpc)
        site.open()
        recorded = recorded_pools()
        universe = _universe(site, world, recorded)
        desk = Desk(node.rpc, world.solvers[0], universe, GAS_LIMIT)
        _fund(site, desk)
        node.rpc.call("evm_setBlockGasLimit", [hex(GAS_LIMIT)])
        node.rpc.call("evm_setAutomine", [True])
        yield Standing(desk, recorded)


def _universe(site: Site, world: World, recorded: tuple[Recorded, ...]) -> Universe:
    tokens = recorded_tokens()
    pools = place(site, ROOT, tokens, recorded)
    c = world.contracts
    contracts = Contracts(c["reactor"], c["dutch_resolver"], c["lens"], at.PERMIT2, c["weth"])
    return Universe(1, contracts, tokens, pools, ())


def _fund(site: Site, desk: Desk) -> None:
    """The trader can sell more than any pool takes; the vault holds a token of each."""
    for token in desk.universe.tokens:
        holdings = {desk.key.address: _TRADERS_UNITS, desk.solver.vault: 10**token.decimals}
        deal(site, {(holder, token.address): units for holder, units in holdings.items()})
    site.approve([(desk.key.address, token.address, at.PERMIT2) for token in desk.universe.tokens])
    site.seal()
