"""Along a step: how far, and whether the point there is taken."""

from solver.optimizer.dual.arrays import EVALUATIONS, MISSING, SCALE, Point, Program, State
from solver.optimizer.dual.books import pull_of_books
from solver.optimizer.dual.compiled import compiled
from solver.optimizer.dual.evaluate import SOFT, evaluate
from solver.optimizer.dual.measure import missing_at

_DECREASE = 1e-4
_FLAT, _NOISE = 1e-9, 1e-12
_BISECTIONS = 52


@compiled
def first_length(program: Program, state: State) -> float:
    """Where along the step the books turn the dual upwards, the other markets being as their curvature says.

    Books have kinks, and kinks are cheap to find when only books are asked.
    """
    books, graph, step = program.markets.books, program.graph, state.step
    if books.stiff.size == 0:
        return 1.0
    slope, bend = 0.0, 0.0
    for t in range(step.size):
        slope += 2.0 * state.sums.smooth_worth[t] * step[t]
        bend += 2.0 * max(state.sums.smooth_worth[t], 0.0) * step[t] ** 2
    for s in range(graph.low.size):
        bend += 4.0 * state.bends[s] * (step[graph.low[s]] - step[graph.high[s]]) ** 2
    if slope + bend + pull_of_books(books, state.point, step, 1.0) <= 0.0:
        return 1.0
    low, high = 0.0, 1.0
    for _ in range(_BISECTIONS):
        middle = 0.5 * (low + high)
        if slope + bend * middle + pull_of_books(books, state.point, step, middle) <= 0.0:
            low = middle
        else:
            high = middle
    return high


@compiled
def attempt(program: Program, state: State, length: float) -> bool:
    """Evaluates the point after a part of the step; whether the dual has fallen enough there."""
    point, numbers = state.point, state.numbers
    there = Point(point.root, state.trial, point.ground, point.rise)
    promised = _move(state, length)
    evaluate(program.markets, program.order, there, state.trial_sums)
    state.counts[EVALUATIONS] += 1
    fall = state.sums.totals[SOFT] - state.trial_sums.totals[SOFT]
    if fall >= -_DECREASE * promised and promised < 0.0:
        return True
    if abs(promised) > _FLAT * numbers[SCALE]:
        return False
    # So close to the bottom the dual's digits are used up: what is missing decides.
    missing = missing_at(program.order, state, there, state.trial_sums)
    return bool(missing <= 0.5 * numbers[MISSING] or fall >= -_NOISE * numbers[SCALE])


@compiled
def _move(state: State, length: float) -> float:
    """trial: the shifts after a part of the step; the change of the dual that its slopes promise."""
    promised, point, worth = 0.0, state.point, state.sums.worth
    for t in range(worth.size):
        if state.known[t]:
            shift = point.shift[t]
            state.trial[t] = max(shift + (1.0 + shift) * length * state.step[t], state.least[t])
            promised += 2.0 * worth[t] * (state.trial[t] - shift) / (1.0 + shift)
    return promised


@compiled
def settle(state: State) -> None:
    """The trial becomes the point."""
    state.point.shift[:] = state.trial
    here, there = state.sums, state.trial_sums
    here.worth[:], here.conductance[:], here.totals[:] = there.worth, there.conductance, there.totals
    here.smooth_worth[:], here.smooth_conductance[:] = there.smooth_worth, there.smooth_conductance
