"""Flows at the end of the search."""

import numpy as np

from solver.optimizer.dual.compiled import compiled
from solver.optimizer.dual.products.arrays import (
    FIRST,
    FIRST_IN,
    FIRST_OUT,
    SECOND,
    SECOND_IN,
    SECOND_OUT,
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
