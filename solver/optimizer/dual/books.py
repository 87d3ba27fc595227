"""Books of fixed prices: the dual has a kink at every level, so each book is solved by an augmented Lagrangian.

A book that takes x pays f(x), concave and piecewise linear. It is replaced by one that pays
    f(x) - rate / (2 stiff) (x - middle)^2,    rate: the price of the token in, in tokens out, at the roots,
which is a market like any other and smooth to the dual: within level k,
    x = middle + stiff (p_k - price) / rate.
Nothing is given away where x = middle; so middle follows x, and where it comes to rest the answer is exact.
"""

import numpy as np

from solver.optimizer.dual.arrays import Books, Point, Sums
from solver.optimizer.dual.compiled import compiled, inlined
from solver.optimizer.program.network import Flags, Floats, Places

BookArrays = tuple[Places, Places, Floats, Floats]
"""The fields of network.LevelBooks, in order."""

EXACT, PINNED, AVERAGED = 0, 1, 2
_STIFFER, _GROWTH, _HARD = 1e6, 1e5, 1e7
_WIDTH, _EDGE = 1e-3, 1e-12


@compiled
def make_books(book: BookArrays, slot: Places, on: Flags) -> Books:
    """Nothing is taken yet; a book is about as stiff as its levels are on average."""
    ends, start, size, price = book
    count = start.size - 1
    through, paid, stiff = np.empty(size.size), np.empty(size.size), np.zeros(count)
    for i in range(count):
        taken, given = 0.0, 0.0
        for k in range(start[i], start[i + 1]):
            taken += size[k]
            given += size[k] * price[k]
            through[k], paid[k] = taken, given
        if start[i] < start[i + 1]:
            spread = 1.0 - price[start[i + 1] - 1] / price[start[i]]
            stiff[i] = taken / (spread + _WIDTH)
    return Books(
        ends, start, price, through, paid, stiff, np.zeros(count), np.zeros(count), slot, on
    )  # fmt: skip


@inlined
def _level(b: Books, i: int, rate: float, lower: float) -> int:
    """The first level that is not used up; lower: the price over rate, less one."""
    low, high = b.start[i], b.start[i + 1]
    while low < high:
        k = (low + high) // 2
        wanted = b.middle[i] + b.stiff[i] * ((b.price[k] - rate) / rate - lower)
        if b.through[k] >= wanted:
            high = k
        else:
            low = k + 1
    return int(low)


@inlined
def _best(b: Books, i: int, rate: float, lower: float) -> int:
    """How many levels pay more than the price."""
    low, high = b.start[i], b.start[i + 1]
    while low < high:
        k = (low + high) // 2
        if (b.price[k] - rate) / rate > lower:
            low = k + 1
        else:
            high = k
    return int(low)


@compiled
def add_books(b: Books, at: Point, sums: Sums, mode: int) -> tuple[float, float]:
    """Adds flows and conductances; returns what the softened books earn, and what true ones would beyond that.

    mode: EXACT; PINNED: a book whose middle is within a level stays on that level's line, whatever its size, which is
    what it will do once prices have come back to it; AVERAGED: conductances are those of levels and the gaps after them
    """
    total, lost = 0.0, 0.0
    for i in range(b.stiff.size):
        s, c = b.ends[i, 0], b.ends[i, 1]
        first, last = b.start[i], b.start[i + 1]
        b.taken[i] = 0.0
        if not b.on[i] or first == last or not (at.root[s] > 0.0 and at.root[c] > 0.0):
            continue
        rate, up = (at.root[s] / at.root[c]) ** 2, 1.0 + at.shift[c]
        lower = (at.shift[s] - at.shift[c]) * (2.0 + at.shift[s] + at.shift[c]) / (up * up)
        price_in, price_out = (at.root[s] * (1.0 + at.shift[s])) ** 2, (at.root[c] * up) ** 2
        k = _within(b, i) if mode == PINNED else -1
        on_line = k >= 0
        if not on_line:
            k = _level(b, i, rate, lower)
        taken, paid, conductance = 0.0, 0.0, 0.0
        if k > first:
            taken, paid = b.through[k - 1], b.paid[k - 1]
        if k < last:
            wanted = b.middle[i] + b.stiff[i] * ((b.price[k] - rate) / rate - lower)
            if wanted > taken or on_line:
                paid += b.price[k] * (wanted - taken)
                taken = wanted
                conductance = price_in * b.stiff[i] * (1.0 + lower)
            if mode == AVERAGED and taken > 0.0:
                conductance = price_in * _slope(b, i, k, rate) * (1.0 + lower)
        b.taken[i] = taken
        softened = paid - 0.5 * rate / b.stiff[i] * (taken - b.middle[i]) ** 2
        total += price_out * softened - price_in * taken
        sums.worth[s] -= price_in * taken
        sums.worth[c] += price_out * softened
        sums.conductance[b.slot[i]] += conductance
        best = _best(b, i, rate, lower)
        most = price_out * b.paid[best - 1] - price_in * b.through[best - 1] if best > first else 0.0
        lost += most - (price_out * softened - price_in * taken)
    return total, lost


@compiled
def pull_of_books(b: Books, at: Point, step: Floats, length: float) -> float:
    """How fast what softened books earn grows with the length of a step, at that length."""
    total = 0.0
    for i in range(b.stiff.size):
        s, c = b.ends[i, 0], b.ends[i, 1]
        if not b.on[i] or b.start[i] == b.start[i + 1] or not (at.root[s] > 0.0 and at.root[c] > 0.0):
            continue
        down = at.shift[s] + (1.0 + at.shift[s]) * length * step[s]
        up = at.shift[c] + (1.0 + at.shift[c]) * length * step[c]
        rate = (at.root[s] / at.root[c]) ** 2
        lower = (down - up) * (2.0 + down + up) / (1.0 + up) ** 2
        price_in, price_out = (at.root[s] * (1.0 + down)) ** 2, (at.root[c] * (1.0 + up)) ** 2
        k = _level(b, i, rate, lower)
        taken, paid = 0.0, 0.0
        if k > b.start[i]:
            taken, paid = b.through[k - 1], b.paid[k - 1]
        if k < b.start[i + 1]:
            wanted = b.middle[i] + b.stiff[i] * ((b.price[k] - rate) / rate - lower)
            if wanted > taken:
                paid += b.price[k] * (wanted - taken)
                taken = wanted
        softened = paid - 0.5 * rate / b.stiff[i] * (taken - b.middle[i]) ** 2
        total += price_out * softened * step[c] / (1.0 + length * step[c])
        total -= price_in * taken * step[s] / (1.0 + length * step[s])
    return 2.0 * total


@inlined
def _slope(b: Books, i: int, k: int, rate: float) -> float:
    """Input by relative price, over level k and the gap after it."""
    size = b.through[k] - (b.through[k - 1] if k > b.start[i] else 0.0)
    gap = (b.price[k] - b.price[k + 1]) / rate if k + 1 < b.start[i + 1] else 0.0
    return float(size / (gap + size / b.stiff[i]))


@inlined
def _within(b: Books, i: int) -> int:
    """The level that the middle is strictly within, -1 where there is none."""
    low, high = b.start[i], b.start[i + 1]
    while low < high:
        k = (low + high) // 2
        if b.through[k] * (1.0 - _EDGE) > b.middle[i]:
            high = k
        else:
            low = k + 1
    before = b.through[low - 1] if low > b.start[i] else 0.0
    inside = low < b.start[i + 1] and b.middle[i] > before * (1.0 + _EDGE)
    return int(low) if inside else -1


@compiled
def harden(b: Books, at: Point, slack: Floats) -> None:
    """Middles follow what is taken; books become stiffer than the rest of the network. slack (T): its conductance."""
    for i in range(b.stiff.size):
        b.middle[i] = b.taken[i]
        s, c = b.ends[i, 0], b.ends[i, 1]
        price_in = (at.root[s] * (1.0 + at.shift[s])) ** 2
        if price_in > 0.0:
            wanted = _STIFFER * min(slack[s], slack[c]) / price_in
            b.stiff[i] = max(b.stiff[i], min(wanted, _GROWTH * b.stiff[i]), _HARD * b.through[b.start[i + 1] - 1])


@compiled
def recount(b: Books, at: Point) -> None:
    """Stiffness over rate stays as it is when the rate comes to be counted from the present prices."""
    for i in range(b.stiff.size):
        b.stiff[i] *= ((1.0 + at.shift[b.ends[i, 0]]) / (1.0 + at.shift[b.ends[i, 1]])) ** 2


@compiled
def book_flows(b: Books, at: Point, takes: Floats, pays: Floats, earned: Floats) -> None:
    """What the search ended with, at its true payment; earned: the best arbitrage at these prices, in worth."""
    takes[:], pays[:], earned[:] = 0.0, 0.0, 0.0
    for i in range(b.stiff.size):
        s, c = b.ends[i, 0], b.ends[i, 1]
        if not b.on[i] or not (at.root[s] > 0.0 and at.root[c] > 0.0):
            continue
        rate, up = (at.root[s] / at.root[c]) ** 2, 1.0 + at.shift[c]
        lower = (at.shift[s] - at.shift[c]) * (2.0 + at.shift[s] + at.shift[c]) / (up * up)
        price_in, price_out = (at.root[s] * (1.0 + at.shift[s])) ** 2, (at.root[c] * up) ** 2
        takes[i] = b.taken[i]
        for k in range(b.start[i], b.start[i + 1]):
            size = b.through[k] - (b.through[k - 1] if k > b.start[i] else 0.0)
            before = b.through[k] - size
            pays[i] += b.price[k] * min(max(takes[i] - before, 0.0), size)
        best = _best(b, i, rate, lower)
        if best > b.start[i]:
            earned[i] = price_out * b.paid[best - 1] - price_in * b.through[best - 1]
