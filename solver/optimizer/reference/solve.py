"""A network's optimum by Clarabel, through cvxpy. Whatever happens is said in the status; nothing is raised for it."""

import warnings
from collections.abc import Callable
from dataclasses import dataclass

import cvxpy as cp
import numpy as np

from solver.optimizer.program.network import Network, Optimum, Places
from solver.optimizer.reference import baskets, pairs, pieces, stables
from solver.optimizer.reference.account import Flows, accounted, no_flows
from solver.optimizer.reference.part import Part

_TOLERANCE = 1e-9
_MOST_ITERATIONS = 200


@dataclass(frozen=True, slots=True, eq=False)
class Statement:
    """The program in cvxpy; balance: psi >= 0 of tokens `owed`; size: units of a token that are one order."""

    problem: cp.Problem
    balance: cp.Constraint
    owed: Places
    parts: tuple[Part | None, ...]
    size: float


def solve(network: Network, tolerance: float = _TOLERANCE) -> Optimum:
    """The optimum as Clarabel finds it. status: cvxpy's word, "optimal" where Clarabel met the tolerance."""
    stated = state(network)
    return read(network, stated, run(stated, tolerance))


def read(network: Network, stated: Statement, status: str) -> Optimum:
    """The answer that the solved statement holds, and its account; nothing traded where it holds none."""
    if status not in (cp.OPTIMAL, cp.OPTIMAL_INACCURATE) or not any(stated.parts):
        return accounted(network, status, 0, network.value, no_flows(network))
    prices = network.value.copy()
    prices[stated.owed] += np.maximum(stated.balance.dual_value, 0.0)
    iterations = int(stated.problem.solver_stats.num_iters)
    return accounted(network, status, iterations, prices, _flows(network, stated))


def order_size(network: Network) -> float:
    """What is supplied or demanded, else a usual reserve."""
    supplied = float(np.abs(network.supply).max(initial=0.0))
    if supplied:
        return supplied
    held = np.concatenate([network.books.size, network.products.reserves.ravel(), network.baskets.balance])
    return float(np.median(held)) if held.size else 1.0


def state(network: Network) -> Statement:
    """The program of network.py, amounts in order sizes."""
    size, tokens = order_size(network), network.tokens
    kinds: tuple[tuple[int, Callable[[], Part]], ...] = (
        (network.products.keep.size, lambda: pairs.state(network.products, tokens, size)),
        (network.curves.capacity.size, lambda: pieces.state_curves(network.curves, tokens, size)),
        (network.books.size.size, lambda: pieces.state_books(network.books, tokens, size)),
        (network.baskets.token.size, lambda: baskets.state(network.baskets, tokens, size)),
        (network.stables.token.size, lambda: stables.state(network.stables, tokens, size)),
    )
    parts = tuple(stated() if present else None for present, stated in kinds)
    found = [part for part in parts if part is not None]
    psi = cp.Constant(network.supply / size) + sum(part.net for part in found)
    owed = np.flatnonzero(~network.fixed)
    balance = psi[owed] >= 0
    constraints = [balance, *(constraint for part in found for constraint in part.constraints)]
    return Statement(cp.Problem(cp.Maximize(network.value @ psi), constraints), balance, owed, parts, size)


def run(stated: Statement, tolerance: float) -> str:
    """Clarabel's verdict in a word."""
    exact = {"tol_gap_abs": tolerance, "tol_gap_rel": tolerance, "tol_feas": tolerance}
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # cvxpy warns of an inaccurate answer; the status says it
            stated.problem.solve(solver=cp.CLARABEL, max_iter=_MOST_ITERATIONS, max_threads=1, **exact)
    except cp.SolverError:
        return "solver_error"
    return str(stated.problem.status)


def _flows(network: Network, stated: Statement) -> Flows:
    nothing = no_flows(network)
    still = (
        (nothing.product_in, nothing.product_out),
        (nothing.curve_in, nothing.curve_out),
        (nothing.book_in, nothing.book_out),
        (nothing.basket_net, nothing.basket_net),
        (nothing.stable_net, nothing.stable_net),
    )
    read = [none if part is None else part.read() for part, none in zip(stated.parts, still, strict=True)]
    products, curves, books, weighted, stable = [(a * stated.size, b * stated.size) for a, b in read]
    return Flows(*products, *curves, *books, weighted[0], stable[0])
