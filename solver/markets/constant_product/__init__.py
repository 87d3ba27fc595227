"""Pools that keep the product of two reserves: Uniswap v2 and its forks."""

from solver.markets.constant_product.pool import ConstantProduct

__all__ = ["ConstantProduct"]
