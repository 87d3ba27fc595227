"""The twin's state: real bytecode, canonical addresses, depth, and how fast it loads."""

import time
from pathlib import Path

import pytest

from solver.sandbox.chain.abi import calldata, word
from solver.sandbox.chain.anvil import Anvil, start_anvil
from solver.sandbox.chain.world import WorldFiles
from solver.sandbox.chain.worldfile import World

pytestmark = pytest.mark.anvil

ROOT = Path(__file__).resolve().parents[3]
USDC_WETH_V2 = "0xb4e16d0168e52d35cacd2c6185b44281ec28c9dc"
USDC_WETH_5BP = "0x88e6a0c2ddd26feeb64f039a2c41296fcb3f5640"
USDC_WETH_30BP = "0x8ad599c3a0ff1de082011efddc58f1908eb6e6d8"


def test_pools_stand_at_their_mainnet_addresses(world: World) -> None:
    assert {USDC_WETH_V2, USDC_WETH_5BP, USDC_WETH_30BP} <= {pool.address for pool in world.pools}


def test_there_are_at_least_thirty_pools_and_every_one_holds_its_tokens(chain: Anvil, world: World) -> None:
    held = [(pool.address, token) for pool in world.pools for token in pool.tokens]
    calls = [("eth_call", [{"to": t, "data": calldata("balanceOf(address)", p)}, "latest"]) for p, t in held]
    balances = [word(answer) for answer in chain.rpc.batch(calls)]
    assert len(world.pools) >= 30
    assert {pool.family for pool in world.pools} == {"uniswap-v2", "uniswap-v3", "stableswap"}
    assert all(balances)


def test_the_state_loads_in_under_half_a_second(anvil_world: WorldFiles) -> None:
    durations_s = []
    for _ in range(3):
        begun = time.perf_counter()
        with start_anvil(ROOT, anvil_world.state):
            durations_s.append(time.perf_counter() - begun)
    assert min(durations_s) < 0.5
