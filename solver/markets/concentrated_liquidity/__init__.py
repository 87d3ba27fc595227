"""Pools that keep liquidity in price ranges: Uniswap v3 and its forks."""

from solver.markets.concentrated_liquidity.pool import ConcentratedLiquidity
from solver.markets.concentrated_liquidity.ranged import RangedPool

__all__ = ["ConcentratedLiquidity", "RangedPool"]
