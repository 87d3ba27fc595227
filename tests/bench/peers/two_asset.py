"""What production routers do between two tokens: the best single pool, or equal chunks, each to the one that pays most.

Where every pool's output is concave, handing out equal chunks greedily is the best split on that grid: 20 chunks are
the 5 % grid of Uniswap's smart order router, 256 the water-fill of Fynd. Two ways of it: every pool is quoted for every
chunk, which is what a router does whose pools are black boxes or shared between paths; or each pool's next gain is kept
until that pool changes, which is the least work there can be.
"""

from typing import NamedTuple

import numpy as np

from solver.optimizer.program.network import Floats, Network
from tests.bench.peers.compiled import compiled


class Side(NamedTuple):
    """Pairs seen from the token that is sold: out(x) = reserve_out keep x / (reserve_in + keep x)."""

    reserve_in: Floats
    reserve_out: Floats
    keep: Floats


def side_of(network: Network) -> Side:
    """Token 0 sold into token 1 over pairs that all have them in this order."""
    pairs = network.products
    return Side(pairs.reserves[:, 0].copy(), pairs.reserves[:, 1].copy(), pairs.keep)


@compiled
def single(given: Side, order: float) -> float:
    """The best pool's output for the whole order."""
    best = 0.0
    for i in range(given.keep.size):
        kept = given.keep[i] * order
        best = max(best, given.reserve_out[i] * kept / (given.reserve_in[i] + kept))
    return best


@compiled
def _next_gain(given: Side, pool: int, spent: float, step: float) -> float:
    here, kept = given.reserve_in[pool] + given.keep[pool] * spent, given.keep[pool] * step
    return float(given.reserve_in[pool] * given.reserve_out[pool] * kept / (here * (here + kept)))


@compiled
def quoted_chunks(given: Side, order: float, count: int, spent: Floats) -> float:
    """Output of the whole order; every pool is quoted for every chunk. spent (pools): what each pool gets."""
    step, total = order / count, 0.0
    spent[:] = 0.0
    for _ in range(count):
        best, most = 0, 0.0
        for i in range(given.keep.size):
            gain = _next_gain(given, i, spent[i], step)
            if gain > most:
                best, most = i, gain
        total += most
        spent[best] += step
    return total


@compiled
def kept_chunks(given: Side, order: float, count: int, spent: Floats) -> float:
    """The same with every pool's next gain kept."""
    step, total = order / count, 0.0
    spent[:] = 0.0
    gain = np.empty(given.keep.size)
    for i in range(given.keep.size):
        gain[i] = _next_gain(given, i, 0.0, step)
    for _ in range(count):
        best = 0
        for i in range(1, given.keep.size):
            if gain[i] > gain[best]:
                best = i
        total += gain[best]
        spent[best] += step
        gain[best] = _next_gain(given, best, spent[best], step)
    return total


@compiled
def each_quoted(given: Side, orders: Floats, count: int, found: Floats) -> None:
    """Many orders in one call, so that a clock sees the work and not the call: output of each."""
    spent = np.empty(given.keep.size)
    for k in range(orders.size):
        found[k] = quoted_chunks(given, orders[k], count, spent)


@compiled
def each_kept(given: Side, orders: Floats, count: int, found: Floats) -> None:
    """The same with gains kept."""
    spent = np.empty(given.keep.size)
    for k in range(orders.size):
        found[k] = kept_chunks(given, orders[k], count, spent)


@compiled
def each_single(given: Side, orders: Floats, found: Floats) -> None:
    """The same by the best pool alone."""
    for k in range(orders.size):
        found[k] = single(given, orders[k])
