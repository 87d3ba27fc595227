"""Order books of whole lots at prices in whole ticks."""

from solver.markets.book.ladder import Ladder, Level

__all__ = ["Ladder", "Level"]
