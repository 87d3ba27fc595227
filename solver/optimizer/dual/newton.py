"""Newton's method on the dual in relative steps of sqrt(price), in which constant products are piecewise quadratic.

Where a step overshoots because a market bends more ahead than here, it is found anew with the stiffer of the two
curvatures, pair of tokens by pair of tokens: one kink does not hold back all the other tokens.
"""

import numpy as np

from solver.optimizer.dual.arrays import (
    BEST,
    CENTRED,
    DUAL,
    EVALUATIONS,
    ITERATIONS,
    LOSS,
    MISSING,
    OPTIMAL,
    RESIDUAL,
    RUNNING,
    SCALE,
    STALLED,
    STATUS,
    STILL,
    UNBOUNDED,
    Graph,
    Program,
    State,
)
from solver.optimizer.dual.books import EXACT, PINNED, harden
from solver.optimizer.dual.compiled import compiled
from solver.optimizer.dual.evaluate import evaluate, evaluate_books
from solver.optimizer.dual.measure import centre, measure
from solver.optimizer.dual.step import find_step
from solver.optimizer.dual.walk import attempt, first_length, settle
from solver.optimizer.program.network import Floats

_ATTEMPTS, _SHORTENINGS, _SHORTER = 5, 24, 0.25
_MOST_STILL = 3
_NEAR, _BLOCKED = 1e-3, 1e-6
_STOPS = 8
_STIFFER = 1.0
_NOISE = 1e-12
_SKY = 1e12
_TRUST = 0.3


@compiled
def advance(program: Program, state: State, tolerance: float, most: int) -> int:
    """Up to `most` more iterations; the status."""
    order, numbers, counts = program.order, state.numbers, state.counts
    if counts[EVALUATIONS] == 0:
        evaluate(program.markets, order, state.point, state.sums)
        counts[EVALUATIONS] = 1
        measure(order, state)
        numbers[BEST] = np.inf
    for _ in range(most):
        enough = tolerance * numbers[SCALE]
        hardened = numbers[LOSS] > 0.1 * enough and numbers[MISSING] <= max(_TRUST * numbers[LOSS], enough)
        if hardened:
            _harden(program, state)
        if numbers[RESIDUAL] <= tolerance * numbers[SCALE]:
            counts[STATUS] = OPTIMAL
        elif counts[STILL] > _MOST_STILL:
            counts[STATUS] = STALLED
        if counts[STATUS] != RUNNING:
            break
        counts[ITERATIONS] += 1
        if hardened or (not counts[CENTRED] and numbers[RESIDUAL] <= _NEAR * numbers[SCALE]):
            centre(program, state)
            counts[CENTRED] = 1
        _iterate(program, state, hardened)
    return int(counts[STATUS])


@compiled
def _harden(program: Program, state: State) -> None:
    """Books follow, and are made stiffer than what surrounds them."""
    graph, slack = program.graph, state.step
    slack[:] = 0.0
    for s in range(graph.low.size):
        slack[graph.low[s]] += state.sums.smooth_conductance[s]
        slack[graph.high[s]] += state.sums.smooth_conductance[s]
    harden(program.markets.books, state.point, slack)
    evaluate_books(program.markets, state.point, state.sums, EXACT)
    measure(program.order, state)


@compiled
def _iterate(program: Program, state: State, hardened: bool) -> None:
    """One step to a point that is taken."""
    before = state.numbers[DUAL]
    state.bends[:] = state.sums.smooth_conductance
    state.lines[:] = state.sums.conductance
    state.lines[:] -= state.sums.smooth_conductance
    if not _try(program, state, hardened):
        length = _SHORTER
        for _ in range(_SHORTENINGS):
            if attempt(program, state, length):
                break
            length *= _SHORTER
    settle(state)
    measure(program.order, state)
    _watch(program, state, before)


@compiled
def _try(program: Program, state: State, hardened: bool) -> bool:
    """Whether a step was taken, books being on their lines first where they have just been hardened."""
    if hardened and _pinned(program, state) and attempt(program, state, first_length(program, state)):
        return True
    trial, stiff = state.trial_sums, state.system.conductance
    for n in range(_ATTEMPTS):
        for s in range(stiff.size):
            stiff[s] = state.bends[s] + state.lines[s]
        _find_bounded_step(program.graph, state, state.sums.worth)
        length = first_length(program, state)
        if attempt(program, state, length) and (length > _BLOCKED or n == _ATTEMPTS - 1):
            return True
        for s in range(stiff.size):
            if length < 1.0:
                state.lines[s] = max(state.lines[s], trial.conductance[s] - trial.smooth_conductance[s])
        _stiffen(program.graph, state)
    return False


@compiled
def _find_bounded_step(graph: Graph, state: State, worth: Floats) -> None:
    """Towards the minimum of the quadratic until a token reaches its bound, which stops it there; and on from there."""
    step, gone = state.step, state.gone
    gone[:] = 0.0
    state.stopped[:] = False
    for _ in range(_STOPS):
        find_step(graph, state, worth)
        first, part = -1, 1.0
        for t in range(worth.size):
            shift, more = state.point.shift[t], step[t] - gone[t]
            if more < 0.0 and state.known[t] and not state.stopped[t] and not state.held[t]:
                room = (state.least[t] - shift) / (1.0 + shift) - gone[t]
                if room > part * more:
                    first, part = t, min(max(room / more, 0.0), 1.0)
        for t in range(worth.size):
            gone[t] += part * (step[t] - gone[t])
        if first < 0:
            break
        state.stopped[first] = True
    step[:] = gone


@compiled
def _stiffen(graph: Graph, state: State) -> None:
    """Where a pair of tokens bends more ahead, it counts as stiffer, but by no more than a few times at once.

    Else a step would never reach a kink behind which a market is as stiff as a wall.
    """
    around, ahead = state.trial_sums.worth, state.trial_sums.smooth_conductance
    around[:] = 0.0
    for s in range(graph.low.size):
        around[graph.low[s]] += state.bends[s]
        around[graph.high[s]] += state.bends[s]
    for s in range(graph.low.size):
        if ahead[s] > state.bends[s]:
            most = _STIFFER * min(around[graph.low[s]], around[graph.high[s]])
            state.bends[s] += min(ahead[s] - state.bends[s], most)


@compiled
def _pinned(program: Program, state: State) -> bool:
    """A step with books on the lines of their levels; whether it leads downwards."""
    sums, there = state.sums, state.trial_sums
    there.smooth_worth[:], there.smooth_conductance[:] = sums.smooth_worth, sums.smooth_conductance
    evaluate_books(program.markets, state.point, there, PINNED)
    state.system.conductance[:] = there.conductance
    _find_bounded_step(program.graph, state, there.worth)
    return bool(np.dot(sums.worth, state.step) < 0.0)


@compiled
def _watch(program: Program, state: State, before: float) -> None:
    """Counts iterations without progress; ends a search whose prices rise without end."""
    numbers, counts = state.numbers, state.counts
    better = numbers[RESIDUAL] < 0.5 * numbers[BEST] or before - numbers[DUAL] > _NOISE * numbers[SCALE]
    counts[STILL] = 0 if better else counts[STILL] + 1
    numbers[BEST] = min(numbers[BEST], numbers[RESIDUAL])
    for t in range(program.order.supply.size):
        if state.known[t] and state.point.shift[t] > _SKY:
            counts[STATUS] = UNBOUNDED
