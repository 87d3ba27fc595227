"""Newton's method on the dual in relative steps of sqrt(price).

There the dual of constant products is piecewise quadratic, and the matrix of every network is a Laplacian plus a
diagonal: with W the Laplacian of the conductances and G the net flows in worth, (2 W + diag(G)) z = -G, of which only
the part of diag(G) that is positive is kept. A token at its least price with some of it left over is held there.
"""

import numpy as np

from solver.optimizer.dual.arrays import Graph, Markets, Order, Point, Program, State
from solver.optimizer.dual.books import harden
from solver.optimizer.dual.compiled import compiled
from solver.optimizer.dual.dense import solve_dense
from solver.optimizer.dual.evaluate import LOST, SOFT, evaluate, evaluate_books
from solver.optimizer.dual.sparse import solve_sparse
from solver.optimizer.program.network import Floats

RUNNING, OPTIMAL, STALLED, UNBOUNDED = 0, 1, 2, 3

DUAL, RESIDUAL, SCALE, BEST, MISSING, LOSS = 0, 1, 2, 3, 4, 5
"""Places in State.numbers: dual; missing and loss together; order value; the least residual so far; what is missing or
left over; what books lose by not taking what is best for them."""
ITERATIONS, STATUS, STILL, CENTRED, EVALUATIONS, ROUNDS = 0, 1, 2, 3, 4, 5
"""Places in State.counts. STILL: iterations without progress; CENTRED: whether root was moved to the near-optimum."""

_LEAST_FALL, _MOST_RISE = -0.9, 4.0
_DECREASE = 1e-4
_HALVINGS = 40
_MOST_STILL = 3
_NEAR = 1e-3
_NOISE = 1e-13
_RIDGE = 1e-14
_SKY = 1e12
_TRUST, _GROWTH = 0.3, 8.0


@compiled
def advance(program: Program, state: State, tolerance: float, most: int) -> int:
    """Up to `most` more iterations; the status."""
    markets, order, graph = program.markets, program.order, program.graph
    numbers, counts = state.numbers, state.counts
    if counts[EVALUATIONS] == 0:
        evaluate(markets, order, state.point, state.sums)
        counts[EVALUATIONS] = 1
        _measure(order, state)
        numbers[BEST] = np.inf
    for _ in range(most):
        if numbers[LOSS] > 0.0 and numbers[MISSING] <= max(_TRUST * numbers[LOSS], tolerance * numbers[SCALE]):
            harden(markets.books, _GROWTH)
            evaluate_books(markets, state.point, state.sums)
            _measure(order, state)
        if numbers[RESIDUAL] <= tolerance * numbers[SCALE]:
            counts[STATUS] = OPTIMAL
        elif counts[STILL] > _MOST_STILL:
            counts[STATUS] = STALLED
        if counts[STATUS] != RUNNING:
            break
        counts[ITERATIONS] += 1
        if not counts[CENTRED] and numbers[RESIDUAL] <= _NEAR * numbers[SCALE]:
            centre(order, state)
            counts[CENTRED] = 1
        find_step(graph, state)
        walk(markets, order, state)
    return int(counts[STATUS])


@compiled
def centre(order: Order, state: State) -> None:
    """The same prices as roots, shifts being zero from here."""
    root, shift = state.point.root, state.point.shift
    for t in range(root.size):
        if not order.fixed[t]:
            root[t] *= 1.0 + shift[t]
            shift[t] = 0.0
            state.point.ground[t] = 2.0 * np.log(root[t])
    bind(order, state)


@compiled
def bind(order: Order, state: State) -> None:
    """Bounds of the shifts: a token's value, and never below a hair of its first price."""
    root = state.point.root
    for t in range(root.size):
        if state.known[t]:
            state.least[t] = max(np.sqrt(order.value[t]) / root[t] - 1.0, 1e-10 - 1.0)


@compiled
def _measure(order: Order, state: State) -> None:
    """Residual: worth of what is missing, and of what is left over above a token's value; who is held; the scale."""
    left, supplied, worth = 0.0, 0.0, state.sums.worth
    for t in range(worth.size):
        if not state.known[t]:
            continue
        shift, least = state.point.shift[t], state.least[t]
        supplied += abs(order.supply[t]) * (state.point.root[t] * (1.0 + shift)) ** 2
        state.held[t] = order.fixed[t] or (shift <= least and worth[t] >= 0.0)
        if order.fixed[t]:
            continue
        if worth[t] < 0.0:
            left -= worth[t]
        elif shift > least:
            ratio = (1.0 + least) / (1.0 + shift)
            left += worth[t] * (1.0 - ratio * ratio)
    totals, numbers = state.sums.totals, state.numbers
    numbers[DUAL], numbers[LOSS], numbers[MISSING] = totals[SOFT], totals[LOST], left
    numbers[RESIDUAL] = left + totals[LOST]
    numbers[SCALE] = max(supplied, abs(totals[SOFT]))


@compiled
def find_step(graph: Graph, state: State) -> None:
    """step: relative change of each root; zero where held."""
    system, worth = state.system, state.sums.worth
    dense = system.matrix.size > 0
    count = _gather(graph, state, dense)
    for s in range(graph.low.size):
        weight = 2.0 * system.conductance[s]
        system.conductance[s] = weight
        i, j = system.rank[graph.low[s]], system.rank[graph.high[s]]
        if i >= 0:
            system.diagonal[i] += weight
        if j >= 0:
            system.diagonal[j] += weight
    largest = 0.0
    for i in range(count):
        largest = max(largest, system.diagonal[i])
    for i in range(count):
        system.diagonal[i] += _RIDGE * (system.diagonal[i] + largest)
        if not system.diagonal[i] > 0.0:
            # No market trades yet, so nothing bends: the step is the longest that is taken anyway.
            system.diagonal[i] = abs(system.right[i]) / _MOST_RISE if system.right[i] != 0.0 else 1.0
    if dense:
        solve_dense(graph, system, count)
    else:
        state.counts[ROUNDS] += solve_sparse(system, 1e-6)
    for t in range(worth.size):
        rank = system.rank[t]
        state.step[t] = system.solution[rank] if rank >= 0 else 0.0


@compiled
def _gather(graph: Graph, state: State, dense: bool) -> int:
    """Ranks of the free tokens, the right side, and the part of the diagonal that flows give; rows of the system."""
    system, worth, count = state.system, state.sums.worth, 0
    for n in range(worth.size):
        t = graph.order[n]
        free = state.known[t] and not state.held[t]
        if not free:
            system.rank[t] = -1
            if dense:
                continue
        else:
            system.rank[t] = count
        system.token[count] = t
        system.right[count] = -worth[t] if free else 0.0
        system.diagonal[count] = max(worth[t], 0.0) if free else 1.0
        count += 1
    return count


@compiled
def walk(markets: Markets, order: Order, state: State) -> None:
    """Along the step, by halves, to a point where the dual has fallen enough; nowhere if there is none."""
    numbers, counts, worth = state.numbers, state.counts, state.sums.worth
    slopes = worth.copy()
    trial = Point(state.point.root, state.trial, state.point.ground, state.point.rise)
    length, before, after = 1.0, numbers[DUAL], np.inf
    for _ in range(_HALVINGS):
        expected = _move(state, slopes, length)
        evaluate(markets, order, trial, state.sums)
        after = state.sums.totals[SOFT]
        counts[EVALUATIONS] += 1
        if after <= before + _DECREASE * expected:
            break
        if after <= before + _NOISE * numbers[SCALE] and -expected <= _NEAR * _NEAR * numbers[SCALE]:
            break
        length *= 0.5
    state.point.shift[:] = state.trial
    _measure(order, state)
    better = numbers[RESIDUAL] < 0.5 * numbers[BEST] or before - after > _NOISE * numbers[SCALE]
    counts[STILL] = 0 if better else counts[STILL] + 1
    numbers[BEST] = min(numbers[BEST], numbers[RESIDUAL])
    for t in range(worth.size):
        if state.known[t] and state.trial[t] > _SKY:
            counts[STATUS] = UNBOUNDED


@compiled
def _move(state: State, slopes: Floats, length: float) -> float:
    """trial: the shifts after a part of the step; the change of the dual that its slopes promise."""
    promised = 0.0
    for t in range(slopes.size):
        shift = state.point.shift[t]
        if not state.known[t]:
            continue
        part = min(max(length * state.step[t], _LEAST_FALL), _MOST_RISE)
        state.trial[t] = max(shift + (1.0 + shift) * part, state.least[t])
        promised += 2.0 * slopes[t] * (state.trial[t] - shift) / (1.0 + shift)
    return promised
