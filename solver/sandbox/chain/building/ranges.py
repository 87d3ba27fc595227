"""How liquidity lies in a concentrated pool, as people put it there."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import ROUND_FLOOR, Decimal, localcontext
from math import isqrt
from random import Random

from solver.sandbox.chain.tokens import SandboxAsset

PPM = 10**6
Q96 = 2**96
NEAR_SPACINGS = {1: 7, 10: 6, 60: 3, 200: 2}
"""By tick spacing: how many spacings from the price a narrow position begins or ends at most."""

_MAX_TICK = 887_272
_OFFSET_SHARE_PERCENT = 60
_DIGITS = 60  # a square-root price has up to 49


@dataclass(frozen=True, slots=True)
class Range:
    """Liquidity between two ticks, from at most these units of token0 and token1."""

    lower: int
    upper: int
    amount0: int
    amount1: int


def drawn(
    rng: Random, tokens: tuple[SandboxAsset, SandboxAsset], fee_pips: int, spacing: int, tvl_usd: int
) -> tuple[int, tuple[Range, ...]]:
    """A square-root price off the reference by less than the fee, and ranges about it; tokens in the pool's order."""
    token0, token1 = tokens
    numerator = token0.genesis_usd * 10**token1.decimals * (PPM + offset_ppm(rng, fee_pips))
    denominator = token1.genesis_usd * 10**token0.decimals * PPM
    sqrt_price = isqrt((numerator << 192) // denominator)
    ranges = tuple(
        Range(lower, upper, _units(token0, tvl_usd, share), _units(token1, tvl_usd, share))
        for lower, upper, share in _ladder(rng, tick_at(sqrt_price), spacing)
    )
    return sqrt_price, ranges


def offset_ppm(rng: Random, fee_pips: int) -> int:
    """Up to 60 % of the fee, at most 20 bps, either way; fees are in the same millionths."""
    reach = min(fee_pips * _OFFSET_SHARE_PERCENT // 100, 2000)
    return rng.randint(-reach, reach)


def tick_at(sqrt_price_x96: int) -> int:
    """The greatest tick at or below a square-root price."""
    with localcontext(prec=_DIGITS):
        tick = (Decimal(sqrt_price_x96) / Q96).ln() * 2 / Decimal("1.0001").ln()
        return int(tick.to_integral_value(ROUND_FLOOR))


def sqrt_price_at(tick: int) -> int:
    """The square-root price of a tick, rounded down: the contracts' own may be a unit or two away."""
    with localcontext(prec=_DIGITS):
        return int((Decimal("1.0001") ** tick).sqrt() * Q96)


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
