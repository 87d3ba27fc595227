"""Uniswap v2 and its forks."""

from solver.adapters.venues.uniswap_v2.read import UniswapV2

__all__ = ["UniswapV2"]
