"""The one entry: a problem and a kind of router in, a certified route or a reason out."""

import math
import time
from collections.abc import Callable
from typing import Literal, assert_never

from solver.domain.route import Certificate, Route
from solver.optimizer.answer import Answer, NoRoute
from solver.optimizer.grid import best_grid_split
from solver.optimizer.problem import RouteProblem
from solver.optimizer.single_path import best_single_path

Kind = Literal["convex", "single-path", "grid"]


def route(problem: RouteProblem, kind: Kind, monotonic_ns: Callable[[], int] = time.monotonic_ns) -> Route | NoRoute:
    """Solve; every ending is a value. The same problem gives the same integers."""
    begin = monotonic_ns()
    match kind:
        case "convex":
            return _convex(problem, lambda: monotonic_ns() - begin)
        case "single-path":
            return _exact(problem, kind, best_single_path(problem), monotonic_ns() - begin)
        case "grid":
            found = best_grid_split(problem, best_single_path(problem))
            return _exact(problem, kind, found, monotonic_ns() - begin)
        case _:
            assert_never(kind)


def prepare(kind: Kind) -> None:
    """Load what that kind needs, so that the first order does not wait for it: cvxpy takes seconds."""
    if kind == "convex":
        import solver.optimizer.split  # noqa: F401, PLC0415 (the point of this function)


def _convex(problem: RouteProblem, elapsed_ns: Callable[[], int]) -> Route | NoRoute:
    from solver.optimizer.split import best_split  # noqa: PLC0415 (cvxpy takes seconds to import; rivals need none)

    single = best_single_path(problem)
    rivals = (single, best_grid_split(problem, single))
    split = best_split(problem, tuple(rival for rival in rivals if isinstance(rival, Answer)))
    if isinstance(split.answer, NoRoute):
        return split.answer
    proof, found = split.proof, split.answer
    if proof is None:
        return _route(problem, found, _uncertified("convex", split.status, elapsed_ns()))
    delivered = found.amount_out if problem.exact_in else found.amount_in
    ahead = proof.bound - delivered if problem.exact_in else delivered - proof.bound
    certificate = Certificate(
        method="convex",
        status=split.status,
        primal_units=proof.primal,
        dual_bound_units=proof.bound,
        gap=proof.gap if math.isfinite(proof.gap) else None,
        shortfall=proof.found.shortfall,
        integer_distance_units=ahead,
        iterations=proof.solution.iterations,
        solve_ms=elapsed_ns() / 1e6,
    )
    return _route(problem, found, certificate)


def _exact(problem: RouteProblem, method: str, found: Answer | NoRoute, elapsed_ns: int) -> Route | NoRoute:
    if isinstance(found, NoRoute):
        return found
    return _route(problem, found, _uncertified(method, "exact quotes, no bound", elapsed_ns))


def _uncertified(method: str, status: str, elapsed_ns: int) -> Certificate:
    return Certificate(method, status, None, None, None, None, None, iterations=0, solve_ms=elapsed_ns / 1e6)


def _route(problem: RouteProblem, found: Answer, certificate: Certificate) -> Route:
    return Route(
        side=problem.side,
        sell_token=problem.sell_token,
        buy_token=problem.buy_token,
        amount_in=found.amount_in,
        amount_out=found.amount_out,
        hops=found.hops,
        gas=found.gas,
        gas_cost_units=problem.gas_cost_units(found.gas),
        certificate=certificate,
    )
