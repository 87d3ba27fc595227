"""How far floats leave a figure open, by the markets and prices of that figure alone, and where it is none at all.

A flat market earns its depth times what is left of two prices that are next to equal: floats tell that no better than
the depth times their own rounding, however small the order is. A curved one earns the square of that; one whose prices
are clearly too bad earns nothing, and no rounding changes that.
"""

import math
from collections.abc import Iterable, Mapping

from solver.domain.primitives import Address
from solver.markets.market import Market
from solver.markets.shapes import Curve, Levels, Piece, Product, Shape, Stable, Weighted
from solver.optimizer.certificate.payable import payable, whole
from solver.optimizer.program.families import shapes_of

CLOSE = 1e-9
"""Of the order's worth: two computations of one figure differ by less."""

_MOST = 1e-6
"""Of what an order pays or gets: a figure that is left more open than that, and by more than a unit, is none."""

EPSILON = 1e-15
"""Of a flat market's depth: what the rounding of its prices makes of it."""

_CLEARLY = 1 - 1e-12
"""Times the price asked for: a price below that is too bad whatever rounding does."""

_SIDES = 2
"""Of a trade."""

Prices = Mapping[Address, float]


def blurred(markets: Iterable[Market], prices: Prices) -> float:
    """Of what all of these earn together, in the unit of the prices."""
    return sum(blur(market, prices) for market in markets)


def blur(market: Market, prices: Prices) -> float:
    """Of what it earns."""
    return sum(_blur(shape, prices) for shape in shapes_of(market))


def tells(open_by: float, settled: float) -> bool:
    """Whether so much, in units of the objective token, leaves anything said. settled: what the order pays or gets."""
    return open_by <= max(_MOST * settled, 1.0)


def _blur(shape: Shape, prices: Prices) -> float:
    match shape:
        case Product(tokens, reserves, keep):
            if not set(tokens) <= prices.keys():
                return 0.0
            one, other = (prices[token] * held for token, held in zip(tokens, reserves, strict=True))
            return _of_hinge(max(one, other), min(one, other) / keep)
        case Curve(token_in, token_out, pieces):
            cost, gain = prices.get(token_in, math.inf), prices.get(token_out, 0.0)
            return sum(_of_piece(piece, cost, gain) for piece in pieces) if gain else 0.0
        case Levels(token_in, token_out, sizes, levels):
            cost, gain = prices.get(token_in, math.inf), prices.get(token_out, 0.0)
            paid = (size * at for size, at in zip(sizes, levels, strict=True) if gain * at >= cost * _CLEARLY)
            return EPSILON * gain * sum(paid) if gain else 0.0
        case Weighted():
            return EPSILON * payable(shape, prices) * min(1.0, _span(shape, prices, shape.weights, shape.keep))
        case Stable():
            weights, keep = [1 + share for share in shape.shares], shape.keep_in * shape.keep_out
            return EPSILON * payable(shape, prices) if _span(shape, prices, weights, keep) else 0.0


def _of_hinge(gain: float, cost: float) -> float:
    """Of (sqrt(gain) - sqrt(cost))^2, nothing where it is clearly below zero; each root is off by its last digit."""
    if gain < cost * _CLEARLY:
        return 0.0
    root = math.sqrt(gain)
    return EPSILON * root * (EPSILON * root + 2 * max(0.0, root - math.sqrt(cost)))


def _of_piece(piece: Piece, cost: float, gain: float) -> float:
    """A piece that is taken whole is flat, one that ends within is a squared hinge."""
    grown = 1 + piece.keep * piece.capacity / piece.reserve_in
    paid, asked = gain * piece.reserve_out, cost * piece.reserve_in / piece.keep
    return EPSILON * gain * whole(piece) if paid >= asked * _CLEARLY * grown * grown else _of_hinge(paid, asked)


def _span(shape: Weighted | Stable, prices: Prices, weights: Iterable[float], keep: float) -> float:
    """How far, as a logarithm, the first price of some token for some other is better than fair; 0: clearly too bad.

    So far at most does the pool move, and a curved one is told the better the less it moves.
    """
    slots = zip(shape.tokens, shape.balances, weights, strict=True)
    worth = [prices[token] * held / weight for token, held, weight in slots if token in prices]
    if len(worth) < _SIDES or not min(worth) < max(worth) * keep / _CLEARLY:
        return 0.0
    return max(math.log(max(worth) * keep / min(worth)), 1 - _CLEARLY) if min(worth) > 0 else math.inf
