"""Curves: each piece is a bounded hyperbola, written as its tangent less a curvature term of its own."""

import cvxpy as cp
import numpy as np

from solver.optimizer.program.network import Curves, Floats, LevelBooks, Places
from solver.optimizer.reference.part import Part, gathered, second_order


def owners(start: Places) -> Places:
    """The owner of each slot."""
    return np.repeat(np.arange(start.size - 1), np.diff(start))


def state_curves(given: Curves, tokens: int, size: float) -> Part:
    """With spend x = c v and w = keep c / reserve_in:  out = reserve_out (w v - w^2 s),  s (1 + w v) >= v^2.

    read gives what each piece takes and pays.
    """
    owner = owners(given.start)
    keep, token = given.keep[owner], given.tokens[owner]
    reserve_in, reserve_out, capacity = given.reserve_in / size, given.reserve_out / size, given.capacity / size
    unit = np.minimum(np.minimum(capacity, 1.0), reserve_in / keep)
    weight = keep * unit / reserve_in
    spent, bent = cp.Variable(unit.size, nonneg=True), cp.Variable(unit.size)
    net = gathered(tokens, token[:, 1], reserve_out * weight) @ (spent - cp.multiply(weight, bent))
    net = net - gathered(tokens, token[:, 0], unit) @ spent
    bounded = np.flatnonzero(np.isfinite(capacity))
    cone = second_order(bent, 1 + cp.multiply(weight, spent), spent)
    cap = spent[bounded] <= (capacity / unit)[bounded]

    def read() -> tuple[Floats, Floats]:
        takes = np.clip(unit * spent.value, 0.0, capacity)
        return takes, reserve_out * keep * takes / (reserve_in + keep * takes)

    return Part(net, (cone, cap), read)


def state_books(given: LevelBooks, tokens: int, size: float) -> Part:
    """Each level is a bounded variable; read gives what it takes and pays."""
    token = given.tokens[owners(given.start)]
    room = given.size / size
    unit = np.minimum(room, 1.0)
    spent = cp.Variable(unit.size, nonneg=True)
    net = gathered(tokens, token[:, 1], unit * given.price) @ spent - gathered(tokens, token[:, 0], unit) @ spent

    def read() -> tuple[Floats, Floats]:
        takes = np.clip(unit * spent.value, 0.0, room)
        return takes, takes * given.price

    return Part(net, (spent <= room / unit,), read)
