"""Balancer v2's weighted pools."""

from solver.adapters.venues.balancer_weighted.read import BalancerWeighted

__all__ = ["BalancerWeighted"]
