"""Solving the continuous program until it proves something, and what it then proves."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from solver.optimizer.answer import Answer
from solver.optimizer.bound import dual_bound
from solver.optimizer.convex import Solution
from solver.optimizer.flows import Continuous, continuous, runs_forward
from solver.optimizer.forms import Forms
from solver.optimizer.problem import RouteProblem

_TIGHT = 1e-6
_GENEROUS = (2.0, 1e-7)
_PRUNED = (1.1, 1e-3)
"""How far into a pool, in orders, and how shallow a pool, by what it could pay, the program looks."""


@dataclass(frozen=True, slots=True, eq=False)
class Solved:
    """One program with its answer. primal, bound: in units of the objective token; the bound holds for all markets."""

    given: Forms
    solution: Solution
    found: Continuous
    status: str
    primal: float
    bound: float

    @property
    def gap(self) -> float:
        """Distance of the bound as a share of the primal."""
        return abs(self.bound - self.primal) / self.primal if self.primal > 0 else float("inf")


def attempts(
    problem: RouteProblem, everything: Forms, floor: Answer | None, solve: Callable[[Forms], Solution | None]
) -> tuple[Solved, ...]:
    """Programs in the order they were tried: no more once one is tight; none where Clarabel fails on all.

    Free arbitrage among tokens off the order's way can dwarf the order and its precision: without the edges that lead
    backwards there is none, and with shallow pools out of it the program is smaller still.
    """
    tried: list[Solved] = []
    for note, given in _variants(problem, everything, floor):
        solution = solve(given)
        if solution is None:
            continue
        tried.append(_solved(everything, given, solution, solution.status + note))
        if tried[-1].gap < _TIGHT:
            break
    return tuple(tried)


def _variants(problem: RouteProblem, everything: Forms, floor: Answer | None) -> Iterator[tuple[str, Forms]]:
    yield "", everything.reachable(*_GENEROUS)
    way = [hop.token_out for hop in floor.hops] if floor is not None else []
    between = [t for t in dict.fromkeys((*way, *everything.tokens)) if t not in (problem.sell_token, problem.buy_token)]
    order = (problem.sell_token, *between, problem.buy_token)
    forward = everything.only(frozenset(edge for edge in everything.edges() if runs_forward(edge, order)))
    yield ", forward", forward.reachable(*_GENEROUS)
    yield ", forward, pruned", forward.reachable(*_PRUNED)


def _solved(everything: Forms, given: Forms, solution: Solution, status: str) -> Solved:
    found = continuous(given, solution)
    unit = float(everything.scale[everything.buy if everything.exact_in else everything.sell])
    net = {
        form.market: tuple(a - t for a, t in zip(added, taken, strict=True))
        for form, added, taken in zip(given.stables, solution.added, solution.taken, strict=True)
    }
    bound = dual_bound(everything, solution.prices, net)
    return Solved(given, solution, found, status, found.primal * unit, bound * unit)
