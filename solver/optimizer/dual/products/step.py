"""Newton's equations over the free tokens, and their solution."""

from solver.optimizer.dual.compiled import compiled
from solver.optimizer.dual.dense import eliminate, substitute
from solver.optimizer.dual.products.arrays import FIRST_IN, FIRST_OUT, Equations, Hinges, Place
from solver.optimizer.program.network import Floats

LEAST_FALL, MOST_RISE = -0.9, 4.0
"""No root changes by more than this times itself in one step."""

_RIDGE = 1e-14


@compiled
def find_step(hinges: Hinges, at: Place, equations: Equations, count: int) -> None:
    """Sets right: the change of each free token's shift."""
    a, x, token = equations.matrix, equations.right, equations.token
    for i in range(count):
        a[i, i:count] = 0.0
        a[i, i], x[i] = _lifted(at, token[i]), -at.slope[token[i]]
    _add_pairs(hinges, at.on, equations)
    for k in range(count):
        eliminate(a, x, k, count, at.bend[token[k]])
    substitute(a, x, count)


@compiled
def _lifted(at: Place, t: int) -> float:
    """A hair more; where no pair trades yet nothing bends, and the step is the longest that is taken anyway."""
    slope, bend = at.slope[t], at.bend[t]
    if bend > 0.0:
        return float(bend * (1.0 + _RIDGE))
    return float(abs(slope) / (MOST_RISE * (1.0 + at.shift[t]))) if slope != 0.0 else 1.0


@compiled
def _add_pairs(hinges: Hinges, on: Floats, equations: Equations) -> None:
    ends, form, rank, matrix = hinges.ends, hinges.form, equations.rank, equations.matrix
    for i in range(on.size):
        one, other = rank[ends[i, 0]], rank[ends[i, 1]]
        if one >= 0 and other >= 0:
            both = on[i] * form[i, FIRST_IN] * form[i, FIRST_OUT]
            if one < other:
                matrix[one, other] -= both
            else:
                matrix[other, one] -= both


@compiled
def move(at: Place, equations: Equations, least: Floats, count: int) -> None:
    """By the whole step, no token below its bound."""
    for i in range(count):
        t = equations.token[i]
        now = 1.0 + at.shift[t]
        wanted = min(max(equations.right[i], LEAST_FALL * now), MOST_RISE * now)
        at.shift[t] = max(at.shift[t] + wanted, least[t])
