"""Uniswap v3 and its forks."""

from solver.adapters.venues.uniswap_v3.read import UniswapV3

__all__ = ["UniswapV3"]
