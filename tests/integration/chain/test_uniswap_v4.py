"""Uniswap v4's pools on the twin: their ids, what is in them, and what the manager holds."""

import pytest

from solver.domain.primitives import ZERO_ADDRESS
from solver.sandbox.chain import addresses as at
from solver.sandbox.chain.abi import calldata, word
from solver.sandbox.chain.anvil import Anvil
from solver.sandbox.chain.tokens import asset_at
from solver.sandbox.chain.worldfile import PoolEntry, World

pytestmark = pytest.mark.anvil

ETHER_USDC_5BP = "0x21c67e77068de97969ba93d4aab21826d33ca12bb9f565d8496e8fda8a82ca27"
ORDINARY_TRADE_USD = 100 * 2_500
HOOK_FLAGS = (1 << 14) - 1


def pools(world: World) -> list[PoolEntry]:
    return [pool for pool in (*world.pools, *world.refused_pools) if pool.family == "uniswap-v4"]


def answer(chain: Anvil, to: str, signature: str, *arguments: object) -> str:
    return str(chain.rpc.call("eth_call", [{"to": to, "data": calldata(signature, *arguments)}, "latest"]))


def test_the_pool_of_ether_and_usdc_has_the_id_that_mainnet_knows(world: World) -> None:
    assert ETHER_USDC_5BP in {pool.id for pool in pools(world)}


def test_every_pool_stands_with_liquidity_at_its_price_and_the_fee_of_its_key(chain: Anvil, world: World) -> None:
    for pool in pools(world):
        assert pool.key is not None
        pool_id = bytes.fromhex(pool.id[2:])
        slot0 = answer(chain, at.V4_STATE_VIEW, "getSlot0(bytes32)", pool_id)
        assert word(slot0) > 0
        assert word(slot0, 3) == (pool.key.fee if pool.key.hooks == ZERO_ADDRESS else word(slot0, 3)) > 0
        assert word(answer(chain, at.V4_STATE_VIEW, "getLiquidity(bytes32)", pool_id)) > 0


def test_the_manager_holds_ether_and_every_token_of_its_pools(chain: Anvil, world: World) -> None:
    currencies = {c for pool in pools(world) if pool.key for c in (pool.key.currency0, pool.key.currency1)}
    assert ZERO_ADDRESS in currencies
    for currency in currencies:
        if currency == ZERO_ADDRESS:
            held = int(chain.rpc.call("eth_getBalance", [at.V4_POOL_MANAGER, "latest"]), 16)
        else:
            held = word(answer(chain, currency, "balanceOf(address)", at.V4_POOL_MANAGER))
        assert held > 0


def test_nothing_is_left_with_the_position_manager_or_the_router(chain: Anvil, world: World) -> None:
    for holder in (at.V4_POSITIONS, at.UNIVERSAL_ROUTER):
        assert int(chain.rpc.call("eth_getBalance", [holder, "latest"]), 16) == 0
        assert not any(word(answer(chain, token.address, "balanceOf(address)", holder)) for token in world.tokens)


def test_hooks_stand_where_their_address_says_what_they_may(chain: Anvil, world: World) -> None:
    before_swap = 1 << 7
    flags = {pool.id: int(pool.key.hooks, 16) & HOOK_FLAGS for pool in pools(world) if pool.key}
    assert {pool.id for pool in world.refused_pools} == {pool_id for pool_id, flag in flags.items() if flag}
    assert {flag for flag in flags.values() if flag} == {before_swap}
    for hooks in (at.DYNAMIC_FEE_HOOK, at.OVERRIDING_FEE_HOOK):
        assert chain.rpc.call("eth_getCode", [hooks, "latest"]) != "0x"
        assert int(answer(chain, hooks, "manager()"), 16) == int(at.V4_POOL_MANAGER, 16)


def test_an_ordinary_trade_moves_every_pool_and_exhausts_none(chain: Anvil, world: World) -> None:
    signature = "quoteExactInputSingle(((address,address,uint24,int24,address),bool,uint128,bytes))"
    for pool in (p for p in pools(world) if p.key):
        assert pool.key is not None
        key = (pool.key.currency0, pool.key.currency1, pool.key.fee, pool.key.tick_spacing, pool.key.hooks)
        sold, bought = map(asset_at, pool.tokens)
        amount = ORDINARY_TRADE_USD * sold.one // sold.genesis_usd
        quoted = word(answer(chain, at.V4_QUOTER, signature, (key, True, amount, b"")))
        assert 0.95 < quoted * bought.genesis_usd / bought.one / ORDINARY_TRADE_USD < 1
