"""Which pools the twin has, how deep, and how far off the reference price each begins.

Depths are a scaled-down mainnet: every pool moves a few ticks under trades of 10 to 500 ether. Each pool's price is off
by less than its own fee, so that venues disagree as they do in life and yet nothing is left to take at genesis.
"""

from dataclasses import dataclass
from decimal import Decimal
from random import Random

from solver.domain.primitives import Address
from solver.sandbox.chain import addresses as at
from solver.sandbox.chain.building.balancer_plan import BalancerPlan, plan_balancer
from solver.sandbox.chain.building.ranges import PPM, Range, drawn, offset_ppm
from solver.sandbox.chain.building.v4_plan import V4Plan, plan_v4
from solver.sandbox.chain.tokens import ASSETS, DAI, USDC, USDT, WBTC, WETH, SandboxAsset, in_pool_order

TICK_SPACING = {100: 1, 500: 10, 3000: 60, 10000: 200}
V2_FEE_PIPS = 3000


@dataclass(frozen=True, slots=True)
class V2Plan:
    """A constant-product pool of one factory; tvl_usd counts both sides, offset_ppm is relative to the reference."""

    factory: Address
    router: Address
    a: SandboxAsset
    b: SandboxAsset
    tvl_usd: int
    offset_ppm: int

    def amounts(self) -> tuple[int, int]:
        """Units of a and b: equal value, shifted so that the pool's price carries the offset."""
        half = Decimal(self.tvl_usd) / 2
        shifted = half * (PPM + self.offset_ppm) / PPM
        return self.a.units(half / self.a.genesis_usd), self.b.units(shifted / self.b.genesis_usd)


@dataclass(frozen=True, slots=True)
class V3Plan:
    """A concentrated pool; tokens in pool order."""

    token0: SandboxAsset
    token1: SandboxAsset
    fee_pips: int
    sqrt_price_x96: int
    ranges: tuple[Range, ...]


@dataclass(frozen=True, slots=True)
class PoolsPlan:
    """Every pool of the twin but 3pool, whose plan is its balances in whole DAI, USDC and USDT."""

    v2: tuple[V2Plan, ...]
    v3: tuple[V3Plan, ...]
    three_pool: tuple[int, int, int]
    balancer: BalancerPlan
    v4: tuple[V4Plan, ...]


_UNISWAP_V2 = (
    (USDC, WETH, 16_000_000), (WETH, USDT, 12_000_000), (DAI, WETH, 6_000_000), (WBTC, WETH, 9_000_000),
    (WBTC, USDC, 2_400_000), (WBTC, USDT, 1_200_000), (WBTC, DAI, 500_000), (USDC, USDT, 4_000_000),
    (DAI, USDC, 3_000_000), (DAI, USDT, 1_000_000),
)  # fmt: skip
_SUSHI = (
    (USDC, WETH, 7_000_000), (WETH, USDT, 5_000_000), (DAI, WETH, 3_000_000), (WBTC, WETH, 6_000_000),
    (USDC, USDT, 800_000),
)  # fmt: skip
_UNISWAP_V3 = (
    (USDC, WETH, 100, 2_500_000), (USDC, WETH, 500, 12_000_000), (USDC, WETH, 3000, 7_000_000),
    (USDC, WETH, 10000, 1_500_000), (WETH, USDT, 100, 1_200_000), (WETH, USDT, 500, 6_000_000),
    (WETH, USDT, 3000, 6_000_000), (DAI, WETH, 500, 2_000_000), (DAI, WETH, 3000, 3_000_000),
    (WBTC, WETH, 500, 8_000_000), (WBTC, WETH, 3000, 7_000_000), (WBTC, WETH, 10000, 800_000),
    (WBTC, USDC, 500, 2_000_000), (WBTC, USDC, 3000, 4_000_000), (WBTC, USDT, 3000, 3_000_000),
    (USDC, USDT, 100, 8_000_000), (USDC, USDT, 500, 2_000_000), (DAI, USDC, 100, 6_000_000),
    (DAI, USDC, 500, 1_500_000), (DAI, USDT, 100, 2_000_000),
)  # fmt: skip
_THREE_POOL = (21_000_000, 20_000_000, 24_000_000)


def plan_pools(seed: int) -> PoolsPlan:
    """The same plan for the same seed, on every machine."""
    rng = Random(f"pools:{seed}")
    venues = ((_UNISWAP_V2, at.V2_FACTORY, at.V2_ROUTER), (_SUSHI, at.SUSHI_FACTORY, at.SUSHI_ROUTER))
    v2 = tuple(
        V2Plan(factory, router, a, b, tvl, offset_ppm(rng, V2_FEE_PIPS))
        for pools, factory, router in venues
        for a, b, tvl in pools
    )
    return PoolsPlan(
        v2, tuple(_v3(rng, *pool) for pool in _UNISWAP_V3), _THREE_POOL, plan_balancer(seed), plan_v4(seed)
    )


def genesis_holdings(plan: PoolsPlan) -> dict[Address, int]:
    """Units of each token that putting up these pools can take at most."""
    needed = dict.fromkeys((asset.address for asset in ASSETS), 0)
    for v2 in plan.v2:
        for asset, amount in zip((v2.a, v2.b), v2.amounts(), strict=True):
            needed[asset.address] += amount
    ranged: tuple[V3Plan | V4Plan, ...] = (*plan.v3, *plan.v4)
    for pool in ranged:
        needed[pool.token0.address] += sum(r.amount0 for r in pool.ranges)
        needed[pool.token1.address] += sum(r.amount1 for r in pool.ranges)
    for asset, whole in zip((DAI, USDC, USDT), plan.three_pool, strict=True):
        needed[asset.address] += asset.units(whole)
    for balancer in plan.balancer.pools:
        for token, amount in zip(balancer.tokens, balancer.amounts, strict=True):
            needed[token.address] += amount
    return needed


def _v3(rng: Random, a: SandboxAsset, b: SandboxAsset, fee_pips: int, tvl_usd: int) -> V3Plan:
    token0, token1 = in_pool_order(a, b)
    return V3Plan(token0, token1, fee_pips, *drawn(rng, (token0, token1), fee_pips, TICK_SPACING[fee_pips], tvl_usd))
