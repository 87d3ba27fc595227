"""How far a point is from the optimum, and where its prices are counted from."""

import numpy as np

from solver.optimizer.dual.arrays import DUAL, LOSS, MISSING, RESIDUAL, SCALE, Order, Point, Program, State, Sums
from solver.optimizer.dual.books import recount
from solver.optimizer.dual.compiled import compiled
from solver.optimizer.dual.evaluate import LOST, SOFT

_HAIR = 1e-10


@compiled
def missing_at(order: Order, state: State, at: Point, sums: Sums) -> float:
    """Worth of what is missing, and of what is left over of tokens dearer than their value."""
    left, worth = 0.0, sums.worth
    for t in range(worth.size):
        if order.fixed[t] or not state.known[t]:
            continue
        if worth[t] < 0.0:
            left -= worth[t]
        elif at.shift[t] > state.least[t]:
            ratio = (1.0 + state.least[t]) / (1.0 + at.shift[t])
            left += worth[t] * (1.0 - ratio * ratio)
    return left


@compiled
def measure(order: Order, state: State) -> None:
    """The numbers of the point, and the tokens that are held at it."""
    numbers, totals, point, supplied = state.numbers, state.sums.totals, state.point, 0.0
    for t in range(order.supply.size):
        supplied += abs(order.supply[t]) * (point.root[t] * (1.0 + point.shift[t])) ** 2
        at_bound = point.shift[t] <= state.least[t] and state.sums.worth[t] >= 0.0
        state.held[t] = order.fixed[t] or at_bound
    numbers[MISSING] = missing_at(order, state, point, state.sums)
    numbers[DUAL], numbers[LOSS] = totals[SOFT], totals[LOST]
    numbers[RESIDUAL] = numbers[MISSING] + totals[LOST]
    numbers[SCALE] = max(supplied, abs(totals[SOFT]))


@compiled
def centre(program: Program, state: State) -> None:
    """The same prices as roots, shifts being zero from here."""
    order, point = program.order, state.point
    recount(program.markets.books, point)
    for t in range(point.root.size):
        if state.known[t] and not order.fixed[t]:
            point.root[t] *= 1.0 + point.shift[t]
            point.shift[t], point.rise[t] = 0.0, 0.0
            point.ground[t] = 2.0 * np.log(point.root[t])
    bind(order, state)


@compiled
def bind(order: Order, state: State) -> None:
    """Bounds of the shifts: a token's value, and never below a hair of the price they are counted from."""
    root = state.point.root
    for t in range(root.size):
        if state.known[t]:
            state.least[t] = max(np.sqrt(order.value[t]) / root[t], _HAIR) - 1.0
