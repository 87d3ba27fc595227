"""From the convex optimum to the best executable split: order, integers, gas; and the proof of how good it is."""

from collections.abc import Iterator
from dataclasses import dataclass

from solver.optimizer.answer import Answer, NoRoute, Refusal
from solver.optimizer.bound import dual_bound
from solver.optimizer.convex import Solution, solve
from solver.optimizer.flows import Continuous, Flow, continuous, runs_forward, token_order
from solver.optimizer.forms import Forms, forms
from solver.optimizer.gas import without_unprofitable
from solver.optimizer.integers import fill_order, plan
from solver.optimizer.paths import Edge
from solver.optimizer.problem import RouteProblem
from solver.optimizer.scales import token_scales
from solver.optimizer.single_path import nothing

_REACHES = ((2.0, 1e-7), (1.1, 1e-3))
"""How far into a pool, and how shallow a pool, the program looks: first generously, then, if Clarabel fails, less."""

_ROUNDS = 3
_BACKWARDS = 1e-6


@dataclass(frozen=True, slots=True)
class Proof:
    """What the continuous program proves of the order; values in units of the objective token."""

    status: str
    iterations: int
    primal_units: float
    bound_units: float
    shortfall: float


@dataclass(frozen=True, slots=True)
class Split:
    """The best split found and its proof, where Clarabel gave one; status says what went wrong where it did not."""

    answer: Answer | NoRoute
    proof: Proof | None
    status: str


def best_split(problem: RouteProblem, single: Answer | NoRoute) -> Split:
    """Never worse than the single path, which also is the answer where the program has none."""
    scales = token_scales(problem, single)
    if scales is None:
        return Split(nothing(problem), None, "nothing to solve")
    everything = forms(problem, scales)
    solved = _solve(everything)
    if solved is None:
        return Split(single, None, "solver failed, single path")
    given, solution, status = solved
    found = continuous(given, solution)
    proof = _proof(everything, solution, found, status)
    best: Answer | None = None if isinstance(single, NoRoute) else single
    for split in _splits(problem, given, found):
        if best is None or split.score > best.score:
            best = split
    if best is None:
        return Split(NoRoute(Refusal.NO_EXECUTABLE_ORDER, "no split of the optimum fills the order"), proof, status)
    return Split(best, proof, status)


def _solve(everything: Forms) -> tuple[Forms, Solution, str] | None:
    for attempt, (reach, least) in enumerate(_REACHES):
        given = everything.reachable(reach, least)
        solution = solve(given)
        if solution is not None:
            return given, solution, solution.status + (", pruned" if attempt else "")
    return None


def _proof(everything: Forms, solution: Solution, found: Continuous, status: str) -> Proof:
    unit = float(everything.scale[everything.buy if everything.exact_in else everything.sell])
    changes = tuple(
        tuple(a - t for a, t in zip(added, taken, strict=True))
        for added, taken in zip(solution.added, solution.taken, strict=True)
    )
    bound = dual_bound(everything, solution.prices, changes)
    return Proof(status, solution.iterations, found.primal * unit, bound * unit, found.shortfall)


def _splits(problem: RouteProblem, given: Forms, found: Continuous) -> Iterator[Answer]:
    """Executable answers, each from a smaller set of edges than the one before."""
    flows: tuple[Flow, ...] = found.flows
    order = token_order(flows, problem.sell_token, problem.buy_token)
    if sum(f.worth for f in flows if not runs_forward(f.edge, order)) > _BACKWARDS:
        flows = _again(given, frozenset(e for e in given.edges() if runs_forward(e, order))) or flows
    for _ in range(_ROUNDS):
        start = plan(flows, order)
        if not start.edges:
            return
        spent = problem.amount if problem.exact_in else max(1, int(sum(_spends(problem, flows))))
        lesser, spent = without_unprofitable(problem, start, spent)
        answer = fill_order(problem, lesser, spent)
        if answer is not None:
            yield answer
        kept = frozenset(edge for edge, _ in lesser.edges)
        again = _again(given, kept)
        if again is None:
            return
        resolved = fill_order(problem, plan(again, order), spent)
        if resolved is not None:
            yield resolved
        if len(kept) == len(start.edges):
            return
        flows = again


def _spends(problem: RouteProblem, flows: tuple[Flow, ...]) -> Iterator[float]:
    return (f.spent for f in flows if f.edge.token_in == problem.sell_token)


def _again(given: Forms, edges: frozenset[Edge]) -> tuple[Flow, ...] | None:
    """The best continuous flows over these edges alone."""
    lesser = given.only(edges)
    solution = solve(lesser)
    return None if solution is None else continuous(lesser, solution).flows
