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
        _eliminate(a, x, k, count, system.diagonal[k])
    for k in range(count - 1, -1, -1):
        row, total = a[k], x[k]
        for j in range(k + 1, count):
            total -= row[j] * x[j]
        x[k] = total / row[k]


@compiled
def _eliminate(a: Floats, x: Floats, k: int, count: int, diagonal: float) -> None:
    """Row k from all later rows it touches; a pivot that rounding has eaten is put back."""
    pivot = a[k]
    pivot[k] = max(pivot[k], _LEAST_PIVOT * diagonal)
    for i in range(k + 1, count):
        if pivot[i] != 0.0:
            factor, row = pivot[i] / pivot[k], a[i]
            x[i] -= factor * x[k]
            for j in range(i, count):
                row[j] -= factor * pivot[j]
