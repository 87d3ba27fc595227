"""Background life on the twin: determinism, feeds by their rule, venues pulled together."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from random import Random

import pytest

from solver.domain.primitives import Hash
from solver.markets.composable_stable import ComposableStable
from solver.markets.weighted import WeightedPool
from solver.sandbox.chain.abi import calldata, word
from solver.sandbox.chain.anvil import Anvil, start_anvil
from solver.sandbox.chain.background.actor import Background
from solver.sandbox.chain.background.arbitrage import keyed_opportunity, vault_opportunity
from solver.sandbox.chain.background.balancer import BalancerPool, know_balancer, observe_balancer
from solver.sandbox.chain.background.liquidity import position
from solver.sandbox.chain.background.reference import USD_E8
from solver.sandbox.chain.background.sender import Head, Sent
from solver.sandbox.chain.background.swaps import KeyedSwap, VaultSwap, keyed_action, vault_action
from solver.sandbox.chain.background.v4 import observe_v4, v4_pools
from solver.sandbox.chain.background.venues import observe_pools
from solver.sandbox.chain.keys import address_of
from solver.sandbox.chain.tokens import asset_at
from solver.sandbox.chain.world import WorldFiles
from solver.sandbox.chain.worldfile import PoolEntry, World
from solver.wire.rpc import AsyncJsonRpc

pytestmark = pytest.mark.anvil

ROOT = Path(__file__).resolve().parents[3]
QUICKLY_MOVING = 25  # a seed whose ether moves by half a percent within the first minutes


@asynccontextmanager
async def living(files: WorldFiles, seed: int) -> AsyncIterator[tuple[Background, AsyncJsonRpc, Anvil]]:
    """A background on a node of its own that mines when told."""
    with start_anvil(ROOT, files.state, automine=False) as node:
        async with AsyncJsonRpc(node.url) as rpc:
            yield await Background.open(rpc, files.read(), seed), rpc, node


async def history(files: WorldFiles, seed: int, blocks: int) -> list[Hash]:
    """Hashes of what is sent over some blocks, in order."""
    sent = []
    async with living(files, seed) as (background, rpc, _):
        for _ in range(blocks):
            sent += [o.hash for o in await background.act(await background.head()) if isinstance(o, Sent)]
            await rpc.call("evm_mine")
    return sent


async def test_one_seed_sends_the_same_transactions_twice_and_another_seed_others(anvil_world: WorldFiles) -> None:
    first, again, other = [await history(anvil_world, seed, blocks=6) for seed in (5, 5, 6)]
    assert len(first) >= 6
    assert first == again
    assert not set(first) & set(other)


async def test_one_head_gives_one_set_of_transactions_however_often_it_is_looked_at(anvil_world: WorldFiles) -> None:
    async with living(anvil_world, seed=5) as (background, _, _):
        head = await background.head()
        assert await background.actions(head) == await background.actions(head)


async def test_what_is_sent_is_mined_and_nearly_all_of_it_succeeds(anvil_world: WorldFiles) -> None:
    async with living(anvil_world, seed=9) as (background, rpc, _):
        statuses = []
        for _ in range(15):
            outcomes = await background.act(await background.head())
            assert all(isinstance(outcome, Sent) for outcome in outcomes)
            await rpc.call("evm_mine")
            receipts = await rpc.call("eth_getBlockReceipts", ["latest"])
            assert len(receipts) == len(outcomes)
            statuses += [receipt["status"] for receipt in receipts]
        fee_wei = (await background.head()).base_fee_wei
    assert 6 * 10**8 < fee_wei < 17 * 10**8
    assert len(statuses) >= 15
    assert statuses.count("0x1") >= 0.9 * len(statuses)


async def test_a_second_look_at_a_head_is_turned_away_and_told(anvil_world: WorldFiles) -> None:
    async with living(anvil_world, seed=9) as (background, _, _):
        head = await background.head()
        first, second = await background.act(head), await background.act(head)
    assert first
    assert not any(isinstance(outcome, Sent) for outcome in second)


def round_of(node: Anvil, feed: str) -> tuple[int, int, int]:
    """Answer, observed at, updated at."""
    answer = node.rpc.call("eth_call", [{"to": feed, "data": calldata("latestRoundData()")}, "latest"])
    return word(answer, 1), word(answer, 2), word(answer, 3)


def due(newest: tuple[int, int, int], price: int, lands_at_s: int) -> bool:
    """The rule, written out once more."""
    answer, _, updated_at_s = newest
    return abs(price - answer) * 200 >= answer or lands_at_s - updated_at_s >= 3_600


@pytest.mark.scaled(quick=60, soak=2_000)
async def test_feeds_move_by_deviation_heartbeat_and_lag_and_never_otherwise(
    anvil_world: WorldFiles, world: World, scale: int
) -> None:
    moved, hour_passes = 0, scale // 2
    async with living(anvil_world, QUICKLY_MOVING) as (background, rpc, node):
        newest = {feed.address: round_of(node, feed.address) for feed in world.feeds}
        for block in range(scale):
            if block == hour_passes:
                await rpc.call("evm_setNextBlockTimestamp", [(await background.head()).timestamp_s + 3_600])
                await rpc.call("evm_mine")
            head = await background.head()
            await background.send_feeds(head)
            await rpc.call("evm_mine")
            lands_at_s, observed = head.timestamp_s + 12, background.reference(head.number - 1)
            for feed in world.feeds:
                price = observed.usd_e8(feed.base)
                updates = due(newest[feed.address], price, lands_at_s)
                expected = (price, lands_at_s - 24, lands_at_s) if updates else newest[feed.address]
                newest[feed.address] = round_of(node, feed.address)
                assert newest[feed.address] == expected
                moved += updates
    assert 3 <= moved < scale / 2  # both feeds by the heartbeat, and at least one by deviation


async def test_a_feed_that_is_not_ours_as_on_a_fork_is_left_alone(chain: Anvil, world: World) -> None:
    ours, foreign = world.feeds
    answer = "".join(f"{w:064x}" for w in (1, 10**13, 1, 1, 1))
    answers_anything = "0x60a0600a5f3960a05ff3" + answer
    chain.rpc.call("anvil_setCode", [foreign.address, answers_anything])
    async with AsyncJsonRpc(chain.url) as rpc:
        background = await Background.open(rpc, world, seed=1)
        await rpc.call("evm_setNextBlockTimestamp", [world.genesis.timestamp + 3_600])
        await rpc.call("evm_mine")
        sent = await background.send_feeds(await background.head())
    assert [outcome.action.to for outcome in sent] == [ours.address]


async def test_arbitrage_brings_a_pool_back_within_its_fee_of_the_reference(
    anvil_world: WorldFiles, world: World
) -> None:
    async with living(anvil_world, seed=4) as (background, rpc, node):
        await push_usdc_weth(node, world)
        assert max(await distances(background, rpc)) > 2
        after_each_block = []
        for _ in range(8):
            await background.act(await background.head())
            await rpc.call("evm_mine")
            after_each_block.append(max(await distances(background, rpc)))
        assert min(after_each_block) < 2  # in any one block the public may move a pool again


async def test_arbitrage_brings_balancers_pools_back_to_the_reference_too(
    anvil_world: WorldFiles, world: World
) -> None:
    async with living(anvil_world, seed=4) as (background, rpc, node):
        pools = await know_balancer(rpc, world, (await background.head()).number)
        assert {type(pool) for pool in pools} == {WeightedPool, ComposableStable}
        for pool in pools:
            push_balancer(node, world, pool)
        assert min(await gains_left(background, rpc, pools)) >= USD_E8
        for _ in range(10):
            await background.act(await background.head())
            await rpc.call("evm_mine")
        assert max(await gains_left(background, rpc, pools)) < 50 * USD_E8


async def test_arbitrage_brings_v4s_pools_back_to_the_reference_too(anvil_world: WorldFiles, world: World) -> None:
    async with living(anvil_world, seed=4) as (background, rpc, node):
        pools = v4_pools(world)
        assert len(pools) >= 4
        for pool in pools:
            push_v4(node, world, pool)
        assert min(await keyed_gains_left(background, rpc, pools)) >= USD_E8
        for _ in range(12):
            await background.act(await background.head())
            await rpc.call("evm_mine")
        assert max(await keyed_gains_left(background, rpc, pools)) < 50 * USD_E8


def push_v4(node: Anvil, world: World, pool: PoolEntry) -> None:
    """A whale sells six hundred thousand dollars' worth of a pool's first token to it."""
    whale, token = world.accounts["sandwich-bot"].index, asset_at(pool.tokens[0])
    swap = KeyedSwap(pool, zero_for_one=True, amount_in=600_000 * token.one // token.genesis_usd, amount_out=0)
    action = keyed_action(swap, whale, 2**40, tip_wei=0)
    fields = {"from": address_of(whale), "to": action.to, "data": action.data, "gas": hex(action.gas_limit)}
    node.rpc.call("eth_sendTransaction", [fields | {"value": hex(action.value_wei)}])
    node.rpc.call("evm_mine")


async def keyed_gains_left(background: Background, rpc: AsyncJsonRpc, pools: tuple[PoolEntry, ...]) -> list[int]:
    """What the best swap on each pool would earn, in 1e-8 dollars."""
    head = await background.head()
    reference = background.reference(head.number)
    swaps = await observe_v4(rpc, pools, reference, head.number)
    found = [keyed_opportunity(each, reference) for each in swaps]
    return [0 if opportunity is None else opportunity.profit_usd_e8 for opportunity in found]


def push_balancer(node: Anvil, world: World, pool: BalancerPool) -> None:
    """A whale sells a quarter of what a pool holds of its first token to it."""
    whale = world.accounts["sandwich-bot"].index
    swap = VaultSwap(pool.pool_id, pool.tokens[0], pool.tokens[1], pool.balances[0] // 4, 0)
    action = vault_action(swap, whale, address_of(whale), 2**40, tip_wei=0)
    fields = {"from": address_of(whale), "to": action.to, "data": action.data, "gas": hex(action.gas_limit)}
    node.rpc.call("eth_sendTransaction", [fields])
    node.rpc.call("evm_mine")


async def gains_left(background: Background, rpc: AsyncJsonRpc, pools: tuple[BalancerPool, ...]) -> list[int]:
    """What the best swap on each pool would earn, in 1e-8 dollars."""
    head = await background.head()
    reference = background.reference(head.number)
    found = [vault_opportunity(pool, reference) for pool in await observe_balancer(rpc, pools, head.number)]
    return [0 if opportunity is None else opportunity.profit_usd_e8 for opportunity in found]


async def test_a_new_position_of_the_lp_raises_the_liquidity_at_the_price(anvil_world: WorldFiles) -> None:
    async with living(anvil_world, seed=4) as (background, rpc, node):
        states = await observe_pools(rpc, background.pools, (await background.head()).number)
        for state in (s for s in states.pairs if s.pool.concentrated):
            action = position(Random(1), state, (await background.head()).timestamp_s, tip_wei=0)
            before = liquidity_of(node, state.pool.address)
            sender = {"from": address_of(action.sender), "to": action.to, "data": action.data}
            await rpc.call("eth_sendTransaction", [sender | {"gas": hex(action.gas_limit)}])
            await rpc.call("evm_mine")
            assert liquidity_of(node, state.pool.address) > before


def liquidity_of(node: Anvil, pool: str) -> int:
    return word(node.rpc.call("eth_call", [{"to": pool, "data": calldata("liquidity()")}, "latest"]))


async def push_usdc_weth(node: Anvil, world: World) -> None:
    """A whale sells 1,500 ether into the Uniswap v2 pool: some 40 % of what it holds."""
    whale = world.accounts["sandwich-bot"].address
    router, pair = world.contracts["v2_router"], [world.contracts["weth"], world.tokens[1].address]
    signature = "swapExactTokensForTokens(uint256,uint256,address[],address,uint256)"
    data = calldata(signature, 1_500 * 10**18, 0, pair, whale, 2**40)
    node.rpc.call("eth_sendTransaction", [{"from": whale, "to": router, "data": data, "gas": "0x7a120"}])
    node.rpc.call("evm_mine")


async def distances(background: Background, rpc: AsyncJsonRpc) -> list[float]:
    """How far each constant-product pool is from the reference, in multiples of its fee."""
    head: Head = await background.head()
    reference = background.reference(head.number)
    states = await observe_pools(rpc, background.pools, head.number)
    out = []
    for state in (s for s in states.pairs if not s.pool.concentrated):
        numerator, denominator = reference.ratio(state.pool.token0, state.pool.token1)
        off_ppm = abs(state.reserve1 * denominator * 10**6 // (state.reserve0 * numerator) - 10**6)
        out.append(off_ppm / state.pool.fee_pips)
    return out
