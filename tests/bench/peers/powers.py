"""Best arbitrage of weighted pools: closed for two tokens, a search of one number for more."""

import math

from solver.optimizer.program.network import Floats
from tests.bench.peers.compiled import compiled
from tests.bench.peers.kinds import At, Weights, Written

_ROUNDS = 60
_PAIR = 2


@compiled
def basket_arbitrage(given: Weights, at: At, flows: Written) -> float:
    """Returns what the pools earn and adds their net to at.left; flows.first: the net of each slot."""
    earned = 0.0
    if flows.wanted:
        flows.first[:] = 0.0
    for p in range(given.keep.size):
        first, end, fee = given.start[p], given.start[p + 1], math.log(given.keep[p])
        level = _pair_level(given, at.v, first, fee) if end - first == _PAIR else _level(given, at.v, first, end, fee)
        if math.isnan(level):
            continue
        for i in range(first, end):
            # log of what the balance grows by: up where even after the fee more is wanted, down where less is.
            want = level + math.log(given.weight[i] / (at.v[given.token[i]] * given.balance[i]))
            if want + fee > 0:
                flow = -given.balance[i] * math.expm1(want + fee) / given.keep[p]
            elif want < 0:
                flow = -given.balance[i] * math.expm1(want)
            else:
                continue
            earned += at.v[given.token[i]] * flow
            at.left[given.token[i]] += flow
            if flows.wanted:
                flows.first[i] = flow
    return earned


@compiled
def _pair_level(given: Weights, v: Floats, first: int, fee: float) -> float:
    """Logarithm of the invariant's price where two tokens are at their best; NaN where no trade earns anything."""
    a, b = first, first + 1
    still_a = math.log(v[given.token[a]] * given.balance[a] / given.weight[a])
    still_b = math.log(v[given.token[b]] * given.balance[b] / given.weight[b])
    level = math.nan
    if still_a - fee < still_b:
        level = given.weight[a] * (still_a - fee) + given.weight[b] * still_b
    elif still_b - fee < still_a:
        level = given.weight[b] * (still_b - fee) + given.weight[a] * still_a
    return level


@compiled
def _level(given: Weights, v: Floats, first: int, end: int, fee: float) -> float:
    """The same for more tokens: the weighted growths add up to zero, which is piecewise linear in the level."""
    high, low = -math.inf, math.inf
    for i in range(first, end):
        still = math.log(v[given.token[i]] * given.balance[i] / given.weight[i])
        high, low = max(high, still), min(low, still - fee)
    if high <= low:
        return math.nan
    level = 0.5 * (low + high)
    for _ in range(_ROUNDS):
        total, slope = 0.0, 0.0
        for i in range(first, end):
            want = level - math.log(v[given.token[i]] * given.balance[i] / given.weight[i])
            if want + fee > 0 or want < 0:
                total += given.weight[i] * (want + fee if want + fee > 0 else want)
                slope += given.weight[i]
        if total > 0:
            high = level
        else:
            low = level
        moved = level - total / slope if slope > 0 else low
        if not low < moved < high:
            moved = 0.5 * (low + high)
        if total == 0.0 or moved == level:
            break
        level = moved
    return level
