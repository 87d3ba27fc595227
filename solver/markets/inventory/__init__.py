"""Our own stock as a market: sold and bought around a mid price, dearer the more risk a trade takes on."""

from solver.markets.inventory.stock import Inventory, inventory

__all__ = ["Inventory", "inventory"]
