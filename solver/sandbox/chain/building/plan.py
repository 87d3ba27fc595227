"""Which pools the twin has, how deep, and how far off the reference price each begins.

Depths are a scaled-down mainnet: every pool moves a few ticks under trades of 10 to 500 ether. Each pool's price is off
by less than its own fee, so that venues disagree as they do in life and yet nothing is left to take at genesis.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import ROUND_FLOOR, Decimal, localcontext
from math import isqrt
from random import Random

from solver.domain.primitives import Address
from solver.sandbox.chain import addresses as at
from solver.sandbox.chain.building.balancer_plan import BalancerPlan, plan_balancer
from solver.sandbox.chain.tokens import ASSETS, DAI, USDC, USDT, WBTC, WETH, SandboxAsset, in_pool_order

PPM = 10**6
Q96 = 2**96
TICK_SPACING = {100: 1, 500: 10, 3000: 60, 10000: 200}
NEAR_SPACINGS = {1: 7, 10: 6, 60: 3, 200: 2}
"""By tick spacing: how many spacings from the price a narrow position begins or ends at most."""

V2_FEE_PIPS = 3000
_MAX_TICK = 887_272
_OFFSET_SHARE_PERCENT = 60


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
class Range:
    """Liquidity between two ticks, from at most these units of token0 and token1."""

    lower: int
    upper: int
    amount0: int
    amount1: int


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
        V2Plan(factory, router, a, b, tvl, _offset_ppm(rng, V2_FEE_PIPS))
        for pools, factory, router in venues
        for a, b, tvl in pools
    )
    return PoolsPlan(v2, tuple(_v3(rng, *pool) for pool in _UNISWAP_V3), _THREE_POOL, plan_balancer(seed))


def tick_at(sqrt_price_x96: int) -> int:
    """The greatest tick at or below a square-root price."""
    with localcontext(prec=60):  # a square-root price has up to 49 digits
        tick = (Decimal(sqrt_price_x96) / Q96).ln() * 2 / Decimal("1.0001").ln()
        return int(tick.to_integral_value(ROUND_FLOOR))


def genesis_holdings(plan: PoolsPlan) -> dict[Address, int]:
    """Units of each token that putting up these pools can take at most."""
    needed = dict.fromkeys((asset.address for asset in ASSETS), 0)
    for v2 in plan.v2:
        for asset, amount in zip((v2.a, v2.b), v2.amounts(), strict=True):
            needed[asset.address] += amount
    for v3 in plan.v3:
        needed[v3.token0.address] += sum(r.amount0 for r in v3.ranges)
        needed[v3.token1.address] += sum(r.amount1 for r in v3.ranges)
    for asset, whole in zip((DAI, USDC, USDT), plan.three_pool, strict=True):
        needed[asset.address] += asset.units(whole)
    for balancer in plan.balancer.pools:
        for token, amount in zip(balancer.tokens, balancer.amounts, strict=True):
            needed[token.address] += amount
    return needed


def _offset_ppm(rng: Random, fee_pips: int) -> int:
    """Up to 60 % of the fee, at most 20 bps, either way; fees are in the same millionths."""
    reach = min(fee_pips * _OFFSET_SHARE_PERCENT // 100, 2000)
    return rng.randint(-reach, reach)


def _v3(rng: Random, a: SandboxAsset, b: SandboxAsset, fee_pips: int, tvl_usd: int) -> V3Plan:
    token0, token1 = in_pool_order(a, b)
    numerator = token0.genesis_usd * 10**token1.decimals * (PPM + _offset_ppm(rng, fee_pips))
    denominator = token1.genesis_usd * 10**token0.decimals * PPM
    sqrt_price = isqrt((numerator << 192) // denominator)
    spacing = TICK_SPACING[fee_pips]
    tick = tick_at(sqrt_price)
    ranges = tuple(
        Range(lower, upper, _units(token0, tvl_usd, share), _units(token1, tvl_usd, share))
        for lower, upper, share in _ladder(rng, tick, spacing)
    )
    return V3Plan(token0, token1, fee_pips, sqrt_price, ranges)


def _ladder(rng: Random, tick: int, spacing: int) -> Iterator[tuple[int, int, Decimal]]:
    """Ranges as people choose them: (lower, upper, share of the pool's value), wide ones first.

    Narrow ones begin and end within a few spacings of the price, so that almost every spacing near it is a tick where
    liquidity changes; two stand aside of the price, one each way.
    """
    floor = tick // spacing * spacing
    edge = _MAX_TICK // spacing * spacing
    yield -edge, edge, Decimal("0.08")
    for reach, share in ((120, "0.16"), (40, "0.18")):
        below, above = (rng.randint(reach // 2, reach) for _ in range(2))
        yield floor - below * spacing, floor + (above + 1) * spacing, Decimal(share)
    near = NEAR_SPACINGS[spacing]
    for _ in range(7):
        below, above = (rng.randint(0, near) for _ in range(2))
        yield floor - below * spacing, floor + (above + 1) * spacing, Decimal("0.07")
    start, width = rng.randint(1, 6), rng.randint(1, 8)
    yield floor + start * spacing, floor + (start + width) * spacing, Decimal("0.045")
    yield floor - (start + width) * spacing, floor - start * spacing, Decimal("0.045")


def _units(asset: SandboxAsset, tvl_usd: int, share: Decimal) -> int:
    return asset.units(Decimal(tvl_usd) * share / 2 / asset.genesis_usd)
