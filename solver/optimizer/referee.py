"""The same line with cvxpy and Clarabel in place of the compiled solver: slow, and independent of it."""

from collections.abc import Callable

from solver.optimizer.answer import NoRoute
from solver.optimizer.answered import Answered
from solver.optimizer.candidates import Chosen, Way
from solver.optimizer.certificate.statuses import NO_PROGRAM, REFERENCE
from solver.optimizer.costing import fills
from solver.optimizer.optimal import by_paths, concluded
from solver.optimizer.problem import RouteProblem
from solver.optimizer.program.network import Network, Optimum
from solver.optimizer.program.revision import solved
from solver.optimizer.program.rows import rows
from solver.optimizer.reference.solve import solve


def refereed(problem: RouteProblem, elapsed_ns: Callable[[], int]) -> Answered | NoRoute:
    """Markets that do not earn their gas are dropped by the integer step alone."""
    start = solved(rows(problem.markets), problem, by_clarabel)
    if start is None:
        return by_paths(problem, REFERENCE, NO_PROGRAM, elapsed_ns)
    program, found = start
    chosen = Chosen(program, found, found.prices) if fills(found) else None
    return concluded(problem, program, found, chosen, Way(REFERENCE, by_clarabel, elapsed_ns))


def by_clarabel(network: Network, near: Optimum | None) -> Optimum:  # noqa: ARG001 (an interior point starts anew)
    """The optimum of any network."""
    return solve(network)
