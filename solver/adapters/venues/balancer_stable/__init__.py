"""Balancer v2's composable stable pools."""

from solver.adapters.venues.balancer_stable.read import BalancerStable

__all__ = ["BalancerStable"]
