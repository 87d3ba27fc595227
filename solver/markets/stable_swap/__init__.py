"""Pools of like-valued coins with Curve's invariant."""

from solver.markets.stable_swap.pool import StableSwap

__all__ = ["StableSwap"]
