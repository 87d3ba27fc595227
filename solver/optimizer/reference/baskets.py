"""Weighted pools: prod (1 + e l_i)^weight_i >= 1 over the factors by which a trade changes the balances.

Weights that are small fractions (80/20, thirds, sevenths) make a geometric mean of repeated factors: a tree of second
order cones, in which nothing near one is subtracted from it. Any other weights make power cones, which lose digits
where the order is small beside the pool.
"""

from collections.abc import Iterator
from functools import partial

import cvxpy as cp
import numpy as np

from solver.optimizer.program.network import Baskets, Floats, Places
from solver.optimizer.reference.part import Part, joined
from solver.optimizer.reference.room import logarithms
from solver.optimizer.reference.slots import Flows, Group, flows, groups

_MOST_PARTS = 64
_EXACT = 1e-12


def state(given: Baskets, tokens: int, size: float) -> Part:
    """The cones of every pool; read gives the net of each slot, and nothing else."""
    found: list[tuple[Group, Flows]] = []
    nets: list[cp.Expression] = []
    cones: list[cp.Constraint] = []
    for group, parts in _alike(given):
        flow = flows(given.balance[group.place] / size)
        changes = [flow.change(i, given.keep[group.pool]) for i in range(group.place.shape[1])]
        if parts is None:
            cones += _powers(changes, given.weight[group.place], flow.step)
        else:
            cones += joined([change for change, n in zip(changes, parts, strict=True) for _ in range(n)], flow.step)
        nets.append(flow.net(tokens, given.token[group.place], np.ones(group.pool.size)))
        found.append((group, flow))

    def read() -> tuple[Floats, Floats]:
        net = np.zeros(given.token.size)
        for group, flow in found:
            room = partial(logarithms, weight=given.weight[group.place])
            net[group.place] = flow.value(room, given.keep[group.pool], np.ones(group.pool.size))
        return net, np.zeros(0)

    return Part(sum(nets), tuple(cones), read)


def _alike(given: Baskets) -> Iterator[tuple[Group, tuple[int, ...] | None]]:
    """Pools whose weights stand in the same proportion, heaviest token first; None where it is no small fraction."""
    for group in groups(given.start):
        order = np.argsort(-given.weight[group.place], axis=1, kind="stable")
        place = np.take_along_axis(group.place, order, axis=1)
        parts = _proportions(given.weight[place])
        for row in np.unique(parts, axis=0):
            same = (parts == row).all(axis=1)
            yield Group(group.pool[same], place[same]), tuple(int(n) for n in row) if row[0] else None


def _proportions(weight: Floats) -> Places:
    """The smallest whole numbers in the proportion of each row, zeros where they would be large."""
    found = np.zeros(weight.shape, np.int64)
    for total in range(_MOST_PARTS, 0, -1):
        whole = np.rint(weight * total)
        exact = np.abs(weight * total - whole).max(axis=1) < _EXACT * total
        found = np.where(exact[:, None], whole.astype(np.int64), found)
    return found


def _powers(changes: list[cp.Expression], weight: Floats, step: Floats) -> list[cp.Constraint]:
    """Two factors at a time: (1 + e l)^a (1 + e r)^(1 - a) >= 1 + e mean, a being the left one's part of the weight."""
    cones, left, total = [], changes[0], weight[:, 0]
    for slot in range(1, len(changes)):
        last = slot == len(changes) - 1
        mean = np.zeros(step.size) if last else cp.Variable(step.size)
        part = total / (total + weight[:, slot])
        factors = (1 + cp.multiply(step, change) for change in (left, changes[slot], mean))
        cones.append(cp.PowCone3D(*factors, part))
        left, total = mean, total + weight[:, slot]
    return cones
