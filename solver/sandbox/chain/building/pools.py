"""Putting up the planned pools, with the background LP's money."""

from solver.domain.primitives import ZERO_ADDRESS, Address
from solver.sandbox.chain import addresses as at
from solver.sandbox.chain.abi import as_address, calldata
from solver.sandbox.chain.building.plan import V2_FEE_PIPS, PoolsPlan, V2Plan, V3Plan
from solver.sandbox.chain.building.site import NO_DEADLINE, Site
from solver.sandbox.chain.keys import address_of, roles
from solver.sandbox.chain.tokens import DAI, USDC, USDT
from solver.sandbox.chain.worldfile import PoolEntry

_ADD_LIQUIDITY = "addLiquidity(address,address,uint256,uint256,uint256,uint256,address,uint256)"
_INITIALISE = "createAndInitializePoolIfNecessary(address,address,uint24,uint160)"
_MINT = "mint((address,address,uint24,int24,int24,uint256,uint256,uint256,uint256,address,uint256))"


def put_up_pools(site: Site, plan: PoolsPlan) -> tuple[PoolEntry, ...]:
    """Create and fill every planned pool that does not exist yet; what the world has then, in plan order."""
    lp = address_of(roles()["background-lp"])
    for v2, pool in zip(plan.v2, _v2_addresses(site, plan.v2), strict=True):
        if pool == ZERO_ADDRESS:
            a, b = v2.amounts()
            data = calldata(_ADD_LIQUIDITY, v2.a.address, v2.b.address, a, b, 0, 0, lp, NO_DEADLINE)
            site.send(lp, v2.router, data)
    for v3, pool in zip(plan.v3, _v3_addresses(site, plan.v3), strict=True):
        if pool == ZERO_ADDRESS:
            _fill_v3(site, lp, v3)
    if at.THREE_POOL in site.fresh:
        amounts = [asset.units(whole) for asset, whole in zip((DAI, USDC, USDT), plan.three_pool, strict=True)]
        site.send(lp, at.THREE_POOL, calldata("add_liquidity(uint256[3],uint256)", amounts, 0))
    site.seal()
    return _entries(site, plan)


def _fill_v3(site: Site, lp: Address, plan: V3Plan) -> None:
    pair = (plan.token0.address, plan.token1.address, plan.fee_pips)
    site.send(lp, at.V3_POSITIONS, calldata(_INITIALISE, *pair, plan.sqrt_price_x96))
    for r in plan.ranges:
        position = (*pair, r.lower, r.upper, r.amount0, r.amount1, 0, 0, lp, NO_DEADLINE)
        site.send(lp, at.V3_POSITIONS, calldata(_MINT, position))


def _v2_addresses(site: Site, plans: tuple[V2Plan, ...]) -> list[Address]:
    calls = [(p.factory, calldata("getPair(address,address)", p.a.address, p.b.address)) for p in plans]
    return [as_address(answer) for answer in site.read_all(calls)]


def _v3_addresses(site: Site, plans: tuple[V3Plan, ...]) -> list[Address]:
    signature = "getPool(address,address,uint24)"
    calls = [(at.V3_FACTORY, calldata(signature, p.token0.address, p.token1.address, p.fee_pips)) for p in plans]
    return [as_address(answer) for answer in site.read_all(calls)]


def _entries(site: Site, plan: PoolsPlan) -> tuple[PoolEntry, ...]:
    v2 = [
        PoolEntry("uniswap-v2", pool, _sorted(p.a.address, p.b.address), V2_FEE_PIPS)
        for p, pool in zip(plan.v2, _v2_addresses(site, plan.v2), strict=True)
    ]
    v3 = [
        PoolEntry("uniswap-v3", pool, (p.token0.address, p.token1.address), 0)
        for p, pool in zip(plan.v3, _v3_addresses(site, plan.v3), strict=True)
    ]
    coins = site.read_all([(at.THREE_POOL, calldata("coins(uint256)", i)) for i in range(3)])
    return (*v2, *v3, PoolEntry("stableswap", at.THREE_POOL, tuple(as_address(c) for c in coins), 0))


def _sorted(a: Address, b: Address) -> tuple[Address, Address]:
    return (a, b) if int(a, 16) < int(b, 16) else (b, a)
