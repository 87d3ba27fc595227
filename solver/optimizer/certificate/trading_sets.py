"""How much of a trade a market really grants: the most it pays for what it is given, whatever the answer claims."""

import math
from collections.abc import Mapping, Sequence
from typing import assert_never

from solver.domain.primitives import Address
from solver.markets.shapes import Curve, Levels, Product, Shape, Stable, Weighted

Net = Mapping[Address, float]
"""What the trader gets of each token, in units; negative where he pays."""

_HALVINGS = 200


def granted(shapes: Sequence[Shape], net: Net) -> float:
    """The greatest share, up to all, of what the trader gets that these shapes give for what he pays."""
    paid = {token: -amount for token, amount in net.items() if amount < 0}
    got = {token: amount for token, amount in net.items() if amount > 0}
    if not got:
        return 1.0
    if len(shapes) == 1 and isinstance(shapes[0], Weighted | Stable):
        return _share(shapes[0], paid, got)
    if len(paid) != 1 or len(got) != 1:
        return 0.0
    (token_in, amount_in), (token_out, amount_out) = *paid.items(), *got.items()
    return min(1.0, pays(shapes, token_in, token_out, amount_in) / amount_out)


def pays(shapes: Sequence[Shape], token_in: Address, token_out: Address, amount_in: float) -> float:
    """The most that shapes between two tokens pay for an input; what they cannot take is lost."""
    paid, left = 0.0, amount_in
    for shape in shapes:
        match shape:
            case Product(tokens, reserves, keep) if set(tokens) == {token_in, token_out}:
                into = tokens.index(token_in)
                paid += reserves[1 - into] * keep * left / (reserves[into] + keep * left)
                left = 0.0
            case Curve(start, end, pieces) if (start, end) == (token_in, token_out):
                for piece in pieces:
                    taken = min(left, piece.capacity)
                    paid += piece.reserve_out * piece.keep * taken / (piece.reserve_in + piece.keep * taken)
                    left -= taken
            case Levels(start, end, sizes, prices) if (start, end) == (token_in, token_out):
                for size, price in zip(sizes, prices, strict=True):
                    taken = min(left, size)
                    paid += price * taken
                    left -= taken
            case Product() | Curve() | Levels() | Weighted() | Stable():
                pass
            case _:
                assert_never(shape)
    return paid


def _share(shape: Weighted | Stable, paid: Mapping[Address, float], got: Mapping[Address, float]) -> float:
    if not {*paid, *got} <= set(shape.tokens):
        return 0.0
    if _room(shape, paid, got, 1.0) >= 0:
        return 1.0
    low, high = 0.0, 1.0
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        if middle in (low, high):
            break
        low, high = (middle, high) if _room(shape, paid, got, middle) >= 0 else (low, middle)
    return low


def _room(shape: Weighted | Stable, paid: Mapping[Address, float], got: Mapping[Address, float], share: float) -> float:
    """Log of the invariant after over before, when that share of `got` is taken."""
    keep_in, keep_out = (shape.keep, 1.0) if isinstance(shape, Weighted) else (shape.keep_in, shape.keep_out)
    changes = [
        (keep_in * paid.get(token, 0.0) - share * got.get(token, 0.0) / keep_out) / balance
        for token, balance in zip(shape.tokens, shape.balances, strict=True)
    ]
    if isinstance(shape, Weighted):
        terms = zip(shape.weights, changes, strict=True)
    else:
        pulls = math.fsum(s * c for s, c in zip(shape.shares, changes, strict=True))
        terms = zip([1.0] * (len(changes) + 1), [*changes, pulls], strict=True)
    rows = list(terms)
    if min(change for _, change in rows) <= -1:
        return -math.inf
    return math.fsum(weight * math.log1p(change) for weight, change in rows)
