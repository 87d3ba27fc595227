"""A limit order as the convex program sees it: one level."""

from solver.markets.limit_order.order import LimitOrder
from solver.markets.shapes import Levels


def shapes(market: LimitOrder) -> tuple[Levels, ...]:
    """What is still open, at the order's price after its fee; none where it is filled or pays nothing."""
    if not market.maker_amount or market.filled == market.taker_amount:
        return ()
    price = market.maker_amount / (market.taker_amount + market.taker_fee)
    return (Levels(market.taker_token, market.maker_token, (float(market.open_cost),), (price,)),)
