"""Pools with the ABI and arithmetic of Curve's 3pool."""

from solver.adapters.venues.stableswap.read import StableSwapPools

__all__ = ["StableSwapPools"]
