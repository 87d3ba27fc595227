"""Constant products: the best arbitrage is a squared hinge, (sqrt(R_b v_b) - sqrt(R_a v_a / keep))^2 where positive."""

import numpy as np

from solver.optimizer.dual.arrays import Pairs, Point, Sums
from solver.optimizer.dual.compiled import compiled
from solver.optimizer.program.network import Flags, Floats, Places

PairArrays = tuple[Places, Floats, Floats]
"""The fields of network.Products, in order."""


@compiled
def make_pairs(product: PairArrays, slot: Places, on: Flags) -> Pairs:
    """Roots of the reserves, and of what the fee takes."""
    ends, reserves, keep = product
    count = keep.size
    root, drag = np.empty((count, 2)), np.empty(count)
    for i in range(count):
        root[i, 0], root[i, 1] = np.sqrt(reserves[i, 0]), np.sqrt(reserves[i, 1])
        drag[i] = 1.0 / np.sqrt(keep[i])
    return Pairs(ends, root, drag, slot, on)


@compiled
def add_pairs(p: Pairs, at: Point, sums: Sums) -> float:
    """Adds flows and conductances; returns the arbitrage."""
    root, shift, total = at.root, at.shift, 0.0
    for i in range(p.drag.size):
        if not p.on[i]:
            continue
        a, b, drag = p.ends[i, 0], p.ends[i, 1], p.drag[i]
        x, y = p.root[i, 0] * root[a], p.root[i, 1] * root[b]
        hinge = (y - drag * x) + (y * shift[b] - drag * x * shift[a])
        if hinge > 0.0:
            x *= drag
        else:
            hinge = (x - drag * y) + (x * shift[a] - drag * y * shift[b])
            if not hinge > 0.0:
                continue
            a, b, x, y = b, a, drag * y, x
        into, out = x * (1.0 + shift[a]), y * (1.0 + shift[b])
        total += hinge * hinge
        sums.worth[a] -= into * hinge
        sums.worth[b] += out * hinge
        sums.conductance[p.slot[i]] += 0.5 * into * out
    return total


@compiled
def pair_flows(p: Pairs, at: Point, takes: Floats, pays: Floats, earned: Floats) -> None:
    """takes, pays (m, 2) of each token; earned (m): the best arbitrage, in worth."""
    root, shift = at.root, at.shift
    takes[:], pays[:], earned[:] = 0.0, 0.0, 0.0
    for i in range(p.drag.size):
        if not p.on[i]:
            continue
        for way in range(2):
            a, b = p.ends[i, way], p.ends[i, 1 - way]
            x, y = p.drag[i] * p.root[i, way] * root[a], p.root[i, 1 - way] * root[b]
            hinge = (y - x) + (y * shift[b] - x * shift[a])
            if hinge > 0.0:
                takes[i, way] = p.drag[i] * p.root[i, way] * hinge / (root[a] * (1.0 + shift[a]))
                pays[i, 1 - way] = p.root[i, 1 - way] * hinge / (root[b] * (1.0 + shift[b]))
                earned[i] = hinge * hinge
