"""A book as the convex program sees it: a row of levels each way, lots and ticks forgotten."""

from solver.markets.book.ladder import Ladder
from solver.markets.shapes import Levels
from solver.markets.two_tokens import PIPS


def shapes(market: Ladder) -> tuple[Levels, ...]:
    """Bids take the base token, asks the quote token; an empty side is left out."""
    found = []
    if market.bids:
        keep = 1 - market.fee_pips / PIPS
        sizes = tuple(float(level.lots * market.lot_units) for level in market.bids)
        prices = tuple(keep * level.ticks * market.tick_units / market.lot_units for level in market.bids)
        found.append(Levels(market.base, market.quote, sizes, prices))
    if market.asks:
        cost = 1 + market.fee_pips / PIPS
        costs = tuple(cost * level.ticks * market.tick_units for level in market.asks)
        sizes = tuple(each * level.lots for each, level in zip(costs, market.asks, strict=True))
        found.append(Levels(market.quote, market.base, sizes, tuple(market.lot_units / each for each in costs)))
    return tuple(found)
