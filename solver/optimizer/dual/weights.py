"""Weighted pools: one multiplier a pool, found in closed form on the piece of a monotone piecewise linear function.

With m_i = log(v_i R_i / w_i) and toll = -log(keep), the best trade leaves log(R_i' / R_i) = L - m_i where that is below
zero (the token is taken), L - m_i - toll where that is above (it is added), else zero; L makes the weighted sum zero.
"""

import numpy as np

from solver.optimizer.dual.arrays import Point, Weights
from solver.optimizer.dual.compiled import compiled
from solver.optimizer.dual.pools import first_pairs, longest
from solver.optimizer.program.network import Flags, Floats, Places

BasketArrays = tuple[Places, Places, Floats, Floats, Floats]
"""The fields of network.Baskets, in order."""

_TWO = 2
_ROUNDS = 60


@compiled
def make_weights(basket: BasketArrays, slot: Places, on: Flags) -> Weights:
    """Logarithms are taken once."""
    start, token, balance, weight, keep = basket
    pair = first_pairs(start)
    share, level, toll = np.empty(token.size), np.empty(token.size), np.empty(keep.size)
    for i in range(keep.size):
        toll[i] = -np.log(keep[i])
        total = weight[start[i] : start[i + 1]].sum()
        for s in range(start[i], start[i + 1]):
            share[s] = weight[s] / total
            level[s] = np.log(balance[s] / share[s])
    net, conductance, room = np.zeros(token.size), np.zeros(slot.size), np.empty(longest(start))
    return Weights(start, token, balance, share, level, keep, toll, pair, slot, net, conductance, room, on)


@compiled
def trade_weights(p: Weights, at: Point) -> None:
    """Sets net and conductance of every pool."""
    p.net[:], p.conductance[:] = 0.0, 0.0
    for i in range(p.keep.size):
        first = p.start[i]
        a = p.token[first]
        if not p.on[i] or not at.root[a] > 0.0:
            continue
        if p.start[i + 1] - first > _TWO:
            _trade_many(p, at, i)
            continue
        b = p.token[first + 1]
        push = (at.ground[b] + p.level[first + 1]) - (at.ground[a] + p.level[first]) + (at.rise[b] - at.rise[a])
        into, out = first, first + 1
        if push < 0.0:
            into, out, a, b, push = out, into, b, a, -push
        push -= p.toll[i]
        if push > 0.0:
            stock = p.balance[into] * (at.root[a] * (1.0 + at.shift[a])) ** 2 / p.keep[i]
            other = p.balance[out] * (at.root[b] * (1.0 + at.shift[b])) ** 2
            growth = np.expm1(p.weight[out] * push)
            p.net[into] = -stock * growth
            p.net[out] = -other * np.expm1(-p.weight[into] * push)
            p.conductance[p.pair[i]] = p.weight[out] * stock * (1.0 + growth)


@compiled
def _trade_many(p: Weights, at: Point, i: int) -> None:
    """A pool of three tokens or more."""
    first, last, toll, m = p.start[i], p.start[i + 1], p.toll[i], p.room
    anchor = p.token[first]
    low, high = np.inf, -np.inf
    for s in range(first, last):
        t = p.token[s]
        fixed = (at.ground[t] + p.level[s]) - (at.ground[anchor] + p.level[first])
        m[s - first] = fixed + (at.rise[t] - at.rise[anchor])
        low, high = min(low, m[s - first]), max(high, m[s - first])
    if high - low <= toll:
        return
    level, active = _balance(p.weight[first:last], m, toll, low + toll, high)
    n = p.pair[i]
    for s in range(first, last):
        y = _change(level, m[s - first], toll)
        stock = p.balance[s] * (at.root[p.token[s]] * (1.0 + at.shift[p.token[s]])) ** 2
        if y > 0.0:
            stock /= p.keep[i]
        growth = np.expm1(y)
        p.net[s] = -stock * growth
        for earlier in range(first, s):
            if y != 0.0 and _change(level, m[earlier - first], toll) != 0.0:
                p.conductance[n] = stock * (1.0 + growth) * p.weight[earlier] / active
            n += 1


@compiled
def _change(level: float, m: float, toll: float) -> float:
    """The log of a balance's growth."""
    return min(level - m, 0.0) + max(level - m - toll, 0.0)


@compiled
def _balance(weight: Floats, m: Floats, toll: float, low: float, high: float) -> tuple[float, float]:
    """The level at which the weighted changes cancel, between low and high; and the weight that changes."""
    level, active = 0.5 * (low + high), 1.0
    for _ in range(_ROUNDS):
        total, active, pull = 0.0, 0.0, 0.0
        for n in range(weight.size):
            y = _change(level, m[n], toll)
            if y != 0.0:
                total += weight[n] * y
                active += weight[n]
                pull += weight[n] * (m[n] + (toll if y > 0.0 else 0.0))
        if total > 0.0:
            high = level
        else:
            low = level
        wanted = pull / active
        if wanted == level or not low < high:
            break
        level = wanted if low <= wanted <= high else 0.5 * (low + high)
    return level, active
