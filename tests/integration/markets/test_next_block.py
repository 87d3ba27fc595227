"""What the running solver reads of a pool holds for the block after the one it reads."""

from itertools import permutations

import pytest

from solver.adapters.chain.lens import LensSnapshots
from solver.adapters.chain.node import NodeChain
from solver.adapters.venues.balancer_stable import BalancerStable
from solver.domain.chain import SLOT_S
from solver.domain.primitives import Address
from solver.domain.route import Family
from solver.markets.composable_stable import ComposableStable
from solver.sandbox.chain import addresses as at
from solver.sandbox.chain.tokens import ASSETS
from solver.sandbox.chain.worldfile import PoolEntry
from solver.wire.rpc import AsyncJsonRpc
from tests.integration.markets.balancer import GIVEN_IN, new_stable_pool, provider, queried, swap_call
from tests.integration.markets.conftest import Twin, ref

pytestmark = pytest.mark.anvil

ONE = 10**18
GROWS_BY = 3_000_000_000
"""A second, of 1e18: some nine percent a year."""

RATE_OF_TIME = f"0x4264{GROWS_BY:010x}0267{ONE:016x}015f5260205ff3"
"""Code that answers 1e18 + GROWS_BY times the block's timestamp."""


async def test_a_rate_that_grows_by_the_second_is_read_as_the_next_block_will_have_it(twin: Twin) -> None:
    tokens = tuple(sorted((asset.address for asset in ASSETS[:2]), key=lambda token: int(token, 16)))
    entry = new_stable_pool(twin, tokens, (0, ONE), 200)
    rpc = twin.node.rpc
    rpc.call("anvil_setCode", [provider(1), RATE_OF_TIME])
    rpc.call("evm_mine", [])
    market = await _read(twin, entry)
    swaps = [(way, market.balances[market.index(way[0])] // 100) for way in permutations(tokens, 2)]
    predicted = [market.quote_in(*way, amount) for way, amount in swaps]
    assert predicted == [_paid_in_the_next_block(twin, market, *swap) for swap in swaps]
    assert predicted != [queried(twin, market, GIVEN_IN, *swap) for swap in swaps]


async def _read(twin: Twin, entry: PoolEntry) -> ComposableStable:
    """As the solver does."""
    async with AsyncJsonRpc(twin.node.url) as rpc:
        node = NodeChain(rpc, bytes.hex)
        venues = {Family.BALANCER_STABLE: BalancerStable()}
        snapshot = await LensSnapshots(node, twin.world.contracts["lens"], [ref(entry)], venues).at(await node.head())
    (market,) = snapshot.markets
    assert isinstance(market, ComposableStable)
    return market


def _paid_in_the_next_block(twin: Twin, market: ComposableStable, way: tuple[Address, Address], amount: int) -> int:
    rpc = twin.node.rpc
    data = swap_call(twin, market, GIVEN_IN, way, amount, limit=0)
    call = {"from": twin.trader, "to": at.BALANCER_VAULT, "data": data, "gas": hex(2_000_000)}
    now = int(rpc.call("eth_getBlockByNumber", ["latest", False])["timestamp"], 16)
    state = {"blockOverrides": {"time": hex(now + SLOT_S)}, "calls": [call]}
    (block,) = rpc.call("eth_simulateV1", [{"blockStateCalls": [state]}, "latest"])
    return int(block["calls"][0]["returnData"], 16)
