"""Curves: each piece is a bounded hyperbola, written as its tangent less a curvature term of its own.

Pieces and levels that begin only after many orders are left out, for they spoil the numbers and change nothing; should
they, the answer's gap shows it, since the bound counts them.
"""

import cvxpy as cp
import numpy as np

from solver.optimizer.program.network import Curves, Floats, LevelBooks, Places
from solver.optimizer.reference.part import Part, gathered, second_order

_REACH = 32.0
_SANE = 1e4
_NEVER_FULL = 1e4


def owners(start: Places) -> Places:
    """The owner of each slot."""
    return np.repeat(np.arange(start.size - 1), np.diff(start))


def by_owner(owner: Places, slots: Floats, owners_there: int) -> Floats:
    """The sum of each owner's slots."""
    return np.bincount(owner, slots, owners_there).astype(np.float64)


def before_each(start: Places, capacity: Floats) -> Floats:
    """What the owner's earlier slots take before each one; a slot without end leaves nothing to those after it."""
    endless = np.isinf(capacity)
    found = _sum_before(start, np.where(endless, 0.0, capacity))
    found[_sum_before(start, endless.astype(np.float64)) > 0] = np.inf
    return found


def _sum_before(start: Places, slots: Floats) -> Floats:
    before = np.cumsum(slots) - slots
    first = np.concatenate([before, np.zeros(1)])[start[:-1]]
    return np.asarray(before - first[owners(start)])


def along(start: Places, capacity: Floats, total: Floats) -> Floats:
    """What each slot takes when its owner takes `total`, best slots first."""
    return np.clip(total[owners(start)] - before_each(start, capacity), 0.0, capacity)


def within_reach(start: Places, capacity: Floats, price: Floats) -> Places:
    """Those with room that begin before so many order sizes, at a price that a market in use could have."""
    begin = before_each(start, capacity)
    return np.flatnonzero((capacity > 0) & (begin < _REACH) & (price < _SANE) & (price > 1 / _SANE))


def state_curves(given: Curves, tokens: int, size: float) -> Part:
    """With spend x = c v and w = keep c / reserve_in:  out = reserve_out (w v - w^2 s),  s (1 + w v) >= v^2.

    read gives what each curve takes and pays.
    """
    near = within_reach(given.start, given.capacity / size, given.reserve_out / given.reserve_in)
    owner = owners(given.start)[near]
    keep, token, capacity = given.keep[owner], given.tokens[owner], given.capacity[near] / size
    reserve_in, reserve_out = given.reserve_in[near] / size, given.reserve_out[near] / size
    unit = np.minimum(np.minimum(capacity, 1.0), reserve_in / keep)
    weight = keep * unit / reserve_in
    spent, bent = cp.Variable(unit.size, nonneg=True), cp.Variable(unit.size)
    net = gathered(tokens, token[:, 1], reserve_out * weight) @ (spent - cp.multiply(weight, bent))
    net = net - gathered(tokens, token[:, 0], unit) @ spent
    cone = second_order(bent, 1 + cp.multiply(weight, spent), spent)
    bounded = np.flatnonzero(capacity < _NEVER_FULL)
    cap = (spent[bounded] <= (capacity / unit)[bounded],) if bounded.size else ()

    def read() -> tuple[Floats, Floats]:
        takes = np.clip(unit * spent.value, 0.0, capacity)
        pays = reserve_out * keep * takes / (reserve_in + keep * takes)
        return by_owner(owner, takes, given.keep.size), by_owner(owner, pays, given.keep.size)

    return Part(net, (cone, *cap), read)


def state_books(given: LevelBooks, tokens: int, size: float) -> Part:
    """Each level is a bounded variable; read gives what each book takes and pays."""
    near = within_reach(given.start, given.size / size, given.price)
    owner, room, price = owners(given.start)[near], given.size[near] / size, given.price[near]
    token, books = given.tokens[owner], given.start.size - 1
    unit = np.minimum(room, 1.0)
    spent = cp.Variable(unit.size, nonneg=True)
    net = gathered(tokens, token[:, 1], unit * price) @ spent - gathered(tokens, token[:, 0], unit) @ spent

    def read() -> tuple[Floats, Floats]:
        takes = np.clip(unit * spent.value, 0.0, room)
        return by_owner(owner, takes, books), by_owner(owner, takes * price, books)

    bounded = np.flatnonzero(room < _NEVER_FULL)
    return Part(net, (spent[bounded] <= (room / unit)[bounded],) if bounded.size else (), read)
