"""Pools of ranges that the world does not have, at the price and with the gaps of a test's choice."""

from typing import Any

from solver.domain.pool_key import PoolKey
from solver.domain.primitives import ZERO_ADDRESS, Address
from solver.markets.concentrated_liquidity.tick_math import sqrt_ratio_at_tick
from solver.sandbox.chain import addresses as at
from solver.sandbox.chain.abi import calldata
from solver.sandbox.chain.building.ranges import Range
from solver.sandbox.chain.building.site import Site
from solver.sandbox.chain.building.v4 import put_up_v4
from solver.sandbox.chain.building.v4_plan import V4Plan
from solver.sandbox.chain.tokens import DAI, WBTC
from solver.sandbox.chain.worldfile import PoolEntry

FEE_PIPS = 100
"""Of pools that have a tick at every step of the price."""

PAIR = (WBTC.address, DAI.address)
_FOREVER = 2**40
_INITIALISE = "createAndInitializePoolIfNecessary(address,address,uint24,uint160)"
_MINT = "mint((address,address,uint24,int24,int24,uint256,uint256,uint256,uint256,address,uint256))"
_POOL = "getPool(address,address,uint24)"


def new_v3_pool(twin: Any, tick: int, *ranges: Range, tokens: tuple[Address, Address] = PAIR) -> PoolEntry:
    """At the tick's own ratio; of WBTC and DAI unless said."""
    for token in tokens:
        twin.send(token, calldata("approve(address,uint256)", at.V3_POSITIONS, 2**255))
    twin.send(at.V3_POSITIONS, calldata(_INITIALISE, *tokens, FEE_PIPS, sqrt_ratio_at_tick(tick)))
    for one in ranges:
        amounts = (one.amount0, one.amount1, 0, 0)
        fields = (*tokens, FEE_PIPS, one.lower, one.upper, *amounts, twin.trader, _FOREVER)
        twin.send(at.V3_POSITIONS, calldata(_MINT, fields))
    pool = "0x" + twin.call(at.V3_FACTORY, calldata(_POOL, *tokens, FEE_PIPS))[-40:]
    return PoolEntry("uniswap-v3", pool, tokens, FEE_PIPS)


def new_v4_pool(twin: Any, tick: int, *ranges: Range) -> PoolEntry:
    """At the tick's own ratio, of WBTC and DAI, without hooks or a protocol fee."""
    key = PoolKey(*PAIR, FEE_PIPS, 1, ZERO_ADDRESS)
    plan = V4Plan(key, WBTC, DAI, FEE_PIPS, (0, 0), sqrt_ratio_at_tick(tick), ranges)
    rpc = twin.node.rpc
    rpc.call("evm_setAutomine", [False])
    ((entry,), _) = put_up_v4(Site(rpc), (plan,))
    rpc.call("evm_setAutomine", [True])
    return entry
