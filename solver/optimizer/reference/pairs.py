"""Constant product: one cone a pool, either direction."""

import cvxpy as cp
import numpy as np

from solver.optimizer.program.network import Floats, Products
from solver.optimizer.reference.part import Part, factors_hold, gathered
from solver.optimizer.reference.room import logarithms, payable


def state(given: Products, tokens: int, size: float) -> Part:
    """(R1 + keep d1 - o1)(R2 + keep d2 - o2) >= R1 R2; read gives what the pairs take and pay (m, 2)."""
    reserves = given.reserves / size
    step = np.minimum(1.0, (1.0 / reserves).max(axis=1))
    unit = step[:, None] * reserves
    added = cp.Variable(reserves.shape, nonneg=True)
    taken = cp.Variable(reserves.shape, nonneg=True)
    left, right = (cp.multiply(given.keep, added[:, i]) - taken[:, i] for i in (0, 1))
    net = sum(gathered(tokens, given.tokens[:, i], unit[:, i]) @ (taken[:, i] - added[:, i]) for i in (0, 1))

    def read() -> tuple[Floats, Floats]:
        paid, given_in = np.maximum(taken.value, 0.0), np.maximum(added.value, 0.0)
        kept = step[:, None] * given.keep[:, None] * given_in
        part = payable(lambda f: logarithms(kept - (step * f)[:, None] * paid, np.ones((1, 2))), step.size)
        return unit * given_in, unit * paid * part[:, None]

    return Part(net, (factors_hold(left, right, step),), read)
