"""The world on top of a fork: what is there is used, what is missing is built, and it trades."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from solver.sandbox.chain import addresses as at
from solver.sandbox.chain.abi import calldata, word
from solver.sandbox.chain.anvil import Anvil, start_anvil
from solver.sandbox.chain.keys import address_of
from solver.sandbox.chain.safety import require_marked
from solver.sandbox.chain.world import start_fork
from solver.sandbox.chain.worldfile import World
from solver.testing.mined import mined

pytestmark = pytest.mark.anvil

ROOT = Path(__file__).resolve().parents[3]
TRADER, BACKGROUND = address_of(20), address_of(12)


@pytest.fixture
def bare() -> Iterator[Anvil]:
    """A node with nothing on it."""
    with start_anvil(ROOT) as node:
        yield node


def balance(node: Anvil, token: str, holder: str) -> int:
    return word(node.rpc.call("eth_call", [{"to": token, "data": calldata("balanceOf(address)", holder)}, "latest"]))


def swap_weth_for_usdc(node: Anvil, amount: int) -> int:
    """USDC that the background trader got for WETH in the 5 bp pool."""
    before = balance(node, at.USDC, BACKGROUND)
    fields = (at.WETH, at.USDC, 500, BACKGROUND, 2**40, amount, 0, 0)
    data = calldata("exactInputSingle((address,address,uint24,address,uint256,uint256,uint256,uint160))", fields)
    mined(node.rpc, {"from": BACKGROUND, "to": at.V3_ROUTER, "data": data, "gas": "0xf4240"})
    return balance(node, at.USDC, BACKGROUND) - before


def test_a_fork_of_a_world_keeps_it_and_trades_at_its_prices(chain: Anvil, world: World) -> None:
    node, forked = start_fork(ROOT, chain.url)
    with node:
        require_marked(node.rpc)
        assert (forked.pools, forked.solvers, forked.contracts) == (world.pools, world.solvers, world.contracts)
        on_fork = swap_weth_for_usdc(node, 10**18)
        assert balance(chain, at.USDC, BACKGROUND) == balance(node, at.USDC, BACKGROUND) - on_fork
        assert on_fork == swap_weth_for_usdc(chain, 10**18) > 2_400 * 10**6


def test_a_fork_of_an_empty_chain_is_given_the_whole_world(bare: Anvil, world: World) -> None:
    node, forked = start_fork(ROOT, bare.url)
    with node:
        assert (forked.pools, forked.solvers, forked.safes) == (world.pools, world.solvers, world.safes)
        assert swap_weth_for_usdc(node, 10**18) > 2_400 * 10**6
        assert bare.rpc.call("eth_getCode", [at.WETH, "latest"]) == "0x"


def test_a_contract_that_is_there_is_not_overwritten(chain: Anvil) -> None:
    own = chain.rpc.call("eth_getCode", [at.MULTICALL3, "latest"])
    other = own + "00"
    chain.rpc.call("anvil_setCode", [at.MULTICALL3, other])
    node, _ = start_fork(ROOT, chain.url)
    with node:
        assert node.rpc.call("eth_getCode", [at.MULTICALL3, "latest"]) == other


def test_a_delegated_account_is_a_plain_one_on_the_fork(chain: Anvil) -> None:
    chain.rpc.call("anvil_setCode", [TRADER, "0xef0100" + "33" * 20])
    node, _ = start_fork(ROOT, chain.url)
    with node:
        assert node.rpc.call("eth_getCode", [TRADER, "latest"]) == "0x"


def test_who_has_too_little_on_the_fork_is_given_more(chain: Anvil) -> None:
    wanted = balance(chain, at.USDC, TRADER)
    away = calldata("transfer(address,uint256)", BACKGROUND, wanted)
    mined(chain.rpc, {"from": TRADER, "to": at.USDC, "data": away})
    node, _ = start_fork(ROOT, chain.url)
    with node:
        assert balance(node, at.USDC, TRADER) == wanted > 0
        assert balance(chain, at.USDC, TRADER) == 0
