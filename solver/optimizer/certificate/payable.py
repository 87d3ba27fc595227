"""How deep a market is: the worth of all that it could ever pay."""

import math
from collections.abc import Mapping

from solver.domain.primitives import Address
from solver.markets.shapes import Curve, Levels, Piece, Product, Shape
from solver.optimizer.certificate.trading_sets import pays


def payable(shape: Shape, prices: Mapping[Address, float]) -> float:
    """Worth of all it could ever pay."""
    match shape:
        case Product(tokens, reserves):
            return max(prices.get(token, 0.0) * reserve for token, reserve in zip(tokens, reserves, strict=True))
        case Curve(_, token_out, pieces):
            return prices.get(token_out, 0.0) * math.fsum(whole(piece) for piece in pieces)
        case Levels(token_in, token_out, sizes):
            return prices.get(token_out, 0.0) * pays((shape,), token_in, token_out, math.fsum(sizes))
        case _:
            return math.fsum(prices.get(token, 0.0) * b for token, b in zip(shape.tokens, shape.balances, strict=True))


def whole(piece: Piece) -> float:
    """Units that a piece pays once all of it is taken."""
    kept = piece.keep * piece.capacity
    return piece.reserve_out * (kept / (piece.reserve_in + kept) if math.isfinite(kept) else 1.0)
