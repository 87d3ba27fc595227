"""Which pairs of tokens are traded at all: every market's conductances go to the slots of its pairs."""

from typing import NamedTuple

import numpy as np

from solver.optimizer.dual.arrays import Graph
from solver.optimizer.dual.compiled import compiled
from solver.optimizer.program.network import Places

_SPREAD = -7046029254386353131  # an odd number whose products scatter keys over all bits
_FREE = -1


class Found(NamedTuple):
    """Pairs met so far: table: places by hash; low, high: tokens of each; size (1): how many."""

    table: Places
    low: Places
    high: Places
    size: Places


@compiled
def nothing_found(most: int) -> Found:
    """Room for as many pairs."""
    size = 4
    while size < 2 * most:
        size *= 2
    room = max(most, 1)
    return Found(np.full(size, _FREE), np.empty(room, np.int64), np.empty(room, np.int64), np.zeros(1, np.int64))


@compiled
def slot_of(found: Found, one: int, other: int) -> int:
    """The slot of a pair of tokens, a new one the first time."""
    low, high = min(one, other), max(one, other)
    mask = found.table.size - 1
    place = ((((low << 32) ^ high) * _SPREAD) >> 24) & mask
    while found.table[place] != _FREE:
        slot = found.table[place]
        if found.low[slot] == low and found.high[slot] == high:
            return int(slot)
        place = (place + 1) & mask
    slot = found.size[0]
    found.table[place], found.low[slot], found.high[slot] = slot, low, high
    found.size[0] += 1
    return int(slot)


@compiled
def slots_of_ends(found: Found, ends: Places) -> Places:
    """The slot of each market of two tokens."""
    slot = np.empty(ends.shape[0], np.int64)
    for i in range(slot.size):
        slot[i] = slot_of(found, ends[i, 0], ends[i, 1])
    return slot


@compiled
def make_graph(found: Found, tokens: int) -> Graph:
    """Neighbours of each token, and the tokens from the least to the most connected."""
    count = found.size[0]
    low, high = found.low[:count].copy(), found.high[:count].copy()
    degree, start = np.zeros(tokens, np.int64), np.zeros(tokens + 1, np.int64)
    for s in range(count):
        degree[low[s]] += 1
        degree[high[s]] += 1
    start[1:] = np.cumsum(degree)
    free, other, via = start[:tokens].copy(), np.empty(2 * count, np.int64), np.empty(2 * count, np.int64)
    for s in range(count):
        for here, there in ((low[s], high[s]), (high[s], low[s])):
            other[free[here]], via[free[here]] = there, s
            free[here] += 1
    return Graph(low, high, degree, by_degree(degree), start, other, via)


@compiled
def by_degree(degree: Places) -> Places:
    """Counting sort."""
    start = np.zeros(degree.size + 2 if degree.size == 0 else degree.max() + 2, np.int64)
    for d in degree:
        start[d + 1] += 1
    start = np.cumsum(start)
    order = np.empty(degree.size, np.int64)
    for t in range(degree.size):
        order[start[degree[t]]] = t
        start[degree[t]] += 1
    return order
