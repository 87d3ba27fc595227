"""Cholesky's factorisation on a full matrix of which only what is not zero is touched.

Tokens come from the least to the most connected, so that spokes are eliminated first and hubs fill in last.
"""

from solver.optimizer.dual.arrays import Graph, System
from solver.optimizer.dual.compiled import compiled
from solver.optimizer.program.network import Floats

_LEAST_PIVOT = 1e-15


@compiled
def solve_dense(graph: Graph, system: System, count: int) -> None:
    """The solution by rank for `count` free tokens."""
    a, x = system.matrix, system.solution
    for i in range(count):
        a[i, i:count] = 0.0
        a[i, i] = system.diagonal[i]
        x[i] = system.right[i]
    for s in range(graph.low.size):
        i, j = system.rank[graph.low[s]], system.rank[graph.high[s]]
        if i >= 0 and j >= 0:
            a[min(i, j), max(i, j)] = -2.0 * system.conductance[s]
    for k in range(count):
        eliminate(a, x, k, count, system.diagonal[k])
    substitute(a, x, count)


@compiled
def eliminate(a: Floats, x: Floats, k: int, count: int, diagonal: float) -> None:
    """Row k from all later rows it touches; a pivot that rounding has eaten is put back."""
    a[k, k] = max(a[k, k], _LEAST_PIVOT * diagonal)
    part = 1.0 / a[k, k]
    for i in range(k + 1, count):
        if a[k, i] != 0.0:
            factor = a[k, i] * part
            x[i] -= factor * x[k]
            _subtract(a[i, i:count], a[k, i:count], factor)


@compiled
def _subtract(row: Floats, pivot: Floats, factor: float) -> None:
    """In a function of its own, and from zero, for the compiler to see that it may take several at once."""
    for j in range(row.size):
        row[j] -= factor * pivot[j]


@compiled
def substitute(a: Floats, x: Floats, count: int) -> None:
    """Backwards through the eliminated rows."""
    for k in range(count - 1, -1, -1):
        total = x[k]
        for j in range(k + 1, count):
            total -= a[k, j] * x[j]
        x[k] = total / a[k, k]
