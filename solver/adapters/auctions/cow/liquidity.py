"""Each of the five kinds of liquidity as an exact market, or the reason why it cannot be one."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import accumulate
from typing import assert_never

from solver.adapters.auctions.cow.wire import (
    ConcentratedLiquidityShape,
    ConstantProductShape,
    LimitOrderShape,
    LiquidityShape,
    StableShape,
    WeightedProductShape,
)
from solver.domain.primitives import Hash, address, uint
from solver.markets.composable_stable import ComposableStable
from solver.markets.composable_stable.invariant import A_PRECISION
from solver.markets.concentrated_liquidity import ConcentratedLiquidity
from solver.markets.constant_product import ConstantProduct
from solver.markets.fixed_point import ONE
from solver.markets.limit_order import LimitOrder
from solver.markets.market import Market
from solver.markets.weighted import WeightedPool

_PIPS = 1_000_000
_SPACING = {100: 1, 500: 10, 2_500: 50, 3_000: 60, 10_000: 200}
"""What factories enable for each fee: a swap stops at the edge of every 256 spacings, and rounds there.

Edges of one spacing are no edges of another: a guess that is too fine may promise a unit too much as well as one that
is too wide.
"""

_EVERY_WORD = (-(1 << 15), (1 << 15) - 1)
_SHOWN = 200


@dataclass(eq=False)
class UnusableLiquidity(ValueError):
    """Liquidity we cannot quote exactly."""

    reason: str


def as_units(amount: str) -> int:
    """An amount of the wire: decimal, or hex after 0x; raises OutOfRange beyond a word of the EVM."""
    return uint("amount", int(amount, 16) if amount.startswith("0x") else int(amount), 256)


def as_market(shape: LiquidityShape) -> Market:
    """Raises UnusableLiquidity."""
    try:
        return _market(shape)
    except ValueError as error:
        reason = error.reason if isinstance(error, UnusableLiquidity) else f"{type(error).__name__}: {error}"
        raise UnusableLiquidity(reason[:_SHOWN]) from error


def _market(shape: LiquidityShape) -> Market:
    match shape:
        case ConstantProductShape():
            return _pair(shape)
        case ConcentratedLiquidityShape():
            return _ranges(shape)
        case WeightedProductShape():
            return _weighted(shape)
        case StableShape():
            return _stable(shape)
        case LimitOrderShape():
            return _limit_order(shape)
        case _:
            assert_never(shape)


def _scaled(name: str, value: str, scale: int) -> int:
    """A decimal fraction as a whole number of 1/scale."""
    scaled = Fraction(value) * scale
    if scaled.denominator != 1:
        raise UnusableLiquidity(f"{name} {value} is finer than one part in {scale}")
    return scaled.numerator


def _pair(shape: ConstantProductShape) -> ConstantProduct:
    balances = sorted((address(token), as_units(held.balance)) for token, held in shape.tokens.items())
    if len(balances) != 2:  # noqa: PLR2004 (a pair)
        raise UnusableLiquidity(f"a pair of {len(balances)} tokens")
    (token0, reserve0), (token1, reserve1) = balances
    fee_pips = _scaled("fee", shape.fee, _PIPS)
    return ConstantProduct(address(shape.address), token0, token1, reserve0, reserve1, fee_pips)


def _ranges(shape: ConcentratedLiquidityShape) -> ConcentratedLiquidity:
    """The driver sends every initialised tick, so no word is unknown; it does not send the spacing.

    Ticks where nothing changes are kept: a swap stops, and rounds, there too.
    """
    token0, token1 = sorted(address(token) for token in shape.tokens)
    net = sorted((int(tick), int(change)) for tick, change in shape.liquidity_net.items())
    fee_pips = _scaled("fee", shape.fee, _PIPS)
    liquidity = as_units(shape.liquidity)
    above = accumulate((change for tick, change in net if tick > shape.tick), initial=liquidity)
    below = accumulate((-change for tick, change in reversed(net) if tick <= shape.tick), initial=liquidity)
    if min(*above, *below) < 0:
        raise UnusableLiquidity("ticks take away more liquidity than there is")
    return ConcentratedLiquidity(
        pool=address(shape.address),
        token0=token0,
        token1=token1,
        fee_pips=fee_pips,
        tick_spacing=_spacing(shape, fee_pips, [tick for tick, _ in net]),
        sqrt_price_x96=as_units(shape.sqrt_price),
        tick=shape.tick,
        liquidity=liquidity,
        first_word=_EVERY_WORD[0],
        last_word=_EVERY_WORD[1],
        ticks=tuple(tick for tick, _ in net),
        liquidity_net=tuple(change for _, change in net),
    )


def _spacing(shape: ConcentratedLiquidityShape, fee_pips: int, ticks: Sequence[int]) -> int:
    """The fee's own, if all ticks are on it; one where they are on no other. Another is not known."""
    common, usual = math.gcd(*ticks), _SPACING.get(fee_pips)
    if usual is not None and common % usual == 0:
        return usual
    if common == 1:
        return 1
    raise UnusableLiquidity(f"which tick spacing goes with a fee of {shape.fee} and these ticks is not known")


def _limit_order(shape: LimitOrderShape) -> LimitOrder:
    return LimitOrder(
        pool=Hash(shape.hash.lower()),
        taker_token=address(shape.taker_token),
        maker_token=address(shape.maker_token),
        taker_amount=as_units(shape.taker_amount),
        maker_amount=as_units(shape.maker_amount),
        taker_fee=as_units(shape.taker_token_fee_amount),
    )


def _weighted(shape: WeightedProductShape) -> WeightedPool:
    """Pools of the first factories, v0, compute some powers otherwise: it shows in the last digits."""
    held = sorted((address(token), balance) for token, balance in shape.tokens.items())
    return WeightedPool(
        pool=address(shape.address),
        pool_id=Hash(shape.balancer_pool_id.lower()),
        tokens=tuple(token for token, _ in held),
        balances=tuple(as_units(balance.balance) for _, balance in held),
        weights_e18=tuple(_scaled("weight", balance.weight, ONE) for _, balance in held),
        scales_e18=tuple(_scaled("scaling factor", balance.scaling_factor, ONE) for _, balance in held),
        fee_e18=_scaled("fee", shape.fee, ONE),
        direct=shape.version != "v0",
    )


def _stable(shape: StableShape) -> ComposableStable:
    """A composable pool lists its own shares too: they take no part in swaps."""
    pool = address(shape.address)
    held = sorted((address(token), balance) for token, balance in shape.tokens.items() if address(token) != pool)
    return ComposableStable(
        pool=pool,
        pool_id=Hash(shape.balancer_pool_id.lower()),
        tokens=tuple(token for token, _ in held),
        balances=tuple(as_units(balance.balance) for _, balance in held),
        scales_e18=tuple(_scaled("scaling factor", balance.scaling_factor, ONE) for _, balance in held),
        amplification=_scaled("amplification", shape.amplification_parameter, A_PRECISION),
        fee_e18=_scaled("fee", shape.fee, ONE),
    )
