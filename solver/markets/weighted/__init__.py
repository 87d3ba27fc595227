"""Pools that keep a weighted product of their balances: Balancer v2's WeightedPool."""

from solver.markets.weighted.pool import WeightedPool

__all__ = ["WeightedPool"]
