"""Other ways to the same answers, slow and plain: bisection on the price, and every subset of markets."""

from collections.abc import Sequence
from itertools import product
from math import exp, inf, sqrt

import numpy as np

from solver.markets.shapes import Curve, Levels, Piece, Product, Shape
from solver.optimizer.fixed_costs.water import Floats
from tests.unit.optimizer.fixed_costs.instances import SOLD, Mixed, Pools

Level = tuple[float, float]


def pieces_of(shapes: Sequence[Shape]) -> list[Piece | Level]:
    found: list[Piece | Level] = []
    for shape in shapes:
        if isinstance(shape, Product):
            into = shape.tokens.index(SOLD)
            found.append(Piece(shape.reserves[into], shape.reserves[1 - into], shape.keep, inf))
        elif isinstance(shape, Curve):
            found += shape.pieces
        elif isinstance(shape, Levels):
            found += zip(shape.sizes, shape.prices, strict=True)
    return found


def out_of(piece: Piece, amount_in: float) -> float:
    return piece.reserve_out * piece.keep * amount_in / (piece.reserve_in + piece.keep * amount_in)


def at_price(pieces: Sequence[Piece | Level], price: float) -> tuple[float, float]:
    """What pieces take and pay until their marginal price falls to `price`."""
    total_in = total_out = 0.0
    for piece in pieces:
        if isinstance(piece, Piece):
            until = (sqrt(piece.reserve_in * piece.reserve_out * piece.keep / price) - piece.reserve_in) / piece.keep
            amount = min(max(until, 0.0), piece.capacity)
            total_in, total_out = total_in + amount, total_out + out_of(piece, amount)
        elif piece[1] > price:
            total_in, total_out = total_in + piece[0], total_out + piece[0] * piece[1]
    return total_in, total_out


def best_value(pieces: Sequence[Piece | Level], order: float, *, exact_in: bool) -> float | None:
    """Output of the best split, or minus its input; None where the pieces cannot take the order."""
    fixed, low, high = 0 if exact_in else 1, -60.0, 60.0
    if at_price(pieces, exp(low))[fixed] < order:
        return None
    for _ in range(120):
        middle = (low + high) / 2
        low, high = (low, middle) if at_price(pieces, exp(middle))[fixed] < order else (middle, high)
    amounts, price = at_price(pieces, exp(high)), exp(high)
    rest = order - amounts[fixed]
    return amounts[1] + rest * price if exact_in else -amounts[0] - rest / price


def best_of_all_choices(given: Mixed) -> float | None:
    """Every number of ticks of every market where ticks cost, every subset of markets where they do not."""
    chains = [pieces_of(shapes) for shapes in given.markets]
    crossings = np.zeros(len(chains)) if given.crossings is None else given.crossings
    options = [(0, len(chain)) if given.crossings is None else range(len(chain) + 1) for chain in chains]
    values = []
    for depths in product(*options):
        opened = [piece for chain, depth in zip(chains, depths, strict=True) for piece in chain[:depth]]
        gross = best_value(opened, given.order, exact_in=given.exact_in)
        if gross is not None:
            costs = zip(given.gas, crossings, depths, strict=True)
            values.append(gross - sum(gas + tick * (depth - 1) for gas, tick, depth in costs if depth))
    return max(values, default=None)


def best_of_all_subsets(given: Pools) -> float:
    """Exact in over every subset, all at once: in the order of first prices a subset's used pools are a prefix.

    Roots of prices are told from the best one, since an order may be a ten-thousandth of the depth.
    """
    first = np.sqrt(given.reserve_in / (given.reserve_out * given.keep))
    order = np.argsort(first)
    rate = np.sqrt(given.reserve_in * given.reserve_out / given.keep)[order]
    first, gas, count = first[order], given.gas[order], len(order)
    past = first - first[0]
    chosen = ((np.arange(1, 1 << count)[:, None] >> np.arange(count)) & 1).astype(np.float64)
    best = -inf
    for used in range(1, count + 1):
        subset = chosen[chosen[:, used - 1] > 0, :used]
        level = (given.order + subset @ (rate * past)[:used]) / (subset @ rate[:used])
        beyond = np.maximum(level[:, None] - past[:used], 0.0)
        paid = subset * rate[:used] * beyond / (first[:used] * (first[0] + level[:, None]))
        value = paid.sum(axis=1) - subset @ gas[:used]
        best = max(best, float(value[level >= past[used - 1]].max(initial=-inf)))
    return best


def in_chunks(given: Pools, chunks: int) -> float:
    """Output where the order goes chunk by chunk to whichever pool pays most for the next."""
    amounts, step = np.zeros(len(given.keep)), given.order / chunks
    for _ in range(chunks):
        amounts[np.argmax(_out(given, amounts + step) - _out(given, amounts))] += step
    return float(_out(given, amounts).sum())


def greedy(given: Pools) -> float:
    """Net of gas: add the pool that gains most until none gains."""
    best, chosen = -inf, np.zeros(len(given.keep), dtype=bool)
    while True:
        options = [(_net(given, chosen | (np.arange(len(chosen)) == i)), i) for i in np.flatnonzero(~chosen)]
        value, added = max(options, default=(-inf, -1))
        if value <= best:
            return best
        best, chosen[added] = value, True


def _net(given: Pools, chosen: np.ndarray) -> float:
    rows = zip(given.reserve_in[chosen], given.reserve_out[chosen], given.keep[chosen], strict=True)
    gross = best_value([Piece(*row, inf) for row in rows], given.order, exact_in=True)
    return -inf if gross is None else gross - float(given.gas[chosen].sum())


def _out(given: Pools, amounts: Floats) -> Floats:
    kept = given.keep * amounts
    paid: Floats = given.reserve_out * kept / (given.reserve_in + kept)
    return paid
