"""Uniswap v4."""

from solver.adapters.venues.uniswap_v4.read import UniswapV4Pools, key_hash

__all__ = ["UniswapV4Pools", "key_hash"]
