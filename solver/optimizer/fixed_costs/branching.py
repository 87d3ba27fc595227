"""Branch and bound over which markets are used: exact, because the relaxation stops on few of them.

A node says for every market which rows are paid for (below low) and which are closed (from high on). Its bound is the
Lagrangian's at its own best level; both ways of rounding the market it stops on give answers; it branches on that one.
"""

from typing import NamedTuple

import numpy as np

from solver.optimizer.dual.compiled import compiled
from solver.optimizer.fixed_costs.envelope import Case, Relaxed, bound, earnings, relax, relaxed_room, stage_end
from solver.optimizer.fixed_costs.water import AMOUNT, COLUMNS, COST, FROM, RATE, Floats, Places, brings, level, share

TOLERANCE = 1e-13
"""Of the value: a bound that exceeds it by less is its rounding."""
_WHOLE = 1.0 - 1e-12
_CANDIDATES = 16


class Fork(NamedTuple):
    """Where to branch: on the stage of a market that begins at row `first`; market is -1 where there is nothing to."""

    market: int
    first: int
    opened: bool


class Search(NamedTuple):
    """Room of one search. depth: one past the last row that each market may use in the answer at hand; best: so far."""

    low: Places
    high: Places
    depth: Places
    best: Places
    worth: Floats
    relaxed: Relaxed
    rows: Floats
    amounts: Floats
    frames: Places
    frame_bound: Floats


def search_room(start: Places, rows: int) -> Search:
    """Nothing is paid for, all is open, nothing is found."""
    low, high, found = start[:-1].copy(), start[1:].copy(), np.array([-np.inf])
    room, amounts = np.empty((rows + 1, COLUMNS)), np.empty(rows + 1)
    frames, bounds = np.empty((rows + 2, 6), dtype=np.int64), np.empty(rows + 2)
    return Search(low, high, low.copy(), low.copy(), found, relaxed_room(rows), room, amounts, frames, bounds)


@compiled
def beats(higher: float, value: float) -> bool:
    """Whether by more than rounding."""
    return higher > -np.inf and (value == -np.inf or higher > value + TOLERANCE * abs(value))


@compiled
def worth(case: Case, depth: Places, search: Search, begin: int, end: int) -> float:
    """Exact value of the best split over the rows below depth, less the costs of what is used; markets begin to end."""
    count = 0
    for market in range(begin, end):
        for i in range(case.start[market], depth[market]):
            search.rows[count] = case.rows[i]
            count += 1
    filled = level(search.rows, count, case.order)
    if filled[0] == np.inf:
        return -np.inf
    share(search.rows, count, filled, case.order, search.amounts)
    total = 0.0
    for i in range(count):
        if search.amounts[i] > 0.0:
            total += brings(search.rows[i, RATE], search.rows[i, FROM], search.amounts[i], case.base, case.sign)
            total -= search.rows[i, COST]
    return total


@compiled
def keep_better(case: Case, depth: Places, search: Search) -> bool:
    """Remember an answer that is the best so far."""
    value = worth(case, depth, search, 0, len(depth))
    better = beats(value, search.worth[0])
    if better:
        search.worth[0] = value
        search.best[:] = depth
    return better


@compiled
def _settle(search: Search, count: int, at: float, spare: float) -> int:
    """Set depth to the blocks that the level has passed or can fill; the line it stops on, or -1."""
    relaxed, stopped, levels = search.relaxed, -1, 0.0
    search.depth[:] = search.low
    for i in range(count):
        here = relaxed.rows[i, FROM] == at
        if relaxed.first[i] < 0:
            levels += relaxed.rows[i, AMOUNT] if here and relaxed.rows[i, RATE] == 0.0 else 0.0
        elif relaxed.rows[i, FROM] < at:
            search.depth[relaxed.market[i]] = relaxed.last[i]
        elif here and relaxed.rows[i, AMOUNT] * _WHOLE <= spare:
            search.depth[relaxed.market[i]] = relaxed.last[i]
            spare -= relaxed.rows[i, AMOUNT]
        elif here and stopped < 0:
            stopped = i
    return stopped if stopped >= 0 and spare > levels + (1.0 - _WHOLE) * relaxed.rows[stopped, AMOUNT] else -1


@compiled
def _promising(case: Case, search: Search) -> int:
    """Where what surely pays cannot take the order: the undecided market that has most to give, or -1.

    -1 too where even all that is open cannot take it.
    """
    best, chosen = -np.inf, -1
    if worth(case, search.high, search, 0, len(search.high)) == -np.inf:
        return chosen
    for market in range(len(search.low)):
        low, high = search.low[market], search.high[market]
        if low < high:
            end = stage_end(case.rows, low, high)
            value = earnings(case, market, end, end, np.inf)
            if value > best:
                best, chosen = value, market
    return chosen


@compiled
def visit(case: Case, search: Search) -> tuple[float, float, Fork]:
    """Bound a node and try its roundings: bound, level, and where to branch (opened: rather open that stage first)."""
    count = relax(case, search.low, search.high, search.relaxed)
    at, spare = level(search.relaxed.rows, count, case.order)
    if at == np.inf:
        chosen = _promising(case, search)
        if chosen < 0:
            return -np.inf, at, Fork(-1, -1, True)
        keep_better(case, search.high, search)
        return bound(case, search.low, search.high, at), at, Fork(chosen, search.low[chosen], True)
    most = bound(case, search.low, search.high, at)
    stopped = _settle(search, count, at, spare)
    keep_better(case, search.depth, search)
    if stopped < 0:
        return most, at, Fork(-1, -1, True)
    market, first, last = search.relaxed.market[stopped], search.relaxed.first[stopped], search.relaxed.last[stopped]
    search.depth[market] = last
    keep_better(case, search.depth, search)
    return most, at, Fork(market, first, 2.0 * spare > search.relaxed.rows[stopped, AMOUNT])


@compiled
def search_tree(case: Case, search: Search, budget: int) -> tuple[float, int]:
    """Depth first, the likelier child first: what no answer exceeds, and how many nodes were visited."""
    depth, nodes, unexplored = 0, 0, -np.inf
    while True:
        most, _, fork = visit(case, search)
        nodes += 1
        if fork.market >= 0 and beats(most, search.worth[0]):
            if nodes < budget:
                _branch(case, search, depth, fork, most)
                depth += 1
                continue
            unexplored = max(unexplored, most)
        depth, left = _sibling(case, search, depth, nodes < budget)
        unexplored = max(unexplored, left)
        if depth == 0:
            return max(unexplored, search.worth[0]), nodes


@compiled
def _enter(case: Case, search: Search, fork: Fork) -> None:
    if fork.opened:
        search.low[fork.market] = stage_end(case.rows, fork.first, search.high[fork.market])
    else:
        search.high[fork.market] = fork.first


@compiled
def _branch(case: Case, search: Search, depth: int, fork: Fork, most: float) -> None:
    frame, market = search.frames[depth], fork.market
    frame[0], frame[1], frame[2], frame[3] = market, fork.first, search.low[market], search.high[market]
    frame[4], frame[5] = 1 if fork.opened else 0, 0
    search.frame_bound[depth] = most
    _enter(case, search, fork)


@compiled
def _sibling(case: Case, search: Search, depth: int, more: bool) -> tuple[int, float]:
    """Undo decisions up to one whose other child may be better, and enter that; the bound of what is given up."""
    left = -np.inf
    while depth > 0:
        frame = search.frames[depth - 1]
        search.low[frame[0]], search.high[frame[0]] = frame[2], frame[3]
        if frame[5] == 0 and beats(search.frame_bound[depth - 1], search.worth[0]):
            if more:
                frame[5] = 1
                _enter(case, search, Fork(frame[0], frame[1], frame[4] == 0))
                return depth, left
            left = max(left, search.frame_bound[depth - 1])
        depth -= 1
    return 0, left
