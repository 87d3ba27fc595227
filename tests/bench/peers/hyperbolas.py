"""Best arbitrage of pairs and ranges at given prices, as CFMMRouter's find_arb! does, only with fewer roots.

Each kernel returns what its markets earn and adds what they pay less what they take to at.left.
"""

import math

from tests.bench.peers.compiled import compiled
from tests.bench.peers.kinds import At, Pairs, Walks, Written


@compiled
def product_arbitrage(given: Pairs, at: At, flows: Written) -> float:
    """Constant product; flows (m, 2)."""
    earned, v = 0.0, at.v
    for i in range(given.keep.size):
        a, b = given.tokens[i, 0], given.tokens[i, 1]
        ra, rb, g = given.reserves[i, 0], given.reserves[i, 1], given.keep[i]
        worth_a, worth_b = ra * v[a], rb * v[b]
        if flows.wanted:
            flows.first[i, 0] = flows.first[i, 1] = flows.second[i, 0] = flows.second[i, 1] = 0.0
        side = 0
        if g * worth_a > worth_b:
            side = 1
            a, b, ra, rb = b, a, rb, ra
        elif g * worth_b <= worth_a:
            continue
        root = math.sqrt(g * ra * rb * v[b] / v[a])
        x = (root - ra) / g
        y = rb * (root - ra) / root
        earned += v[b] * y - v[a] * x
        at.left[a] -= x
        at.left[b] += y
        if flows.wanted:
            flows.first[i, side] = x
            flows.second[i, 1 - side] = y
    return earned


@compiled
def curve_arbitrage(given: Walks, at: At, flows: Written) -> float:
    """The walk over ticks: piece after piece in full until one ends beyond the price; flows of each curve."""
    earned = 0.0
    for c in range(given.keep.size):
        a, b, g = given.tokens[c, 0], given.tokens[c, 1], given.keep[c]
        ratio = g * at.v[b] / at.v[a]
        spent, paid = 0.0, 0.0
        for k in range(given.start[c], given.start[c + 1]):
            ri, ro = given.reserve_in[k], given.reserve_out[k]
            if ro * ratio <= ri:
                break
            end = ri + g * given.capacity[k]
            square = ri * ro * ratio
            x = (math.sqrt(square) - ri) / g if square < end * end else given.capacity[k]
            y = ro * g * x / (ri + g * x)
            spent += x
            paid += y
            if square < end * end:
                break
        if flows.wanted:
            flows.first[c], flows.second[c] = spent, paid
        earned += at.v[b] * paid - at.v[a] * spent
        at.left[a] -= spent
        at.left[b] += paid
    return earned
