"""Newton's equations: (2 W + diag(G)) z = -G, with W the Laplacian of the conductances and G the net flows in worth.

Of diag(G) the part that is positive is kept: the rest is not convex. Tokens at their bound are held.
"""

from solver.optimizer.dual.arrays import ROUNDS, Graph, State
from solver.optimizer.dual.compiled import compiled
from solver.optimizer.dual.dense import solve_dense
from solver.optimizer.dual.sparse import solve_sparse
from solver.optimizer.program.network import Floats

LEAST_FALL, MOST_RISE = -0.9, 4.0
"""No root changes by more than this times itself in one step."""

_RIDGE = 1e-14
_ACCURACY = 1e-6


@compiled
def find_step(graph: Graph, state: State, worth: Floats) -> None:
    """Sets step: relative change of each root; zero where held, up to the bound where stopped."""
    system = state.system  # its conductances are given
    dense = system.matrix.size > 0
    count = _gather(graph, state, worth, dense)
    for s in range(graph.low.size):
        weight = 2.0 * system.conductance[s]
        i, j = system.rank[graph.low[s]], system.rank[graph.high[s]]
        if i >= 0:
            system.diagonal[i] += weight
            system.right[i] += weight * _given(state, graph.high[s])
        if j >= 0:
            system.diagonal[j] += weight
            system.right[j] += weight * _given(state, graph.low[s])
    _lift(state, count)
    if dense:
        solve_dense(graph, system, count)
    else:
        state.counts[ROUNDS] += solve_sparse(system, _ACCURACY)
    for t in range(worth.size):
        rank = system.rank[t]
        state.step[t] = min(max(system.solution[rank], LEAST_FALL), MOST_RISE) if rank >= 0 else _given(state, t)


@compiled
def _given(state: State, t: int) -> float:
    """The step of a token whose step is not free."""
    if not state.stopped[t]:
        return 0.0
    return float((state.least[t] - state.point.shift[t]) / (1.0 + state.point.shift[t]))


@compiled
def _lift(state: State, count: int) -> None:
    """A hair more on the diagonal."""
    system, largest = state.system, 0.0
    for i in range(count):
        largest = max(largest, system.diagonal[i])
    for i in range(count):
        system.diagonal[i] += _RIDGE * (system.diagonal[i] + largest)
        if not system.diagonal[i] > 0.0:
            # No market trades yet, so nothing bends: the step is the longest that is taken anyway.
            system.diagonal[i] = abs(system.right[i]) / MOST_RISE if system.right[i] != 0.0 else 1.0


@compiled
def _gather(graph: Graph, state: State, worth: Floats, dense: bool) -> int:
    """Ranks of the free tokens, the right side, and the part of the diagonal that flows give; rows of the system."""
    system, count = state.system, 0
    for n in range(worth.size):
        t = graph.order[n]
        free = state.known[t] and not state.held[t] and not state.stopped[t]
        if not free:
            system.rank[t] = -1
            if dense:
                continue
        else:
            system.rank[t] = count
        system.token[count] = t
        system.right[count] = -worth[t] if free else 0.0
        system.diagonal[count] = max(worth[t], 0.0) if free else 1.0
        count += 1
    return count
