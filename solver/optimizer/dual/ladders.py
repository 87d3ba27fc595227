"""Curves: full pieces are a constant, the active piece is a squared hinge; pieces are prepared when first reached."""

from typing import NamedTuple

import numpy as np

from solver.optimizer.dual.arrays import Ladders, Point, Sums
from solver.optimizer.dual.compiled import compiled, inlined
from solver.optimizer.program.network import Flags, Floats, Places

CurveArrays = tuple[Places, Floats, Places, Floats, Floats, Floats]
"""The fields of network.Curves, in order."""


class _Use(NamedTuple):
    """A piece at these prices: roots of the prices (of the token in after fees), the hinge, and the piece."""

    cheap: float
    dear: float
    price_in: float
    hinge: float
    begin: float
    liquidity: float
    capacity: float


@compiled
def make_ladders(curve: CurveArrays, slot: Places, on: Flags) -> Ladders:
    """Nothing is prepared yet but each curve's first price."""
    ends, keep, start, reserve_in, reserve_out, capacity = curve
    count, pieces = keep.size, capacity.size
    drag, first = np.empty(count), np.empty(count)
    for i in range(count):
        drag[i] = 1.0 / np.sqrt(keep[i])
        first[i] = np.sqrt(reserve_out[start[i]] / reserve_in[start[i]]) if start[i] < start[i + 1] else 0.0
    ready, place = np.zeros(count, np.int64), np.zeros(count, np.int64)
    begin, liquidity, spent, paid = np.empty(pieces), np.empty(pieces), np.empty(pieces), np.empty(pieces)
    return Ladders(
        ends, keep, drag, start, reserve_in, reserve_out, capacity, first, ready, place, begin, liquidity, spent, paid,
        slot, on,
    )  # fmt: skip


@inlined
def _prepare(c: Ladders, i: int) -> None:
    """One more piece of curve i."""
    j = c.start[i] + c.ready[i]
    held_in, held_out, kept = c.reserve_in[j], c.reserve_out[j], c.keep[i] * c.capacity[j]
    c.begin[j] = np.sqrt(held_out / held_in)
    c.liquidity[j] = np.sqrt(held_in * held_out)
    out = held_out * (kept / (held_in + kept)) if kept < np.inf else held_out
    before = c.ready[i] > 0
    c.spent[j] = c.capacity[j] + (c.spent[j - 1] if before else 0.0)
    c.paid[j] = out + (c.paid[j - 1] if before else 0.0)
    c.ready[i] += 1


@inlined
def _reach(c: Ladders, i: int, root: float) -> int:
    """The last piece whose first price is better than root squared, the first one at least; noted in place."""
    start, count = c.start[i], c.start[i + 1] - c.start[i]
    j = c.place[i]
    if c.ready[i] == 0:
        _prepare(c, i)
    while j + 1 < count:
        if j + 1 == c.ready[i]:
            _prepare(c, i)
        if not c.begin[start + j + 1] > root:
            break
        j += 1
    while j > 0 and not c.begin[start + j] > root:
        j -= 1
    c.place[i] = j
    return int(start + j)


@compiled
def _piece(use: _Use) -> tuple[float, float, float, float]:
    """Worth taken and paid, arbitrage and conductance of an active piece; taken is negative where it is full."""
    depth = use.liquidity * use.hinge
    into = depth * use.cheap / use.begin
    if into >= use.price_in * use.capacity:
        return -1.0, 0.0, 0.0, 0.0
    return into, depth * use.dear, depth * use.hinge / use.begin, 0.5 * use.liquidity * use.cheap * use.dear


@compiled
def add_ladders(c: Ladders, at: Point, sums: Sums) -> float:
    """Adds flows and conductances; returns the arbitrage."""
    roots, shifts, start, place, begin, total = at.root, at.shift, c.start, c.place, c.begin, 0.0
    ready, spent, paid = c.ready, c.spent, c.paid
    for i in range(c.keep.size):
        a, b = c.ends[i, 0], c.ends[i, 1]
        x, root, down, up = roots[a] * c.drag[i], roots[b], shifts[a], shifts[b]
        y = c.first[i] * root
        if not (y - x) + (y * up - x * down) > 0.0 or not c.on[i]:
            continue
        cheap, dear = x * (1.0 + down), root * (1.0 + up)
        j, ratio = start[i] + place[i], cheap / dear
        if j + 1 >= start[i] + ready[i] or not begin[j] > ratio or begin[j + 1] > ratio:
            j = _reach(c, i, ratio)
        y = begin[j] * root
        hinge = max((y - x) + (y * up - x * down), 0.0)
        price_in, price_out = (cheap / c.drag[i]) ** 2, dear * dear
        into, out, earned, conductance = _piece(
            _Use(cheap, dear, price_in, hinge, begin[j], c.liquidity[j], c.capacity[j])
        )
        if into < 0.0:
            into, out = price_in * spent[j], price_out * paid[j]
            earned = out - into
        elif j > start[i]:
            before_in, before_out = price_in * spent[j - 1], price_out * paid[j - 1]
            into, out, earned = into + before_in, out + before_out, earned + (before_out - before_in)
        total += earned
        sums.worth[a] -= into
        sums.worth[b] += out
        sums.conductance[c.slot[i]] += conductance
    return total


@compiled
def ladder_flows(c: Ladders, at: Point, takes: Floats, pays: Floats, earned: Floats) -> None:
    """Flows: takes of the token in, pays of the token out; earned: the best arbitrage, in worth."""
    takes[:], pays[:], earned[:] = 0.0, 0.0, 0.0
    for i in range(c.keep.size):
        a, b = c.ends[i, 0], c.ends[i, 1]
        x, root, down, up = at.root[a] * c.drag[i], at.root[b], at.shift[a], at.shift[b]
        y = c.first[i] * root
        if not (y - x) + (y * up - x * down) > 0.0 or not c.on[i]:
            continue
        cheap, dear = x * (1.0 + down), root * (1.0 + up)
        j = _reach(c, i, cheap / dear)
        y = c.begin[j] * root
        hinge = max((y - x) + (y * up - x * down), 0.0)
        price_in, price_out = (cheap / c.drag[i]) ** 2, dear * dear
        into, out, _, _ = _piece(_Use(cheap, dear, price_in, hinge, c.begin[j], c.liquidity[j], c.capacity[j]))
        if into < 0.0:
            takes[i], pays[i] = c.spent[j], c.paid[j]
        else:
            takes[i], pays[i] = into / price_in, out / price_out
            if j > c.start[i]:
                takes[i] += c.spent[j - 1]
                pays[i] += c.paid[j - 1]
        earned[i] = price_out * pays[i] - price_in * takes[i]
