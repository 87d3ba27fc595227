"""A Uniswap v4 pool as the convex program sees it: as any pool of ranges, each way with its own fee."""

from solver.markets.concentrated_liquidity import convex
from solver.markets.shapes import Curve
from solver.markets.uniswap_v4.pool import UniswapV4


def shapes(market: UniswapV4) -> tuple[Curve, ...]:
    """Both directions; one that has no liquidity is left out."""
    return convex.shapes(market)
