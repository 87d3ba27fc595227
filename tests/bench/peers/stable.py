"""Best arbitrage of stable pools: Newton's iteration on two multipliers, from where the last prices left them.

See solver/markets/stable_swap/arbitrage.py for the dual it minimises.
"""

import math

import numpy as np

from solver.optimizer.program.network import Floats
from tests.bench.peers.compiled import compiled
from tests.bench.peers.kinds import At, Coins, Pool, Written

_ROUNDS = 60
_SHORTEST = 1e-9
_STILL = 1e-14
_SPENT = 1e-9
_DERIVATIVES = 5


@compiled
def stable_arbitrage(given: Coins, at: At, flows: Written) -> float:
    """Returns what the pools earn and adds their net to at.left; flows.first: the net of each slot."""
    earned, slope = 0.0, np.empty(_DERIVATIVES)
    if flows.wanted:
        flows.first[:] = 0.0
    for p in range(given.keep_in.size):
        first, end = given.start[p], given.start[p + 1]
        worth = at.v[given.token[first:end]] * given.balance[first:end]
        pool = Pool(worth / given.keep_in[p], worth * given.keep_out[p], given.share[first:end])
        calm = np.min(pool.cost / (1 + pool.share))
        if np.max(pool.gain / (1 + pool.share)) <= calm:
            continue
        multiplier = given.multipliers[p]
        _minimise(pool, calm, multiplier, slope)
        for i in range(first, end):
            change = _change(pool, i - first, multiplier[0], multiplier[1])
            side = 1 / given.keep_in[p] if change > 0 else given.keep_out[p]
            flow = -given.balance[i] * change * side
            earned += at.v[given.token[i]] * flow
            at.left[given.token[i]] += flow
            if flows.wanted:
                flows.first[i] = flow
    return earned


@compiled
def _minimise(pool: Pool, calm: float, at: Floats, slope: Floats) -> None:
    """Multipliers m and w in `at`, where the trade they make best just meets the invariant.

    A step is good that lowers the dual or, where the dual's last digits are spent, halves its gradient.
    """
    here = _value(pool, at[0], at[1], slope)
    if not math.isfinite(here):
        at[0] = at[1] = calm
        here = _value(pool, calm, calm, slope)
    for _ in range(_ROUNDS):
        dm, dw, dmm, dmw, dww = slope[0], slope[1], slope[2], slope[3], slope[4]
        rest = abs(dm) + abs(dw)
        determinant = dmm * dww - dmw * dmw
        if determinant <= 0 or rest <= _STILL:
            return
        step_m, step_w = (dmw * dw - dww * dm) / determinant, (dmw * dm - dmm * dw) / determinant
        length = 1.0
        there = _value(pool, at[0] + step_m, at[1] + step_w, slope)
        while not (there < here or abs(slope[0]) + abs(slope[1]) < 0.5 * rest):
            length *= 0.5
            if rest < _SPENT or length < _SHORTEST:
                return
            there = _value(pool, at[0] + length * step_m, at[1] + length * step_w, slope)
        at[0] += length * step_m
        at[1] += length * step_w
        here = there


@compiled
def _value(pool: Pool, m: float, w: float, slope: Floats) -> float:
    """The dual at (m, w), and its derivatives dm, dw, dmm, dmw, dww in `slope`."""
    slope[0] = slope[1] = math.inf
    if not (m > 0 and w > 0):
        return math.inf
    ratio = math.log(w / m)
    g = w - m - m * ratio
    slope[0], slope[1], slope[2], slope[3], slope[4] = -ratio, 1 - m / w, 1 / m, -1 / w, m / (w * w)
    for i in range(pool.share.size):
        change, share = _change(pool, i, m, w), pool.share[i]
        if change == 0.0:
            continue
        if not math.isfinite(change):
            slope[0] = slope[1] = math.inf
            return math.inf
        side = pool.cost[i] if change > 0 else pool.gain[i]
        pull = share / (side - w * share)
        growth = math.log1p(change)
        g += m * growth + (w * share - side) * change
        slope[0] += growth
        slope[1] += share * change
        slope[2] += 1 / m
        slope[3] += pull
        slope[4] += m * pull * pull
    return g


@compiled
def _change(pool: Pool, i: int, m: float, w: float) -> float:
    """The best relative change of one balance at the multipliers."""
    adding, taking = pool.cost[i] - w * pool.share[i], pool.gain[i] - w * pool.share[i]
    if adding <= 0:
        return math.inf
    if m > adding:
        return float((m - adding) / adding)
    return float((m - taking) / taking) if taking > m else 0.0
