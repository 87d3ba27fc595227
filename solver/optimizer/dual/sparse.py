"""Conjugate gradients, preconditioned by a Cholesky factorisation without fill (Meijerink and van der Vorst)."""

import numpy as np

from solver.optimizer.dual.arrays import Graph, Rows, System
from solver.optimizer.dual.compiled import compiled
from solver.optimizer.program.network import Floats

_MOST_ROUNDS = 400
_LEAST_PIVOT = 1e-12


@compiled
def make_rows(graph: Graph) -> Rows:
    """Each token's neighbours of lower rank, by rank: the place in graph.order."""
    tokens, count = graph.order.size, graph.low.size
    rank, start = np.empty(tokens, np.int64), np.zeros(tokens + 1, np.int64)
    for n in range(tokens):
        rank[graph.order[n]] = n
    for s in range(count):
        start[max(rank[graph.low[s]], rank[graph.high[s]]) + 1] += 1
    start = np.cumsum(start)
    free, column, slot = start[:tokens].copy(), np.empty(count, np.int64), np.empty(count, np.int64)
    for n in range(tokens):
        t = graph.order[n]
        for e in range(graph.start[t], graph.start[t + 1]):
            row = rank[graph.other[e]]
            if row > n:
                column[free[row]], slot[free[row]] = n, graph.via[e]
                free[row] += 1
    pivot, dense, residual = np.empty(tokens), np.zeros(tokens), np.empty(tokens)
    ahead, image, eased = np.empty(tokens), np.empty(tokens), np.empty(tokens)
    return Rows(
        start, column, slot, np.empty(count), np.empty(count), pivot, dense, residual, ahead, image, eased
    )  # fmt: skip


@compiled
def solve_sparse(system: System, tolerance: float) -> int:
    """The solution over all tokens, held ones zero, to a residual of tolerance times the right side; rounds taken."""
    rows, x, b = system.rows, system.solution, system.right
    _fill(system)
    _factor(rows, system.diagonal)
    tokens = b.size
    r, p, q, z = rows.residual, rows.ahead, rows.image, rows.eased
    size = 0.0
    for i in range(tokens):
        x[i], r[i] = 0.0, b[i]
        size += abs(b[i])
    _ease(rows, r, z)
    p[:] = z
    slope = np.dot(r, z)
    for round_ in range(_MOST_ROUNDS):
        _times(rows, system.diagonal, p, q)
        bend = np.dot(p, q)
        if not bend > 0.0:
            return round_
        length, left = slope / bend, 0.0
        for i in range(tokens):
            x[i] += length * p[i]
            r[i] -= length * q[i]
            left += abs(r[i])
        if not left > tolerance * size:
            return round_ + 1
        _ease(rows, r, z)
        before, slope = slope, np.dot(r, z)
        for i in range(tokens):
            p[i] = z[i] + (slope / before) * p[i]
    return _MOST_ROUNDS


@compiled
def _fill(system: System) -> None:
    """Entries of the matrix; none between a held token and any other."""
    rows = system.rows
    for i in range(system.right.size):
        held = system.rank[system.token[i]] < 0
        for e in range(rows.start[i], rows.start[i + 1]):
            apart = held or system.rank[system.token[rows.column[e]]] < 0
            rows.entry[e] = 0.0 if apart else -2.0 * system.conductance[rows.slot[e]]


@compiled
def _factor(rows: Rows, diagonal: Floats) -> None:
    """L D L' with the pattern of the matrix; a pivot that is lost is replaced by the diagonal."""
    dense = rows.dense
    for i in range(diagonal.size):
        pivot = diagonal[i]
        first, last = rows.start[i], rows.start[i + 1]
        for e in range(first, last):
            k = rows.column[e]
            entry = rows.entry[e]
            for n in range(rows.start[k], rows.start[k + 1]):
                entry -= rows.factor[n] * dense[rows.column[n]]
            dense[k] = entry
            rows.factor[e] = entry / rows.pivot[k]
            pivot -= rows.factor[e] * entry
        for e in range(first, last):
            dense[rows.column[e]] = 0.0
        rows.pivot[i] = pivot if pivot > _LEAST_PIVOT * diagonal[i] else diagonal[i]


@compiled
def _ease(rows: Rows, r: Floats, z: Floats) -> None:
    """Makes z = (L D L')^-1 r."""
    for i in range(r.size):
        total = r[i]
        for e in range(rows.start[i], rows.start[i + 1]):
            total -= rows.factor[e] * z[rows.column[e]]
        z[i] = total
    for i in range(r.size):
        z[i] /= rows.pivot[i]
    for i in range(r.size - 1, -1, -1):
        here = z[i]
        for e in range(rows.start[i], rows.start[i + 1]):
            z[rows.column[e]] -= rows.factor[e] * here


@compiled
def _times(rows: Rows, diagonal: Floats, p: Floats, q: Floats) -> None:
    """Makes q = A p."""
    for i in range(p.size):
        here, total = p[i], diagonal[i] * p[i]
        for e in range(rows.start[i], rows.start[i + 1]):
            total += rows.entry[e] * p[rows.column[e]]
            q[rows.column[e]] += rows.entry[e] * here
        q[i] = total
