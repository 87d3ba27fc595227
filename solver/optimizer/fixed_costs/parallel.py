"""Parallel markets between two tokens as rows of pieces: what the compiled splits read.

ParallelError
├── NotConvexHere    a shape that is no chain of hyperbolas and levels (weighted and stable pools)
├── NotANumber       a shape with an infinite or undefined figure
└── BadCost          a cost that is negative or not finite
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from math import inf, isfinite, isnan

import numpy as np

from solver.domain.primitives import Address
from solver.markets.shapes import Curve, Levels, Piece, Product, Shape
from solver.optimizer.fixed_costs.water import AMOUNT, COLUMNS, COST, FROM, RATE, TO, Floats, Pieces, Places


class ParallelError(ValueError):
    """Markets that cannot be split between."""


@dataclass(eq=False)
class NotConvexHere(ParallelError):
    """The exact split knows hyperbolas and levels only."""

    market: int
    shape: Shape


@dataclass(eq=False)
class NotANumber(ParallelError):
    """An infinite or undefined figure in a piece."""

    market: int
    piece: Piece


@dataclass(eq=False)
class BadCost(ParallelError):
    """Costs are finite and not negative."""

    market: int
    cost: float


@dataclass(frozen=True, slots=True, eq=False)
class Parallel:
    """Market i owns rows start[i] to start[i + 1], best price first; see water for the columns.

    exact_in: amounts are of the token sold and what rows bring is of the token bought; else amounts are bought, and
    what rows bring is minus what is sold. COST is in units of what is brought: gas of a market stands in its first row,
    the cost of crossing into a further piece in that piece's.
    """

    exact_in: bool
    base: float
    rows: Floats
    start: Places

    @property
    def markets(self) -> int:
        """How many, empty ones included."""
        return len(self.start) - 1

    @property
    def pieces(self) -> Pieces:
        """As the kernels take them."""
        return Pieces(self.rows, self.start, self.base, self.sign)

    @property
    def sign(self) -> float:
        """Of what is brought."""
        return 1.0 if self.exact_in else -1.0


def parallel(
    markets: Sequence[Sequence[Shape]],
    token_in: Address,
    token_out: Address,
    *,
    exact_in: bool = True,
    costs: Sequence[float] | None = None,
    crossings: Sequence[float] | None = None,
) -> Parallel:
    """The direction token_in to token_out of markets, each given by all its shapes; a market that has none is empty.

    costs: of using market i at all; crossings: of each further piece of it that is entered (initialised ticks of a
    concentrated pool). Both in units of token_out for exact in, of token_in for exact out. Raises ParallelError.
    """
    owned = [_pieces(i, shapes, token_in, token_out) for i, shapes in enumerate(markets)]
    pieces = [piece for chain in owned for piece in chain]
    start = np.array([0, *accumulate(len(chain) for chain in owned)], dtype=np.int64)
    rows, base = _rows(np.array(pieces, dtype=np.float64).reshape(-1, 4), exact_in=exact_in)
    _charge(rows, start, costs, crossings)
    return Parallel(exact_in, base, rows, start)


def from_reserves(
    reserve_in: Floats, reserve_out: Floats, keep: Floats, *, exact_in: bool = True, costs: Floats | None = None
) -> Parallel:
    """Constant-product markets in arrays, one row each: all reserves and keeps positive."""
    unbounded = np.full(len(keep), np.inf)
    rows, base = _rows(np.column_stack((reserve_in, reserve_out, keep, unbounded)), exact_in=exact_in)
    start = np.arange(len(keep) + 1)
    _charge(rows, start, None if costs is None else costs.tolist(), None)
    return Parallel(exact_in, base, rows, start)


_Row = tuple[float, float, float, float]


def _pieces(market: int, shapes: Sequence[Shape], token_in: Address, token_out: Address) -> list[_Row]:
    """(reserve_in, reserve_out, keep, capacity) of each piece, a level having reserves zero and its price as keep."""
    found: list[_Row] = []
    for shape in shapes:
        match shape:
            case Product(tokens=tokens) if {token_in, token_out} == set(tokens):
                into = tokens.index(token_in)
                found += _solid(market, Piece(shape.reserves[into], shape.reserves[1 - into], shape.keep, inf))
            case Curve() if (shape.token_in, shape.token_out) == (token_in, token_out):
                found += [row for piece in shape.pieces for row in _solid(market, piece)]
            case Levels() if (shape.token_in, shape.token_out) == (token_in, token_out):
                for size, price in zip(shape.sizes, shape.prices, strict=True):
                    found += _solid_level(market, size, price)
            case Product() | Curve() | Levels():
                pass
            case _:
                raise NotConvexHere(market, shape)
    return sorted(found, key=_first_price, reverse=True)


def _first_price(row: _Row) -> float:
    reserve_in, reserve_out, keep, _ = row
    return keep if reserve_in == 0 else reserve_out * keep / reserve_in


def _solid(market: int, piece: Piece) -> list[_Row]:
    row = (piece.reserve_in, piece.reserve_out, piece.keep, piece.capacity)
    if isnan(piece.capacity) or not all(map(isfinite, row[:3])):
        raise NotANumber(market, piece)
    return [row] if min(row) > 0 else []


def _solid_level(market: int, size: float, price: float) -> list[_Row]:
    if not isfinite(size) or not isfinite(price):
        raise NotANumber(market, Piece(0.0, 0.0, price, size))
    return [(0.0, 0.0, price, size)] if size > 0 and price > 0 else []


def _rows(pieces: Floats, *, exact_in: bool) -> tuple[Floats, float]:
    """Rows without costs, and the base of their levels."""
    reserve_in, reserve_out, keep, capacity = pieces.T
    rows = np.zeros((len(pieces), COLUMNS))
    if not len(pieces):
        return rows, 1.0
    level = reserve_in == 0
    safe_in, safe_out = np.where(level, 1.0, reserve_in), np.where(level, 1.0, reserve_out)
    rate = np.sqrt(safe_in) * np.sqrt(safe_out) / np.sqrt(keep)
    first = np.sqrt(safe_in / safe_out) / np.sqrt(keep)
    taken = np.where(level, 0.0, capacity / rate)
    if exact_in:
        begin, width, amount = first, taken, capacity
    else:
        unbounded = np.isinf(taken)
        part = np.where(unbounded, 1.0, taken / (first + np.where(unbounded, 0.0, taken)))
        begin, width = -1.0 / first, part / first
        amount = np.where(level, capacity * keep, rate * width)
    base = float(begin.min())
    rows[:, RATE] = np.where(level, 0.0, rate)
    rows[:, FROM] = begin - base
    rows[:, TO] = rows[:, FROM] + width
    rows[:, AMOUNT] = amount
    return rows, base


def _charge(rows: Floats, start: Places, costs: Sequence[float] | None, crossings: Sequence[float] | None) -> None:
    for given in (costs, crossings):
        for market, cost in enumerate(() if given is None else given):
            if not (isfinite(cost) and cost >= 0):
                raise BadCost(market, cost)
    if crossings is not None:
        rows[:, COST] = np.repeat(np.asarray(crossings, dtype=np.float64), np.diff(start))
    full = np.flatnonzero(np.diff(start))
    rows[start[full], COST] = 0.0 if costs is None else np.asarray(costs, dtype=np.float64)[full]
