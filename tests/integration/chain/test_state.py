"""The twin's state: real bytecode, canonical addresses, depth, and how fast it loads."""

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from solver.sandbox.chain.abi import calldata, decoded, word
from solver.sandbox.chain.addresses import BALANCER_VAULT, THREE_POOL, V3_QUOTER
from solver.sandbox.chain.anvil import Anvil, start_anvil
from solver.sandbox.chain.tokens import asset_at
from solver.sandbox.chain.world import WorldFiles
from solver.sandbox.chain.worldfile import World

pytestmark = pytest.mark.anvil

HOLDS_ITS_TOKENS = {"uniswap-v2", "uniswap-v3", "stableswap"}
HELD_BY_ONE_CONTRACT = {"balancer-weighted", "balancer-stable", "uniswap-v4"}
ROOT = Path(__file__).resolve().parents[3]
ORDINARY_TRADE_USD = 500 * 2_500
QUOTE = "quoteExactInputSingle((address,address,uint256,uint24,uint160))"
BUILDER = """
import pathlib, sys
from solver.sandbox.chain.world import ensure_state
files = ensure_state(pathlib.Path(sys.argv[1]), int(sys.argv[2]))
print(files.state.parent.name, files.state.stat().st_ino)
"""
USDC_WETH_V2 = "0xb4e16d0168e52d35cacd2c6185b44281ec28c9dc"
USDC_WETH_5BP = "0x88e6a0c2ddd26feeb64f039a2c41296fcb3f5640"
USDC_WETH_30BP = "0x8ad599c3a0ff1de082011efddc58f1908eb6e6d8"


def test_pools_stand_at_their_mainnet_addresses(world: World) -> None:
    assert {USDC_WETH_V2, USDC_WETH_5BP, USDC_WETH_30BP} <= {pool.address for pool in world.pools}


def test_there_are_at_least_thirty_pools_and_every_one_holds_its_tokens(chain: Anvil, world: World) -> None:
    own_holders = [pool for pool in world.pools if pool.family in HOLDS_ITS_TOKENS]
    held = [(pool.address, token) for pool in own_holders for token in pool.tokens]
    calls = [("eth_call", [{"to": t, "data": calldata("balanceOf(address)", p)}, "latest"]) for p, t in held]
    balances = [word(answer) for answer in chain.rpc.batch(calls)]
    assert len(world.pools) >= 30
    assert {pool.family for pool in world.pools} >= HOLDS_ITS_TOKENS | {
        "balancer-weighted",
        "balancer-stable",
        "uniswap-v4",
    }
    assert all(balances)


def test_the_vault_holds_what_it_says_balancers_pools_have(chain: Anvil, world: World) -> None:
    vaults: dict[str, int] = {}
    for pool in (p for p in world.pools if p.family.startswith("balancer")):
        pool_id = chain.rpc.call("eth_call", [{"to": pool.address, "data": calldata("getPoolId()")}, "latest"])
        data = calldata("getPoolTokens(bytes32)", bytes.fromhex(pool_id[2:]))
        answer = chain.rpc.call("eth_call", [{"to": BALANCER_VAULT, "data": data}, "latest"])
        state: Any = decoded(["address[]", "uint256[]", "uint256"], answer)
        listed = dict(zip(state[0], state[1], strict=True))
        assert [token for token in listed if token != pool.address] == list(pool.tokens)
        assert all(listed.values())
        for token, balance in listed.items():
            vaults[token] = vaults.get(token, 0) + balance
    for token, balance in vaults.items():
        data = calldata("balanceOf(address)", BALANCER_VAULT)
        assert word(chain.rpc.call("eth_call", [{"to": token, "data": data}, "latest"])) == balance


def test_ordinary_trades_cross_three_ticks_and_more(chain: Anvil, world: World) -> None:
    crossed = {}
    for pool in (p for p in world.pools if p.family == "uniswap-v3"):
        fee = word(chain.rpc.call("eth_call", [{"to": pool.address, "data": calldata("fee()")}, "latest"]))
        for sold, bought in (pool.tokens, pool.tokens[::-1]):
            amount = ORDINARY_TRADE_USD * asset_at(sold).one // asset_at(sold).genesis_usd
            data = calldata(QUOTE, (sold, bought, amount, fee, 0))
            answer = chain.rpc.call("eth_call", [{"to": V3_QUOTER, "data": data}, "latest"])
            crossed[pool.address, sold] = word(answer, 2)
    assert sum(ticks >= 3 for ticks in crossed.values()) >= len(crossed) / 2


def test_three_pool_quotes_near_one_dollar(chain: Anvil) -> None:
    data = calldata("get_dy(int128,int128,uint256)", 1, 2, 10**12)
    quoted = word(chain.rpc.call("eth_call", [{"to": THREE_POOL, "data": data}, "latest"]))
    assert 0.999 * 10**12 < quoted < 1.001 * 10**12


def test_two_processes_that_build_at_once_agree_on_one_state() -> None:
    seed = 10**6 + os.getpid()
    command = [sys.executable, "-c", BUILDER, str(ROOT), str(seed)]
    builders = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(2)]
    outputs = [builder.communicate(timeout=120)[0].split() for builder in builders]
    assert [builder.returncode for builder in builders] == [0, 0]
    assert outputs[0] == outputs[1]
    built = [path for path in (ROOT / ".cache" / "chain").iterdir() if path.name == outputs[0][0]]
    assert [sorted(path.name for path in folder.iterdir()) for folder in built] == [["state.json", "world.json"]]
    shutil.rmtree(built[0])


def test_the_state_loads_in_under_half_a_second(anvil_world: WorldFiles) -> None:
    durations_s = []
    for _ in range(3):
        begun = time.perf_counter()
        with start_anvil(ROOT, anvil_world.state):
            durations_s.append(time.perf_counter() - begun)
    assert min(durations_s) < 0.5
