"""The published method: dual decomposition, the prices found by L-BFGS-B (CFMMRouter.jl, arXiv 2302.04938).

Its own settings: m = 5, factr = 10, pgtol = 1e-5, at most 15,000 evaluations, prices bounded by value + 1e-8, start at
ones. To our tolerance: factr = 0 and pgtol = 1e-12 of the order, so that it stops where it can do no better.
"""

from dataclasses import dataclass

import numpy as np
from scipy.optimize import _lbfgsb

from solver.optimizer.program.network import Floats, Network, Optimum
from solver.optimizer.reference.account import accounted
from solver.optimizer.reference.solve import order_size
from tests.bench.peers.dual import Dual

_MEMORY, _LINE_SEARCHES = 5, 20
_MORE, _NEW_ITERATE = 3, 1
_ABOVE = 1e-8


@dataclass(frozen=True, slots=True)
class Tolerance:
    """As L-BFGS-B's parameters of these names."""

    factr: float
    pgtol: float
    evaluations: int


ITS_OWN = Tolerance(10.0, 1e-5, 15_000)


def ours(network: Network) -> Tolerance:
    """As far as it gets."""
    return Tolerance(0.0, 1e-12 * order_size(network), 15_000)


@dataclass(frozen=True, slots=True, eq=False)
class Found:
    """Where the method stopped: prices and the flows they imply lie in `dual`."""

    dual: Dual
    evaluations: int


def solve(network: Network, tolerance: Tolerance = ITS_OWN, start: Floats | None = None) -> Found:
    """Prices and flows; start: prices of the last block."""
    dual, free = Dual.of(network), np.flatnonzero(~network.fixed)
    v = dual.at.v
    v[:] = np.where(network.fixed, network.value, 1.0 if start is None else start)
    least = network.value[free] + _ABOVE
    loop = _Loop.of(np.maximum(v[free], least), least)
    evaluations = 0
    while loop.step(tolerance):
        if loop.asks_for_value():
            v[free] = loop.x
            loop.f[...] = dual()
            loop.g[:] = dual.at.left[free]
            evaluations += 1
        elif evaluations >= tolerance.evaluations:
            break
    v[free] = loop.x
    dual(wanted=True)
    return Found(dual, evaluations)


def optimum(found: Found) -> Optimum:
    """Its answer measured as every answer is."""
    return accounted(found.dual.network, "stopped", found.evaluations, found.dual.at.v, found.dual.flows)


@dataclass(frozen=True, slots=True, eq=False)
class _Loop:
    """The reverse communication of scipy's compiled L-BFGS-B, without the wrapper, which costs five times more."""

    x: Floats
    least: Floats
    f: Floats
    g: Floats
    work: tuple[np.ndarray, ...]

    @staticmethod
    def of(x: Floats, least: Floats) -> "_Loop":
        n, m = x.size, _MEMORY
        integers = (np.ones(n), np.zeros(3 * n), np.zeros(2), np.zeros(44), np.zeros(2))
        bound, iwa, task, isave, search = (a.astype(np.int32) for a in integers)
        wa, lsave = np.zeros(2 * m * n + 5 * n + 11 * m * m + 8 * m), np.zeros(4, np.int32)
        work = (np.zeros(n), bound, wa, iwa, task, lsave, isave, np.zeros(29), search)
        return _Loop(x, least, np.array(0.0), np.zeros(n), work)

    def step(self, tolerance: Tolerance) -> bool:
        """On to the next request; False at the end."""
        most, bound, wa, iwa, task, lsave, isave, dsave, search = self.work
        _lbfgsb.setulb(
            _MEMORY,
            self.x,
            self.least,
            most,
            bound,
            self.f,
            self.g,
            tolerance.factr,
            tolerance.pgtol,
            wa,
            iwa,
            task,
            lsave,
            isave,
            dsave,
            _LINE_SEARCHES,
            search,
        )
        return int(task[0]) in (_MORE, _NEW_ITERATE)

    def asks_for_value(self) -> bool:
        """Whether the function is wanted at x."""
        return int(self.work[4][0]) == _MORE
