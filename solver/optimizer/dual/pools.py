"""What pools of several tokens have in common: a slot for each token, and a pair of slots for each conductance."""

import numpy as np

from solver.optimizer.dual.arrays import Point, Sums
from solver.optimizer.dual.compiled import compiled
from solver.optimizer.dual.graph import Found, slot_of
from solver.optimizer.program.network import Floats, Places


@compiled
def first_pairs(start: Places) -> Places:
    """Where each pool's pairs of slots begin, and the end of all."""
    pair = np.zeros(start.size, np.int64)
    for i in range(start.size - 1):
        count = start[i + 1] - start[i]
        pair[i + 1] = pair[i] + count * (count - 1) // 2
    return pair


@compiled
def slots_of_pairs(found: Found, start: Places, token: Places, pair: Places) -> Places:
    """The slot of each pair of a pool's tokens."""
    slot = np.empty(pair[-1], np.int64)
    for i in range(start.size - 1):
        n = pair[i]
        for second in range(start[i], start[i + 1]):
            for first in range(start[i], second):
                slot[n] = slot_of(found, token[first], token[second])
                n += 1
    return slot


@compiled
def longest(start: Places) -> int:
    """Most slots of one owner."""
    most = 0
    for i in range(start.size - 1):
        most = max(most, start[i + 1] - start[i])
    return most


@compiled
def scatter(token: Places, net: Floats, slot: Places, conductance: Floats, sums: Sums) -> float:
    """Adds what all pools of one kind trade; returns what they earn."""
    total = 0.0
    for s in range(token.size):
        sums.worth[token[s]] += net[s]
        total += net[s]
    for n in range(slot.size):
        sums.conductance[slot[n]] += conductance[n]
    return total


@compiled
def slot_flows(start: Places, token: Places, net: Floats, at: Point, amounts: Floats, earned: Floats) -> None:  # noqa: PLR0917
    """What the trader gets of each token of each pool; and each pool's best arbitrage, in worth."""
    for i in range(start.size - 1):
        earned[i] = 0.0
        for s in range(start[i], start[i + 1]):
            root = at.root[token[s]] * (1.0 + at.shift[token[s]])
            amounts[s] = net[s] / root**2 if root > 0.0 else 0.0
            earned[i] += net[s]
