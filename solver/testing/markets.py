"""Builders of valid markets; a test states only what matters to it."""

from collections.abc import Mapping
from dataclasses import fields

from solver.domain.pool_key import PoolKey
from solver.domain.primitives import ZERO_ADDRESS, Address, Hash
from solver.markets.composable_stable import ComposableStable
from solver.markets.concentrated_liquidity import ConcentratedLiquidity
from solver.markets.concentrated_liquidity.tick_math import sqrt_ratio_at_tick
from solver.markets.constant_product import ConstantProduct
from solver.markets.stable_swap import StableSwap
from solver.markets.uniswap_v4 import UniswapV4
from solver.markets.weighted import WeightedPool


def numbered(number: int) -> Address:
    """A distinct address for each number."""
    return Address(f"0x{number:040x}")


WETH, USDC, DAI, USDT, WBTC = (numbered(n) for n in (0xE, 0xC, 0xD, 0xF, 0xB))


def pair(
    reserves: Mapping[Address, int] | None = None, *, pool: Address | None = None, fee_pips: int = 3000
) -> ConstantProduct:
    """A Uniswap v2 pair; 10,000 WETH against 30 million USDC unless said."""
    (token0, reserve0), (token1, reserve1) = sorted(
        (reserves or {WETH: 10_000 * 10**18, USDC: 30_000_000 * 10**6}).items()
    )
    return ConstantProduct(pool or numbered(0x200), token0, token1, reserve0, reserve1, fee_pips)


def ranges(
    positions: tuple[tuple[int, int, int], ...] = ((-6000, 6000, 10**21),),
    *,
    pool: Address | None = None,
    tokens: tuple[Address, Address] = (USDC, WETH),
    tick: int = 0,
    fee_pips: int = 500,
    tick_spacing: int = 10,
    words: tuple[int, int] | None = None,
) -> ConcentratedLiquidity:
    """A Uniswap v3 pool at the price of `tick` made of positions (lower tick, upper tick, liquidity)."""
    net: dict[int, int] = {}
    for lower, upper, liquidity in positions:
        net[lower] = net.get(lower, 0) + liquidity
        net[upper] = net.get(upper, 0) - liquidity
    ticks = tuple(sorted(t for t in net if net[t]))
    first, last = words or (-(1 << 15), (1 << 15) - 1)
    return ConcentratedLiquidity(
        pool=pool or numbered(0x300),
        token0=min(tokens),
        token1=max(tokens),
        fee_pips=fee_pips,
        tick_spacing=tick_spacing,
        sqrt_price_x96=sqrt_ratio_at_tick(tick),
        tick=tick,
        liquidity=sum(liquidity for lower, upper, liquidity in positions if lower <= tick < upper),
        first_word=first,
        last_word=last,
        ticks=ticks,
        liquidity_net=tuple(net[t] for t in ticks),
    )


def keyed_ranges(
    positions: tuple[tuple[int, int, int], ...] = ((-6000, 6000, 10**21),),
    *,
    key: PoolKey | None = None,
    tick: int = 0,
    fee_pips: int | None = None,
    protocol_fees_pips: tuple[int, int] = (0, 0),
) -> UniswapV4:
    """A Uniswap v4 pool at the price of `tick`; of USDC and ether at 5 bps unless said."""
    key = key or PoolKey(ZERO_ADDRESS, USDC, 500, 10, ZERO_ADDRESS)
    tokens = (WETH if key.native else key.currency0, key.currency1)
    shape = ranges(positions, tick=tick, tick_spacing=key.tick_spacing)
    state = {field.name: getattr(shape, field.name) for field in fields(shape)}
    state |= {"pool": Hash(f"0x{0x400:064x}"), "token0": tokens[0], "token1": tokens[1]}
    state["fee_pips"] = key.fee if fee_pips is None else fee_pips
    return UniswapV4(**state, key=key, protocol_fees_pips=protocol_fees_pips)


def three_pool(
    whole: tuple[int, int, int] = (50_000_000, 60_000_000, 40_000_000),
    *,
    pool: Address | None = None,
    amplification: int = 2000,
    fee_e10: int = 1_000_000,
    admin_fee_e10: int = 5 * 10**9,
) -> StableSwap:
    """DAI, USDC, USDT in whole coins."""
    decimals = (18, 6, 6)
    return StableSwap(
        pool=pool or numbered(0x500),
        tokens=(DAI, USDC, USDT),
        balances=tuple(w * 10**d for w, d in zip(whole, decimals, strict=True)),
        multipliers=tuple(10 ** (18 - d) for d in decimals),
        amplification=amplification,
        fee_e10=fee_e10,
        admin_fee_e10=admin_fee_e10,
    )


def weighted(
    balances: Mapping[Address, int] | None = None,
    percents: tuple[int, ...] = (20, 80),
    *,
    pool: Address | None = None,
    decimals: tuple[int, ...] = (6, 18),
    fee_e18: int = 3 * 10**15,
) -> WeightedPool:
    """A Balancer weighted pool; 1.5 million USDC as a fifth against 2,000 WETH as the rest unless said."""
    held = balances or {USDC: 1_500_000 * 10**6, WETH: 2_000 * 10**18}
    at = pool or numbered(0x600)
    return WeightedPool(
        pool=at,
        pool_id=Hash(at + "0002" + "00" * 10),
        tokens=tuple(held),
        balances=tuple(held.values()),
        weights_e18=tuple(percent * 10**16 for percent in percents),
        scales_e18=tuple(10 ** (36 - d) for d in decimals),
        fee_e18=fee_e18,
    )


def composable_stable(
    whole: tuple[int, ...] = (4_000_000, 5_000_000, 6_000_000),
    *,
    pool: Address | None = None,
    rates_e18: tuple[int, ...] | None = None,
    amplification: int = 800_000,
    fee_e18: int = 10**14,
) -> ComposableStable:
    """USDC, DAI, USDT (as many of them as balances) in whole tokens, with their rates; A in thousandths."""
    at, decimals = pool or numbered(0x700), (6, 18, 6)[: len(whole)]
    rates = rates_e18 or (10**18,) * len(whole)
    return ComposableStable(
        pool=at,
        pool_id=Hash(at + "0000" + "00" * 10),
        tokens=(USDC, DAI, USDT)[: len(whole)],
        balances=tuple(w * 10**d for w, d in zip(whole, decimals, strict=True)),
        scales_e18=tuple(10 ** (18 - d) * rate for d, rate in zip(decimals, rates, strict=True)),
        amplification=amplification,
        fee_e18=fee_e18,
    )
