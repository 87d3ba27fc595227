"""The compiled solver, asked again from elsewhere where it stops short of the optimum."""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from solver.optimizer.costing import fills
from solver.optimizer.dual.solve import solve
from solver.optimizer.program.network import Network, Optimum

_CLOSE = 1e-9
"""Gap and shortfall, by the order's worth, of an optimum that is good enough."""

_FEW_ROWS, _PATIENCE = 5_000, 1_000
"""Networks beyond so many rows are not solved again; the iterations of the last attempt."""


def persistent(network: Network, near: Optimum | None) -> Optimum:
    """The first good optimum, else the best of all attempts: from where the first stopped, from even prices, longer."""
    found = solve(network, near)
    if found.status == "unbounded" or _miss(found) <= _CLOSE or _rows(network) > _FEW_ROWS:
        return found
    for other in _again(network, found):
        if (not fills(other), _miss(other)) < (not fills(found), _miss(found)):
            found = other
        if _miss(found) <= _CLOSE:
            break
    return found


def _again(network: Network, found: Optimum) -> Iterator[Optimum]:
    yield solve(network, found)
    yield solve(network, replace(found, prices=np.ones_like(found.prices)))
    yield solve(network, None, most_iterations=_PATIENCE)


def _miss(found: Optimum) -> float:
    """How far from the optimum; infinite where that is no number."""
    worse = max(abs(found.gap), found.shortfall)
    return worse if np.isfinite(worse) and np.isfinite(found.dual) else np.inf


def _rows(network: Network) -> int:
    n = network
    slots = (n.curves.capacity, n.books.size, n.baskets.token, n.stables.token)
    return len(n.products.keep) + sum(len(slot) for slot in slots)
