"""From the convex optimum to the best executable split: order, integers, gas; and the proof of how good it is."""

from collections.abc import Iterator
from dataclasses import dataclass

from solver.optimizer.answer import Answer, NoRoute, Refusal
from solver.optimizer.convex import solve
from solver.optimizer.flows import Flow, continuous, runs_forward, token_order
from solver.optimizer.forms import Forms, forms
from solver.optimizer.gas import earning, without_unprofitable
from solver.optimizer.integers import Plan, estimate, fill_order, nearly_sufficient, plan
from solver.optimizer.paths import Edge, used
from solver.optimizer.problem import RouteProblem
from solver.optimizer.proving import Solved, attempts
from solver.optimizer.scales import token_scales
from solver.optimizer.single_path import nothing

_ROUNDS = 3
_BACKWARDS = 1e-6


@dataclass(frozen=True, slots=True)
class Split:
    """The best split found, and the tightest program that proves how good it is, where Clarabel solved any."""

    answer: Answer | NoRoute
    proof: Solved | None
    status: str


def best_split(problem: RouteProblem, rivals: tuple[Answer, ...]) -> Split:
    """Never worse than the rivals' answers, whose pools also are a start of the search.

    Where the program has no answer the best rival is the answer, and status tells.
    """
    floor = max(rivals, key=lambda rival: rival.score, default=None)
    scales = token_scales(problem, floor)
    if scales is None:
        return Split(floor or nothing(problem), None, "nothing to solve")
    programs = attempts(problem, forms(problem, scales), floor, solve)
    if not programs:
        return Split(floor or nothing(problem), None, "solver failed: best of the exact paths")
    proof = min(programs, key=lambda program: program.gap)
    answers = [*rivals, *(split for program in programs for split in _executable(problem, program, rivals))]
    if not answers:
        return Split(
            NoRoute(Refusal.NO_EXECUTABLE_ORDER, "no split of the optimum fills the order"), proof, proof.status
        )
    best = max(answers, key=lambda one: one.score)
    return Split(best, proof, f"{proof.status}, exact paths kept" if best in rivals else proof.status)


def _executable(problem: RouteProblem, program: Solved, rivals: tuple[Answer, ...]) -> list[Answer]:
    """The best plan out of all that the searches pass, filled exactly."""
    given = program.given
    worthwhile = earning(problem, given, program.solution, program.found.flows)
    starts = [worthwhile, *(_again(given, used(problem, rival)) for rival in rivals if len(rival.hops) > 1)]
    trials = [trial for flows in starts if flows for trial in _trials(problem, given, flows)]
    if not trials:
        return []
    best = max(trials, key=lambda trial: trial.score)
    filled = fill_order(problem, best.plan, best.spent)
    return [] if filled is None else [filled]


@dataclass(frozen=True, slots=True)
class _Trial:
    plan: Plan
    spent: int
    score: int


def _trials(problem: RouteProblem, given: Forms, flows: tuple[Flow, ...]) -> Iterator[_Trial]:
    """Plans from ever smaller sets of edges: drop what does not earn its gas, solve for the rest again."""
    order = token_order(flows, problem.sell_token, problem.buy_token)
    if sum(f.worth for f in flows if not runs_forward(f.edge, order)) > _BACKWARDS:
        flows = _again(given, frozenset(e for e in given.edges() if runs_forward(e, order))) or flows
    for _ in range(_ROUNDS):
        start = _trial(problem, plan(flows, order), flows)
        if start is None:
            return
        yield start
        lesser = without_unprofitable(problem, start.plan, start.spent)
        if len(lesser.edges) == len(start.plan.edges):
            return
        again = _again(given, frozenset(edge for edge, _ in lesser.edges))
        dropped = _trial(problem, lesser, flows)
        if dropped is not None:
            yield dropped
        if again is None:
            return
        flows = again


def _trial(problem: RouteProblem, given: Plan, flows: tuple[Flow, ...]) -> _Trial | None:
    spent = sum(f.spent for f in flows if f.edge.token_in == problem.sell_token)
    near = nearly_sufficient(problem, given, max(1, int(spent))) if given.edges else None
    score = None if near is None else estimate(problem, given, near)
    return None if near is None or score is None else _Trial(given, near, score)


def _again(given: Forms, edges: frozenset[Edge]) -> tuple[Flow, ...] | None:
    """The best continuous flows over these edges alone."""
    lesser = given.only(edges)
    solution = solve(lesser)
    return None if solution is None else continuous(lesser, solution).flows
