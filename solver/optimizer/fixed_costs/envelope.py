"""Lagrangian relaxation of fixed costs: every market by the concave envelope of what it brings net of its costs.

A market that costs g to use brings b(x) - g. Its best concave bound is a line from nothing to where the line touches
the curve, then the curve itself: a level of a book, then what is left of the pieces. So the relaxation is water-filling
again, and its optimum is whole but for the few markets whose line it stops on. The bound it gives,

    price(w) order + sum_i max(0, best arbitrage of market i at w less its costs),

holds at every w (and is evaluated as such). Where a further piece has a cost of its own (a crossed tick), stages are
merged as long as a later one pays earlier: pool adjacent violators.
"""

from typing import NamedTuple

import numpy as np

from solver.optimizer.dual.compiled import compiled
from solver.optimizer.fixed_costs.water import AMOUNT, COLUMNS, COST, FROM, RATE, TO, Floats, Places, arbitrage


class Case(NamedTuple):
    """One order over parallel markets: see parallel.Parallel."""

    rows: Floats
    start: Places
    base: float
    sign: float
    order: float


class Relaxed(NamedTuple):
    """Room for a relaxation: rows of envelopes, whose they are, and for the line of a stage the rows it stands for.

    first, last: rows of the block that a line opens; first is -1 on other rows. block_*: room of one market's blocks
    """

    rows: Floats
    market: Places
    first: Places
    last: Places
    block_first: Places
    block_last: Places
    block_cost: Floats
    block_at: Floats


def relaxed_room(rows: int) -> Relaxed:
    """Every row may be a stage: a line and a rest each."""
    room = 2 * rows + 1
    market, first, last, block_first, block_last = np.empty((5, room), dtype=np.int64)
    envelope, cost, at = np.zeros((room, COLUMNS)), np.empty(room), np.empty(room)
    return Relaxed(envelope, market, first, last, block_first, block_last, cost, at)


@compiled
def _grown(case: Case, rate: float, amount: float, start: float, end: float) -> float:
    """By how much arbitrage grows between two levels with `amount` full and one piece (or none) that starts there."""
    first, last, sign = case.base + start, case.base + end, case.sign
    if last == 0.0:
        return np.inf
    beyond = (end - start) / last
    q_first, q_last = 1.0 / first, (0.0 if end == np.inf else 1.0 / last)
    beyond = 1.0 if end == np.inf else beyond
    return sign * amount * (q_first - q_last) * (q_first + q_last) + sign * rate * beyond * beyond / first


@compiled
def _reached(case: Case, rate: float, amount: float, start: float, need: float) -> float:
    """The level at which that growth is `need`: a quadratic in (w - w_start) / w, solved without cancellation."""
    first, sign = case.base + start, case.sign
    half = amount / (first * first)
    inner = half * half + sign * (rate / first - half) * need
    below = half + np.sqrt(inner) if inner >= 0.0 else 0.0
    if below <= 0.0:
        return np.inf
    share = need / below
    if sign > 0.0 and share >= 1.0:
        return np.inf
    return start + max(sign * first * share / (1.0 - sign * share), 0.0)


@compiled
def threshold(case: Case, first: int, last: int, cost: float) -> float:
    """The level from which these rows together earn their cost; inf where they never do."""
    rows, amount, need = case.rows, 0.0, cost
    at = float(rows[first, FROM])
    if cost <= 0.0:
        return at
    for i in range(first, last):
        start, end = rows[i, FROM], rows[i, TO]
        if start > at and amount > 0.0:
            reached = _reached(case, 0.0, amount, at, need)
            if reached <= start:
                return reached
            need -= _grown(case, 0.0, amount, at, start)
        at = start
        if end > start:
            reached = _reached(case, rows[i, RATE], amount, at, need)
            if reached <= end or end == np.inf:
                return reached
            need -= _grown(case, rows[i, RATE], amount, at, end)
            at = end
        amount += rows[i, AMOUNT]
    return _reached(case, 0.0, amount, at, need)


@compiled
def stage_end(rows: Floats, first: int, last: int) -> int:
    """One past the rows that entering `first` opens: up to the next that has a cost."""
    end = first + 1
    while end < last and rows[end, COST] == 0.0:
        end += 1
    return end


@compiled
def _blocks(case: Case, first: int, last: int, room: Relaxed) -> int:
    """How many blocks, of ever later thresholds, the stages of these rows make."""
    count = 0
    while first < last:
        end, begin, cost = stage_end(case.rows, first, last), first, case.rows[first, COST]
        at = threshold(case, begin, end, cost)
        while count > 0 and at < room.block_at[count - 1]:
            count -= 1
            begin, cost = room.block_first[count], cost + room.block_cost[count]
            at = threshold(case, begin, end, cost)
        room.block_first[count], room.block_last[count] = begin, end
        room.block_cost[count], room.block_at[count] = cost, at
        count, first = count + 1, end
    return count


@compiled
def _put(room: Relaxed, count: int, market: int, row: tuple[float, float, float, float]) -> int:
    rate, start, end, amount = row
    room.rows[count, RATE], room.rows[count, FROM] = rate, start
    room.rows[count, TO], room.rows[count, AMOUNT] = end, amount
    room.market[count], room.first[count] = market, -1
    return count + 1


@compiled
def _line_and_rest(case: Case, market: int, block: int, room: Relaxed, count: int) -> int:
    """Append a block: its line as a level at the threshold, then what its rows still take beyond."""
    at, line = room.block_at[block], count
    count = _put(room, count, market, (0.0, at, at, 0.0))
    room.first[line], room.last[line] = room.block_first[block], room.block_last[block]
    for i in range(room.block_first[block], room.block_last[block]):
        start, end = case.rows[i, FROM], case.rows[i, TO]
        if start >= at:
            count = _put(room, count, market, (case.rows[i, RATE], start, end, case.rows[i, AMOUNT]))
        elif end <= at:
            room.rows[line, AMOUNT] += case.rows[i, AMOUNT]
        else:
            below = case.rows[i, RATE] * (at - start)
            room.rows[line, AMOUNT] += below
            count = _put(room, count, market, (case.rows[i, RATE], at, end, case.rows[i, AMOUNT] - below))
    return count


@compiled
def relax(case: Case, low: Places, high: Places, room: Relaxed) -> int:
    """Envelopes of markets whose rows below low[i] are paid for and whose rows from high[i] on are closed."""
    count = 0
    for market in range(len(low)):
        for i in range(case.start[market], low[market]):
            count = _put(
                room,
                count,
                market,
                (case.rows[i, RATE], case.rows[i, FROM], case.rows[i, TO], case.rows[i, AMOUNT]),
            )
        for block in range(_blocks(case, low[market], high[market], room)):
            if room.block_at[block] < np.inf:
                count = _line_and_rest(case, market, block, room, count)
    return count


@compiled
def earnings(case: Case, market: int, low: int, high: int, at: float) -> float:
    """Most that a market can be worth at a level, its rows below `low` paid for and those from `high` on closed."""
    total = 0.0
    for i in range(case.start[market], low):
        total += arbitrage(case.rows, i, at, case.base, case.sign) - case.rows[i, COST]
    best = total
    while low < high:
        end = stage_end(case.rows, low, high)
        total -= case.rows[low, COST]
        for i in range(low, end):
            total += arbitrage(case.rows, i, at, case.base, case.sign)
        best, low = max(best, total), end
    return best


@compiled
def bound(case: Case, low: Places, high: Places, at: float) -> float:
    """No choice of stages within low and high is worth more than this, whatever the level."""
    here = case.base + at
    total = 0.0 if at == np.inf else case.sign * case.order / (here * here)
    for market in range(len(low)):
        total += earnings(case, market, low[market], high[market], at)
    return total
