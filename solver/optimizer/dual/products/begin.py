"""First prices, and the hinges at them."""

import numpy as np

from solver.optimizer.dual.compiled import compiled
from solver.optimizer.dual.products.arrays import (
    FIRST,
    FIRST_IN,
    FIRST_OUT,
    SECOND,
    SECOND_IN,
    SECOND_OUT,
    Ask,
    Ends,
    Hinges,
)
from solver.optimizer.program.network import Floats, Places

_HAIR = 1e-10


@compiled
def first_prices(tokens: Places, reserves: Floats, value: Floats, warm: Floats) -> Floats:
    """Values, and outwards from them over the deepest pair that leads to an unknown token; 0 where none does.

    warm: prices that are taken instead where they are known, or empty
    """
    prices = value.copy()
    if not value.all():
        _span(tokens, reserves, prices)
    for t in range(warm.size):
        if prices[t] > 0.0 and warm[t] > 0.0:
            prices[t] = warm[t]
    return prices


@compiled
def _span(tokens: Places, reserves: Floats, prices: Floats) -> None:
    """Prim's tree of greatest worth."""
    start, pair = _pairs_of(tokens, prices.size)
    best, offered, told = np.zeros(prices.size), np.zeros(prices.size), np.zeros(prices.size, np.bool_)
    for _ in range(prices.size):
        next_one, most = -1, 0.0
        for t in range(prices.size):
            if not told[t] and (prices[t] > 0.0 or best[t] > most):
                next_one, most = t, np.inf if prices[t] > 0.0 else best[t]
        if next_one < 0:
            break
        told[next_one] = True
        if not prices[next_one] > 0.0:
            prices[next_one] = offered[next_one]
        for n in range(start[next_one], start[next_one + 1]):
            i, side = pair[n] // 2, pair[n] % 2
            other, worth = tokens[i, 1 - side], prices[next_one] * reserves[i, side]
            if best[other] < worth < np.inf and reserves[i, 1 - side] > 0.0:
                best[other], offered[other] = worth, worth / reserves[i, 1 - side]


@compiled
def _pairs_of(tokens: Places, count: int) -> tuple[Places, Places]:
    """Where each token's pairs start, and the pairs: twice their place, plus one where the token is the second."""
    start, flat = np.zeros(count + 2, np.int64), tokens.ravel()
    for token in flat:
        start[token + 2] += 1
    start = np.cumsum(start)
    pair = np.empty(flat.size, np.int64)
    for n in range(flat.size):
        pair[start[flat[n] + 1]] = n
        start[flat[n] + 1] += 1
    return start, pair


@compiled
def make_hinges(tokens: Places, reserves: Floats, keep: Floats) -> Hinges:
    """Roots of all reserves; the forms are yet to be set."""
    count = keep.size
    depth, drag = np.empty((count, 2)), np.empty(count)
    ends: Ends = np.empty((count, 2), np.uint32)
    held, roots, token, end = reserves.ravel(), depth.ravel(), tokens.ravel(), ends.ravel()
    for n in range(held.size):
        roots[n] = np.sqrt(held[n])
        end[n] = token[n]
    for i in range(count):
        drag[i] = 1.0 / np.sqrt(keep[i])
    return Hinges(ends, depth, drag, np.empty((count, 6)))


@compiled
def set_forms(hinges: Hinges, root: Floats) -> float:
    """The hinges where all shifts are zero; returns how deep all pairs are together, in worth."""
    ends, depth, form, total = hinges.ends, hinges.depth, hinges.form, 0.0
    for i in range(hinges.drag.size):
        drag, x, y = hinges.drag[i], depth[i, 0] * root[ends[i, 0]], depth[i, 1] * root[ends[i, 1]]
        form[i, FIRST], form[i, FIRST_IN], form[i, FIRST_OUT] = y - drag * x, drag * x, y
        form[i, SECOND], form[i, SECOND_IN], form[i, SECOND_OUT] = x - drag * y, drag * y, x
        total += x * y
    return total


@compiled
def bind(ask: Ask, root: Floats) -> None:
    """Supplies at these roots, and bounds: a token's value, and never below a hair of the price."""
    for t in range(root.size):
        if root[t] > 0.0:
            ask.worth[t] = ask.supply[t] * root[t] * root[t]
            ask.least[t] = max(np.sqrt(ask.value[t]) / root[t], _HAIR) - 1.0
