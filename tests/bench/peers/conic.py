"""Clarabel, through cvxpy and called directly, at its own tolerance (1e-8), one thread.

Through cvxpy a run states, compiles and solves, as a new block asks for. Directly, the matrices are ready before the
clock starts and a run is Clarabel's set-up and solve alone.
"""

import warnings
from dataclasses import dataclass

import clarabel
import cvxpy as cp
import scipy.sparse as sp

from solver.optimizer.program.network import Network, Optimum
from solver.optimizer.reference.solve import Statement, read, run, state

ITS_OWN = 1e-8


def through_cvxpy(network: Network) -> tuple[Statement, str]:
    """One run; read(network, *it) is its account."""
    stated = state(network)
    return stated, run(stated, ITS_OWN)


@dataclass(frozen=True, slots=True, eq=False)
class Direct:
    """The conic data of a network and the way back."""

    network: Network
    stated: Statement
    data: dict[str, object]
    chain: object
    inverse: object
    settings: clarabel.DefaultSettings

    @staticmethod
    def of(network: Network) -> "Direct":
        """Everything that comes before the solver."""
        stated = state(network)
        data, chain, inverse = stated.problem.get_problem_data(cp.CLARABEL, solver_opts={})
        settings = clarabel.DefaultSettings()
        settings.verbose, settings.max_iter, settings.max_threads = False, 200, 1
        return Direct(network, stated, data, chain, inverse, settings)

    def run(self) -> object:
        """Set-up and solve."""
        matrix, cones = self.data["A"], _cones(self.data["dims"])
        quadratic = sp.csc_matrix((matrix.shape[1], matrix.shape[1]))  # type: ignore[attr-defined]  # cvxpy's data are untyped
        return clarabel.DefaultSolver(quadratic, self.data["c"], matrix, self.data["b"], cones, self.settings).solve()

    def account(self, solution: object) -> Optimum:
        """The answer measured as every answer is."""
        problem = self.stated.problem
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # cvxpy warns of an inaccurate answer; the status says it
                problem.unpack_results(solution, self.chain, self.inverse)
        except cp.SolverError:
            return read(self.network, self.stated, "solver_error")
        return read(self.network, self.stated, str(problem.status))


def _cones(dims: object) -> list[object]:
    from cvxpy.reductions.solvers.conic_solvers.clarabel_conif import dims_to_solver_cones  # noqa: PLC0415

    found: list[object] = dims_to_solver_cones(dims)
    return found
