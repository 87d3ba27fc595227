"""Pools of like-valued tokens with rates: Balancer v2's ComposableStablePool."""

from solver.markets.composable_stable.pool import ComposableStable

__all__ = ["ComposableStable"]
