"""Brute force for gas: every subset of a dozen pools between two tokens, each filled exactly."""

import numpy as np

from solver.optimizer.program.network import Floats
from tests.bench.peers.compiled import compiled
from tests.bench.peers.two_asset import Side


def best_subset(given: Side, gas: Floats, order: float) -> float:
    """Output net of gas of the best subset. Roots of prices are told from the best pool's, so that digits are kept."""
    first = np.sqrt(given.reserve_in / (given.reserve_out * given.keep))
    rate = np.sqrt(given.reserve_in * given.reserve_out / given.keep)
    by_price = np.argsort(first)
    return _best(first[by_price], rate[by_price], gas[by_price], order)


@compiled
def _best(first: Floats, rate: Floats, gas: Floats, order: float) -> float:
    best = -np.inf
    for subset in range(1, 1 << first.size):
        best = max(best, _value(first, rate, gas, order, subset))
    return best


@compiled
def _value(first: Floats, rate: Floats, gas: Floats, order: float, subset: int) -> float:
    """Pools that the water does not reach are not used: another subset is without them."""
    need, slope, level = order, 0.0, np.inf
    for i in range(first.size):
        past = first[i] - first[0]
        if (subset >> i) & 1:
            if level <= past:
                return -np.inf
            need += rate[i] * past
            slope += rate[i]
            level = need / slope
    total = 0.0
    for i in range(first.size):
        if (subset >> i) & 1:
            past = first[i] - first[0]
            total += rate[i] * (level - past) / (first[i] * (first[0] + level)) - gas[i]
    return total
