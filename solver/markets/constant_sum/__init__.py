"""Pools that exchange two tokens at a fixed rate."""

from solver.markets.constant_sum.pool import ConstantSum

__all__ = ["ConstantSum"]
