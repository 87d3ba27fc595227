"""A pool of ranges as the convex program sees it: one bounded hyperbola for each stretch of constant liquidity."""

from bisect import bisect_right
from collections.abc import Iterator

from solver.domain.primitives import Address
from solver.markets.concentrated_liquidity.ranged import RangedPool
from solver.markets.concentrated_liquidity.swap_math import PIPS
from solver.markets.concentrated_liquidity.tick_math import MAX_TICK, MIN_TICK, Q96, sqrt_ratio_at_tick
from solver.markets.shapes import Curve, Piece


def pieces(market: RangedPool, token_in: Address, token_out: Address) -> tuple[Piece, ...]:
    """From the current price outwards to the edge of what is known; stretches without liquidity are left out.

    In a stretch of liquidity L from root price s, token0 has the virtual reserve L/s and token1 has L s.
    """
    zero_for_one = market.zero_for_one(token_in, token_out)
    keep = 1 - market.swap_fee_pips(zero_for_one=zero_for_one) / PIPS
    price, found = market.sqrt_price_x96 / Q96, []
    for boundary, liquidity in _stretches(market, zero_for_one):
        end = boundary / Q96
        growth = price / end if zero_for_one else end / price
        if liquidity and growth > 1:
            reserve0, reserve1 = liquidity / price, liquidity * price
            reserve_in, reserve_out = (reserve0, reserve1) if zero_for_one else (reserve1, reserve0)
            found.append(Piece(reserve_in, reserve_out, keep, reserve_in * (growth - 1) / keep))
        price = end
    return tuple(found)


def shapes(market: RangedPool) -> tuple[Curve, ...]:
    """Both directions; one that has no liquidity is left out."""
    ways = ((market.token0, market.token1), (market.token1, market.token0))
    found = ((way, pieces(market, *way)) for way in ways)
    return tuple(Curve(*way, ranges) for way, ranges in found if ranges)


def _stretches(market: RangedPool, zero_for_one: bool) -> Iterator[tuple[int, int]]:
    """Root price at the end of each stretch, and the liquidity inside it."""
    here = bisect_right(market.ticks, market.tick)
    liquidity = market.liquidity
    if zero_for_one:
        edge = max((market.first_word << 8) * market.tick_spacing, MIN_TICK)
        ahead = [i for i in range(here - 1, -1, -1) if market.ticks[i] >= edge]
    else:
        edge = min(((market.last_word << 8) + 255) * market.tick_spacing, MAX_TICK)
        ahead = [i for i in range(here, len(market.ticks)) if market.ticks[i] <= edge]
    for i in ahead:
        yield sqrt_ratio_at_tick(market.ticks[i]), liquidity
        liquidity += -market.liquidity_net[i] if zero_for_one else market.liquidity_net[i]
    yield sqrt_ratio_at_tick(edge), liquidity
