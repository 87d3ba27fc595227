"""Limit orders of other makers, fillable in part."""

from solver.markets.limit_order.order import LimitOrder

__all__ = ["LimitOrder"]
