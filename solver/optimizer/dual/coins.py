"""Stable pools: the two multipliers of the best trade by Newton's method on the convex function that bounds it.

With c_i the relative changes of the balances, the best trade keeps sum log(1 + c_i) + log(1 + u) = 0, u = sum share_i
c_i. For multipliers m = M (1 + a) and w = M (1 + b) it has 1 + c_i = (1 + a) / d_i, d_i = 1 + t_i + share_i (t_i - b)
for a coin whose worth, after fees, is 1 + t_i times M (1 + share_i). Everything is kept as a small difference from the
pool's parity M, so that a pool that is flat as a table loses no digits. The bound: see
markets.stable_swap.arbitrage.
"""

from typing import NamedTuple

import numpy as np

from solver.optimizer.dual.arrays import Coins, Point
from solver.optimizer.dual.compiled import compiled
from solver.optimizer.dual.pools import first_pairs, longest
from solver.optimizer.program.network import Flags, Floats, Places

StableArrays = tuple[Places, Places, Floats, Floats, Floats, Floats]
"""The fields of network.Stables, in order."""

_ROUNDS = 60
_SHORTEST = 1e-12
_NEAR, _EXACT = 1e-6, 1e-18
_INTO, _OUT, _SHARE, _CHANGE, _DEPTH, _ALONG, _ACROSS, _ROOM = 0, 1, 2, 3, 4, 5, 6, 7
"""Rows of a pool's room; the last is how many."""


class _Bound(NamedTuple):
    """The bound in units of M; a sum of squares as large as it is; slopes, curvature and its determinant."""

    value: float
    size: float
    by_a: float
    by_b: float
    by_aa: float
    by_ab: float
    by_bb: float
    determinant: float


@compiled
def make_coins(stable: StableArrays, slot: Places, on: Flags) -> Coins:
    """Nothing is known of the multipliers yet."""
    start, token, balance, share, keep_in, keep_out = stable
    parity = balance / (1.0 + share)
    multiplier, pair, room = np.zeros((start.size - 1, 2)), first_pairs(start), np.empty((_ROOM, longest(start)))
    net, conductance = np.zeros(token.size), np.zeros(slot.size)
    return Coins(
        start, token, balance, share, keep_in, keep_out, parity, multiplier, pair, slot, net, conductance, room, on
    )  # fmt: skip


@compiled
def trade_coins(p: Coins, at: Point) -> None:
    """Sets net and conductance of every pool."""
    p.net[:], p.conductance[:] = 0.0, 0.0
    for i in range(p.start.size - 1):
        first, last = p.start[i], p.start[i + 1]
        if not p.on[i] or not at.root[p.token[first]] > 0.0:
            continue
        middle = p.parity[first] * at.root[p.token[first]] ** 2
        cheapest, dearest = np.inf, -np.inf
        for s in range(first, last):
            t, n = p.token[s], s - first
            worth = p.parity[s] * at.root[t] ** 2
            off = (worth - middle) / middle + worth / middle * (at.shift[t] * (2.0 + at.shift[t]))
            p.room[_INTO, n] = (off + (1.0 - p.keep_in[i])) / p.keep_in[i]
            p.room[_OUT, n] = off * p.keep_out[i] - (1.0 - p.keep_out[i])
            p.room[_SHARE, n] = p.share[s]
            cheapest, dearest = min(cheapest, p.room[_INTO, n]), max(dearest, p.room[_OUT, n])
        if dearest > cheapest:
            coins = p.room[:, : last - first]
            a, b, bound = _solve(coins, p.multiplier[i, 0] / middle - 1.0, p.multiplier[i, 1] / middle - 1.0)
            p.multiplier[i, 0], p.multiplier[i, 1] = middle * (1.0 + a), middle * (1.0 + b)
            _write(coins, (middle, a), bound, p.net[first:last], p.conductance[p.pair[i] : p.pair[i + 1]])


@compiled
def _solve(coins: Floats, a: float, b: float) -> tuple[float, float, _Bound]:
    """The multipliers, from those of another evaluation (-1: of none); changes and depths are left in the room."""
    here = _bound(coins, a, b)
    if not (here.value < np.inf and here.determinant > 0.0):
        a, b = _first(coins)
        here = _bound(coins, a, b)
    for _ in range(_ROUNDS):
        step_a = (here.by_ab * here.by_b - here.by_bb * here.by_a) / here.determinant
        step_b = (here.by_ab * here.by_a - here.by_aa * here.by_b) / here.determinant
        decrement = -(here.by_a * step_a + here.by_b * step_b)
        if not decrement > 0.0:
            break
        there, length = _bound(coins, a + step_a, b + step_b), 1.0
        if decrement > _NEAR * here.size:
            while not (there.value < here.value and there.determinant > 0.0) and length > _SHORTEST:
                length *= 0.5
                there = _bound(coins, a + length * step_a, b + length * step_b)
        if not (there.value < np.inf and there.determinant > 0.0) or length <= _SHORTEST:
            here = _bound(coins, a, b)
            break
        a, b, here = a + length * step_a, b + length * step_b, there
        if decrement <= _EXACT * here.size:
            break
    return a, b, here


@compiled
def _first(coins: Floats) -> tuple[float, float]:
    """Multipliers at which a coin is added and another is taken."""
    cheapest, dearest, most = np.inf, -np.inf, np.inf
    for n in range(coins.shape[1]):
        cheapest, dearest = min(cheapest, coins[_INTO, n]), max(dearest, coins[_OUT, n])
        most = min(most, coins[_INTO, n] + 0.5 * (1.0 + coins[_INTO, n]) / coins[_SHARE, n])
    a = 0.5 * (cheapest + dearest)
    return a, min(a, most)


@compiled
def _bound(coins: Floats, a: float, b: float) -> _Bound:
    """The bound at these multipliers; sets each coin's change and depth, which are zero where it is left alone."""
    if not (a > -1.0 and b > -1.0):
        return _Bound(np.inf, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0)
    more = (b - a) / (1.0 + a)
    value, size = (1.0 + a) * (more - np.log1p(more)), more * more
    by_a, by_b = -np.log1p(more), more / (1.0 + more)
    by_aa, by_ab, by_bb = 1.0 / (1.0 + a), -1.0 / (1.0 + b), (1.0 + a) / (1.0 + b) ** 2
    for n in range(coins.shape[1]):
        share = coins[_SHARE, n]
        off = coins[_INTO, n]
        depth = 1.0 + off + share * (off - b)
        if not depth > 0.0:
            return _Bound(np.inf, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0)
        excess = a - off - share * (off - b)
        if not excess > 0.0:
            off = coins[_OUT, n]
            depth, excess = 1.0 + off + share * (off - b), min(a - off - share * (off - b), 0.0)
        change = excess / depth
        coins[_CHANGE, n], coins[_DEPTH, n] = change, 0.0
        if change == 0.0:
            continue
        coins[_DEPTH, n] = depth
        growth = np.log1p(change)
        value += (1.0 + a) * growth - depth * change
        size += depth * change * change
        by_a += growth
        by_b += share * change
        pull = share / depth
        by_aa += 1.0 / (1.0 + a)
        by_ab += pull
        by_bb += (1.0 + a) * pull * pull
    return _Bound(value, size, by_a, by_b, by_aa, by_ab, by_bb, by_aa * by_bb - by_ab * by_ab)


@compiled
def _write(coins: Floats, scale: tuple[float, float], bound: _Bound, net: Floats, conductance: Floats) -> None:
    """Flows, and curvature by the implicit function theorem. scale: M and a."""
    middle, a = scale
    n = 0
    for j in range(coins.shape[1]):
        change, depth, share = coins[_CHANGE, j], coins[_DEPTH, j], coins[_SHARE, j]
        off = coins[_INTO, j] if change > 0.0 else coins[_OUT, j]
        worth = (1.0 + share) * (1.0 + off)
        net[j] = -middle * worth * change
        if depth == 0.0:
            coins[_ALONG, j], coins[_ACROSS, j] = 0.0, 0.0
        else:
            coins[_ALONG, j], coins[_ACROSS, j] = worth / depth, worth * share * (1.0 + a) / depth**2
        for i in range(j):
            by_a = bound.by_bb * coins[_ALONG, i] - bound.by_ab * coins[_ACROSS, i]
            by_b = bound.by_aa * coins[_ACROSS, i] - bound.by_ab * coins[_ALONG, i]
            conductance[n] = middle * (by_a * coins[_ALONG, j] + by_b * coins[_ACROSS, j]) / bound.determinant
            n += 1
