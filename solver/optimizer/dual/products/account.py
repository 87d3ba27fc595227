"""Flows at the end of the search, and their worth, judged by the flows alone."""

import numpy as np

from solver.optimizer.dual.compiled import compiled
from solver.optimizer.dual.products.arrays import (
    FIRST,
    FIRST_IN,
    FIRST_OUT,
    SECOND,
    SECOND_IN,
    SECOND_OUT,
    Ask,
    Hinges,
    Place,
)
from solver.optimizer.program.network import Floats


@compiled
def flows_at(hinges: Hinges, at: Place, takes: Floats, pays: Floats, psi: Floats) -> float:
    """Sets takes and pays (m, 2) of each token, and adds them to psi (T); returns what all pairs earn, in worth."""
    ends, form, shift, earned = hinges.ends, hinges.form, at.shift, 0.0
    amount = np.zeros(shift.size)
    for t in range(shift.size):
        if at.known[t]:
            amount[t] = 1.0 / (at.root[t] * at.root[t] * (1.0 + shift[t]))
    for i in range(hinges.drag.size):
        a, b = ends[i, 0], ends[i, 1]
        one = form[i, FIRST] + (form[i, FIRST_OUT] * shift[b] - form[i, FIRST_IN] * shift[a])
        two = form[i, SECOND] + (form[i, SECOND_OUT] * shift[a] - form[i, SECOND_IN] * shift[b])
        first, second = max(one, 0.0), 0.0 if one > 0.0 else max(two, 0.0)
        takes[i, 0], pays[i, 0] = form[i, FIRST_IN] * first * amount[a], form[i, SECOND_OUT] * second * amount[a]
        takes[i, 1], pays[i, 1] = form[i, SECOND_IN] * second * amount[b], form[i, FIRST_OUT] * first * amount[b]
        psi[a] += pays[i, 0] - takes[i, 0]
        psi[b] += pays[i, 1] - takes[i, 1]
        earned += first * first + second * second
    return earned


@compiled
def account(ask: Ask, prices: Floats, psi: Floats, earned: float) -> tuple[float, float, float, float]:
    """The dual; the primal, to which missing tokens are charged; the worst of them; what all are measured by."""
    dual, primal, short, supplied = earned, 0.0, 0.0, 0.0
    for t in range(psi.size):
        dual += ask.supply[t] * prices[t]
        supplied += abs(ask.supply[t]) * prices[t]
        if ask.fixed[t] or psi[t] > 0.0:
            primal += ask.value[t] * psi[t]
        else:
            primal += prices[t] * psi[t]
            short = max(short, -prices[t] * psi[t])
    return dual, primal, short, max(supplied, abs(primal))
