"""First prices: a spanning tree of the deepest markets, from tokens whose price is known to all they reach."""

from typing import NamedTuple

import numpy as np

from solver.optimizer.dual.arrays import Graph
from solver.optimizer.dual.compiled import compiled
from solver.optimizer.program.network import Floats, Places


class Depths(NamedTuple):
    """By slot: how much of low and of high the deepest market holds, which are worth the same at its price."""

    low: Floats
    high: Floats


@compiled
def consider(depths: Depths, slot: int, turned: bool, one: float, other: float) -> None:
    """A market that holds this much of its first and its other token; turned: the first is the pair's high."""
    low, high = (other, one) if turned else (one, other)
    if low > depths.low[slot] and high > 0.0:
        depths.low[slot], depths.high[slot] = low, high


class _Front(NamedTuple):
    """Prices so far; offers to tokens without one: best worth of a connection, the price it gives; a heap by worth."""

    prices: Floats
    best: Floats
    offered: Floats
    worth: Floats
    token: Places


@compiled
def spanning_prices(graph: Graph, depths: Depths, prices: Floats) -> None:
    """Prices (0: unknown) from the known ones outwards, always over the deepest pair that leads to an unknown token."""
    tokens, room = prices.size, 2 * graph.low.size + prices.size + 1
    front = _Front(prices, np.zeros(tokens), np.zeros(tokens), np.empty(room), np.empty(room, np.int64))
    size = 0
    for t in range(tokens):
        if prices[t] > 0.0:
            size = _offer(graph, depths, front, t, size)
    while size > 0:
        t, size = _take(front.worth, front.token, size)
        if not prices[t] > 0.0:
            prices[t] = front.offered[t]
            size = _offer(graph, depths, front, t, size)


@compiled
def _offer(graph: Graph, depths: Depths, front: _Front, t: int, size: int) -> int:
    """A price to every neighbour without one; the size of the heap after it."""
    prices = front.prices
    for n in range(graph.start[t], graph.start[t + 1]):
        other, slot = graph.other[n], graph.via[n]
        if prices[other] > 0.0 or not depths.low[slot] > 0.0:
            continue
        mine, theirs = depths.low[slot], depths.high[slot]
        if graph.low[slot] != t:
            mine, theirs = theirs, mine
        worth = prices[t] * mine
        if front.best[other] < worth < np.inf:
            front.best[other], front.offered[other] = worth, worth / theirs
            front.worth[size], front.token[size] = worth, other
            size = _rise(front.worth, front.token, size)
    return size


@compiled
def _rise(key: Floats, token: Places, size: int) -> int:
    """The last entry of a heap to its place; the size with it."""
    n = size
    while n > 0 and key[(n - 1) // 2] < key[n]:
        parent = (n - 1) // 2
        key[n], key[parent] = key[parent], key[n]
        token[n], token[parent] = token[parent], token[n]
        n = parent
    return size + 1


@compiled
def _take(key: Floats, token: Places, size: int) -> tuple[int, int]:
    """The token of the largest key, and the size without it."""
    top = int(token[0])
    size -= 1
    key[0], token[0] = key[size], token[size]
    n = 0
    while 2 * n + 1 < size:
        child = 2 * n + 1
        if child + 1 < size and key[child + 1] > key[child]:
            child += 1
        if key[n] >= key[child]:
            break
        key[n], key[child] = key[child], key[n]
        token[n], token[child] = token[child], token[n]
        n = child
    return top, size
