"""Stable pools: the invariant's product of affine factors as a tree of geometric means, each a cone of its own."""

from functools import partial

import cvxpy as cp
import numpy as np

from solver.optimizer.program.network import Floats, Stables
from solver.optimizer.reference.part import Part, joined
from solver.optimizer.reference.room import logarithms
from solver.optimizer.reference.slots import Flows, Group, flows, groups


def state(given: Stables, tokens: int, size: float) -> Part:
    """Prod (1 + e l_i) (1 + e sum_i share_i l_i) >= 1; read gives the net of each slot, and nothing else."""
    found: list[tuple[Group, Flows]] = []
    nets: list[cp.Expression] = []
    cones: list[cp.Constraint] = []
    for group in groups(given.start):
        flow = flows(given.balance[group.place] / size)
        share, keep_out = given.share[group.place], given.keep_out[group.pool]
        leaves = [flow.change(i, given.keep_in[group.pool]) for i in range(share.shape[1])]
        last = sum(cp.multiply(share[:, i], leaf) for i, leaf in enumerate(leaves))
        cones += joined([*leaves, last], flow.step)
        nets.append(flow.net(tokens, given.token[group.place], keep_out))
        found.append((group, flow))

    def read() -> tuple[Floats, Floats]:
        net = np.zeros(given.token.size)
        for group, flow in found:
            room = partial(_room, share=given.share[group.place])
            net[group.place] = flow.value(room, given.keep_in[group.pool], given.keep_out[group.pool])
        return net, np.zeros(0)

    return Part(sum(nets), tuple(cones), read)


def _room(changes: Floats, share: Floats) -> Floats:
    """Logarithm of the invariant's product."""
    last = np.sum(share * changes, axis=1, keepdims=True)
    return logarithms(np.concatenate([changes, last], axis=1), np.ones((1, 1)))
