"""Markets as arbitrageurs may leave them before our block: what a promise to a trader should not rest on is gone.

A pool that stands off the others is a gain for whoever comes first. Each pair and each direction of a concentrated pool
is moved by its best arbitrage at the prices of all markets together (the depth-weighted median), as if without gas.
Pools of several coins and fixed prices stay as they are.
"""

import math

from solver.domain.primitives import Address
from solver.markets.market import Market, MarketError
from solver.markets.shapes import Curve, Piece, Product, Shape
from solver.optimizer.program.families import shapes_of
from solver.optimizer.program.reference import reference_prices
from solver.optimizer.program.rows import rows


def arbitraged(markets: tuple[Market, ...]) -> tuple[Market, ...]:
    """The same markets, in the same order, once nobody gains from them at common prices."""
    made = rows(markets)
    worth = dict(zip(made.tokens, reference_prices(made.network).tolist(), strict=True))
    return tuple(_moved(market, worth) for market in markets)


def _moved(market: Market, worth: dict[Address, float]) -> Market:
    for shape in shapes_of(market):
        for way in _ways(shape):
            amount = int(_best_input(way.pieces, worth.get(way.token_in, 0.0), worth.get(way.token_out, 0.0)))
            if amount <= 0:
                continue
            try:
                return market.swap(way.token_in, way.token_out, amount)[1]
            except MarketError:
                continue
    return market


def _ways(shape: Shape) -> tuple[Curve, ...]:
    if isinstance(shape, Product):
        (one, other), (here, there) = shape.tokens, shape.reserves
        return (
            Curve(one, other, (Piece(here, there, shape.keep, math.inf),)),
            Curve(other, one, (Piece(there, here, shape.keep, math.inf),)),
        )
    return (shape,) if isinstance(shape, Curve) else ()


def _best_input(pieces: tuple[Piece, ...], cost: float, gain: float) -> float:
    """Input up to where one more unit of it costs what it brings; 0 where a price is not known."""
    total = 0.0
    for piece in pieces:
        if cost <= 0 or gain <= 0:
            return total
        best = math.sqrt(piece.reserve_in * piece.reserve_out * piece.keep * gain / cost) - piece.reserve_in
        spent = min(max(best / piece.keep, 0.0), piece.capacity)
        total += spent
        if spent < piece.capacity:
            return total
    return total
