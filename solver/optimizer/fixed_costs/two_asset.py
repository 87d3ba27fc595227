"""The exact split of one order between two tokens over parallel markets: no grid, no chunks, no loss.

SplitError
├── EmptyOrder    the amount is not positive and finite
└── TooLarge      all markets together cannot take (or give) it
"""

from dataclasses import dataclass
from math import isfinite

import numpy as np

from solver.optimizer.dual.compiled import compiled
from solver.optimizer.fixed_costs.parallel import Parallel
from solver.optimizer.fixed_costs.water import AMOUNT, FROM, RATE, Floats, Pieces, brings, level, share


class SplitError(ValueError):
    """An order that cannot be split."""


@dataclass(eq=False)
class EmptyOrder(SplitError):
    """Nothing to trade."""

    order: float


@dataclass(eq=False)
class TooLarge(SplitError):
    """More than there is; most: what all markets together take."""

    order: float
    most: float


@dataclass(frozen=True, slots=True, eq=False)
class Split:
    """By market: what it is paid and what it pays, in token units; costs are not in it.

    price: of the next unit, token_out for token_in, the same in every market used; 0 or infinite where none is left
    """

    amount_in: float
    amount_out: float
    price: float
    paid: Floats
    received: Floats


def split(given: Parallel, order: float) -> Split:
    """The best split of exactly `order` (sold for exact in, bought for exact out), costs aside. Raises SplitError."""
    if not (isfinite(order) and order > 0):
        raise EmptyOrder(order)
    amounts, brought = np.empty(given.markets), np.empty(given.markets)
    at = fill(given.pieces, order, amounts, brought)
    if at == np.inf:
        raise TooLarge(order, float(given.rows[:, AMOUNT].sum()))
    return as_split(given, at, amounts, brought)


def as_split(given: Parallel, at: float, amounts: Floats, brought: Floats) -> Split:
    """Amounts by market told by token."""
    paid, received = (amounts, brought) if given.exact_in else (-brought, amounts)
    here = (given.base + at) ** 2
    price = 1.0 / here if given.exact_in else here
    return Split(float(paid.sum()), float(received.sum()), price, paid, received)


@compiled
def fill(pieces: Pieces, order: float, amounts: Floats, brought: Floats) -> float:
    """The water level; by market, amounts and what they bring are written. inf where the order is too large."""
    rows, start = pieces.rows, pieces.start
    filled = level(rows, len(rows), order)
    at = filled[0]
    if at == np.inf:
        return at
    row_amounts = np.empty(len(rows))
    share(rows, len(rows), filled, order, row_amounts)
    for market in range(len(start) - 1):
        amounts[market] = brought[market] = 0.0
        for i in range(start[market], start[market + 1]):
            amounts[market] += row_amounts[i]
            brought[market] += brings(rows[i, RATE], rows[i, FROM], row_amounts[i], pieces.base, pieces.sign)
    return at


@compiled
def fill_each(pieces: Pieces, orders: Floats, amounts: Floats, brought: Floats) -> None:
    """Fill of many orders, each against the untouched markets: row k of amounts and brought; NaN where too large."""
    for k in range(len(orders)):
        if fill(pieces, orders[k], amounts[k], brought[k]) == np.inf:
            amounts[k] = brought[k] = np.nan
