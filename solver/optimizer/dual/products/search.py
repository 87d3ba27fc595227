"""Newton's method over constant products, from prices to the optimum or to where the general search must take over."""

import numpy as np

from solver.optimizer.dual.compiled import compiled
from solver.optimizer.dual.products.arrays import Ask, Equations, Hinges, Place
from solver.optimizer.dual.products.begin import bind, set_forms
from solver.optimizer.dual.products.slopes import bend_safely, evaluate
from solver.optimizer.dual.products.step import find_step, move
from solver.optimizer.program.network import Floats

_MOST_STILL = 10
_NEAR, _DEEP = 1e-3, 100.0


@compiled
def search(hinges: Hinges, ask: Ask, at: Place, tolerance: float, most: int) -> tuple[bool, int]:
    """Whether the optimum was found, and after how many iterations.

    Steps are taken in full, uphill too: a step past the kinks of many pairs sees them all, and the next one knows where
    they balance, while one that is cut short at the first kink learns of one pair. Where arbitrage is all that is asked
    this is Newton's method on a monotone system. Where it goes astray it is soon given up.
    """
    equations, deep = _room_for(at.shift.size), set_forms(hinges, at.root)
    dual, best, still, centred = evaluate(hinges, ask, at), np.inf, 0, False
    for iteration in range(most + 1):
        left = _left(ask, at)
        scale = max(_supplied(ask, at.shift), abs(dual))
        if left <= tolerance * scale:
            return True, iteration
        still = 0 if left < 0.5 * best else still + 1
        best = min(best, left)
        if not left < np.inf or still > _MOST_STILL:
            return False, iteration
        if not centred and left <= _NEAR * scale and deep > _DEEP * scale:
            _centre(hinges, ask, at)
            centred = True
        dual = _step(hinges, ask, at, equations)
    return False, most


@compiled
def _room_for(tokens: int) -> Equations:
    """Nothing in it yet."""
    rank, token = np.empty(tokens, np.int64), np.empty(tokens, np.int64)
    return Equations(rank, token, np.empty(tokens), np.empty((tokens, tokens)))


@compiled
def _left(ask: Ask, at: Place) -> float:
    """Worth of what is missing, and of what is left over of tokens dearer than their value."""
    shift, left = at.shift, 0.0
    for t in range(shift.size):
        worth = at.slope[t] * (1.0 + shift[t])
        if ask.fixed[t]:
            continue
        if worth < 0.0:
            left -= worth
        elif shift[t] > ask.least[t]:
            ratio = (1.0 + ask.least[t]) / (1.0 + shift[t])
            left += worth * (1.0 - ratio * ratio)
    return left


@compiled
def _supplied(ask: Ask, shift: Floats) -> float:
    """Its worth."""
    total = 0.0
    for t in range(shift.size):
        total += abs(ask.worth[t]) * (1.0 + shift[t]) ** 2
    return total


@compiled
def _rank(ask: Ask, at: Place, equations: Equations) -> int:
    """Tokens that are free to move, from the least connected; how many."""
    count = 0
    for n in range(at.shift.size):
        t = ask.order[n]
        held = ask.fixed[t] or not at.known[t] or (at.shift[t] <= ask.least[t] and at.slope[t] >= 0.0)
        equations.rank[t] = -1 if held else count
        equations.token[count] = t
        count += not held
    return count


@compiled
def _centre(hinges: Hinges, ask: Ask, at: Place) -> None:
    """The same prices as roots: what remains to move is then known to one part in 1e16 of itself."""
    for t in range(at.root.size):
        if at.known[t] and not ask.fixed[t]:
            bound = at.shift[t] <= ask.least[t] and ask.value[t] > 0.0
            at.root[t] = np.sqrt(ask.value[t]) if bound else at.root[t] * (1.0 + at.shift[t])
            at.shift[t] = 0.0
    bind(ask, at.root)
    set_forms(hinges, at.root)
    evaluate(hinges, ask, at)


@compiled
def _step(hinges: Hinges, ask: Ask, at: Place, equations: Equations) -> float:
    """To the end of a full step; the dual there."""
    if not ask.plain:
        bend_safely(hinges, at)
    count = _rank(ask, at, equations)
    find_step(hinges, at, equations, count)
    move(at, equations, ask.least, count)
    return evaluate(hinges, ask, at)
