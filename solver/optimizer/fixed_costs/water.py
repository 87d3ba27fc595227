"""Filling parallel pieces to one water level: the exact split of an amount between concave pieces.

A bounded hyperbola out(x) = R_o k x / (R_i + k x) has marginal price 1/y^2 with y linear in x, so with x the amount,

    x(y) = rate (min(y, y_to) - y_from)  for y above y_from,    what it brings(x) = sign x / (w_from w),  w = y

and a level of a book is the same with y_from = y_to. Buying an exact amount is the same again in w = -1/y, where what a
piece brings is minus what it costs (sign -1). Every optimal split has one w for all pieces: the water level. Levels are
stored less `base`, the best of them, so that orders far smaller than the depth keep their digits.

A row is one piece: RATE, FROM, TO, AMOUNT (all that it takes; a level has rate 0 and FROM = TO), COST of entering it.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from solver.optimizer.dual.compiled import compiled

Floats = NDArray[np.float64]
Places = NDArray[np.int64]

RATE, FROM, TO, AMOUNT, COST = range(5)
COLUMNS = 5
_PASSES = 400
_ALTERNATE = 24
_ROUNDING = 1e-14


class Pieces(NamedTuple):
    """Parallel markets: see parallel.Parallel."""

    rows: Floats
    start: Places
    base: float
    sign: float


@compiled
def _measure(rows: Floats, count: int, at: float) -> tuple[float, float, float, float, float]:
    """At a level: what all take, their slope, the last breakpoint up to it, the next, what is taken exactly there."""
    total = slope = jump = 0.0
    below, above = -np.inf, np.inf
    for i in range(count):
        start, end = rows[i, FROM], rows[i, TO]
        if start > at:
            above = min(above, start)
        elif end > at:
            total += rows[i, RATE] * (at - start)
            slope += rows[i, RATE]
            above = min(above, end)
            if start > below:
                below, jump = start, 0.0
        else:
            total += rows[i, AMOUNT]
            if end > below:
                below, jump = end, 0.0
            if start == end == below:
                jump += rows[i, AMOUNT]
    return total, slope, below, above, jump


@compiled
def level(rows: Floats, count: int, order: float) -> tuple[float, float]:
    """Where the first `count` rows take `order`, and how much of it rows at exactly that level share.

    (inf, 0) where all together take less. The total is piecewise linear, so a Newton step that stays within its
    segment is the answer; one that leaves its bracket is replaced by bisection, hence the end is certain.
    """
    at, low, high = 0.0, 0.0, np.inf
    for step in range(_PASSES):
        total, slope, below, above, jump = _measure(rows, count, at)
        newton = at + (order - total) / slope if slope > 0.0 else at
        if order >= total:
            if above == np.inf and slope == 0.0:
                return (max(below, 0.0), jump) if order <= total * (1.0 + _ROUNDING) else (np.inf, 0.0)
            if newton == at and order == total:
                return at, jump if below == at else 0.0
            if slope > 0.0 and newton <= above:
                return newton, jump if newton == below else 0.0
            low = above
        else:
            before = total - slope * (at - below) if slope > 0.0 else total
            if slope > 0.0 and order >= before:
                if total <= 4.0 * order or newton == at:
                    return max(newton, below), jump if newton <= below else 0.0
                at = newton
                continue
            if order >= before - jump:
                return below, min(max(order - (before - jump), 0.0), jump)
            high = below
        stuck = slope == 0.0 or (step > _ALTERNATE and step % 2 == 0)
        at = newton if not stuck and low <= newton < high else (low if high == np.inf else 0.5 * (low + high))
        if at >= high:
            at = low
    return at, 0.0


@compiled
def share(rows: Floats, count: int, filled: tuple[float, float], order: float, amounts: Floats) -> None:
    """Write what each row takes at a level (as `level` tells it); rows at exactly that level share in their order.

    What the level's rounding leaves of the order goes to the rows that are neither empty nor full, by their rates.
    """
    at, spare = filled
    rest, slope = order, 0.0
    for i in range(count):
        start, amount = rows[i, FROM], 0.0
        if start < at:
            active = rows[i, TO] > at
            amount = rows[i, RATE] * (at - start) if active else rows[i, AMOUNT]
            slope += rows[i, RATE] if active else 0.0
        elif start == at and rows[i, RATE] == 0.0:
            amount = min(spare, rows[i, AMOUNT])
            spare -= amount
        amounts[i] = amount
        rest -= amount
    if slope > 0.0:
        for i in range(count):
            if rows[i, FROM] < at < rows[i, TO]:
                amounts[i] = min(max(amounts[i] + rows[i, RATE] * (rest / slope), 0.0), rows[i, AMOUNT])


@compiled
def brings(rate: float, start: float, amount: float, base: float, sign: float) -> float:
    """What a piece brings for an amount: output, or minus the input."""
    first = base + start
    last = first + amount / rate if rate > 0.0 else first
    return sign * amount / (first * last)


@compiled
def arbitrage(rows: Floats, i: int, at: float, base: float, sign: float) -> float:
    """What piece i earns at best if its amount is priced at the level: never negative, no cancellation."""
    rate, start, end = float(rows[i, RATE]), float(rows[i, FROM]), float(rows[i, TO])
    amount, first = float(rows[i, AMOUNT]), base + start
    if start >= at:
        return 0.0
    if at == np.inf:
        return sign * (rate / first if end == np.inf else amount / (first * (base + end)))
    here = base + at
    beyond = (at - start) / here
    if end > at:
        return sign * rate * beyond * beyond / first
    return sign * amount * ((at - end) / (first * (base + end) * here) + beyond / (first * here))
