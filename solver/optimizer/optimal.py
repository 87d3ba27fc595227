"""The straight line from a problem to a proven answer: program, optimum, fixed costs, integers, certificate."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from solver.domain.route import Route
from solver.optimizer.answer import NoRoute
from solver.optimizer.answered import Answered
from solver.optimizer.candidates import Chosen, Way, best_answer
from solver.optimizer.certificate.statuses import CONVEX, NO_PROGRAM, nothing_found, nothing_said, nothing_told
from solver.optimizer.certify import Evidence, certified, told, uncertified
from solver.optimizer.costing import Trials, fills
from solver.optimizer.dual.solve import prepare, solve
from solver.optimizer.fixed_costs.choice import NothingFills, choose
from solver.optimizer.gas_use import gas_by_market
from solver.optimizer.grid import best_grid_split
from solver.optimizer.paths import used
from solver.optimizer.persisting import persistent
from solver.optimizer.problem import RouteProblem
from solver.optimizer.program.build import Program
from solver.optimizer.program.network import Optimum
from solver.optimizer.program.restriction import restricted
from solver.optimizer.program.revision import solved
from solver.optimizer.program.rows import Rows, rows
from solver.optimizer.single_path import best_single_path

_WORTHLESS = 1.0
"""A bound twice the answer is none."""

_SOLVES = 40
"""Budget of the search over fixed costs: about 20 ms at worst over 35 pools, a tenth of that as a rule."""


def optimal(problem: RouteProblem, elapsed_ns: Callable[[], int], given: Rows | None = None) -> Answered | NoRoute:
    """Never worse, net of gas, than any single path. given: the rows of the problem's markets, where known already."""
    made = rows(problem.markets) if given is None else given
    start = solved(made, problem, persistent)
    if start is None:
        return by_paths(problem, CONVEX, NO_PROGRAM, elapsed_ns)
    program, found = start
    chosen = _worth_their_gas(problem, program, found) if fills(found) else None
    return concluded(problem, program, found, chosen, Way(CONVEX, solve, elapsed_ns))


def concluded(
    problem: RouteProblem, program: Program, found: Optimum, chosen: Chosen | None, way: Way
) -> Answered | NoRoute:
    """Integers and certificate of an optimum over all markets, and of the one over those worth their gas."""
    if chosen is None:
        return by_paths(problem, way.method, nothing_found(found.status), way.elapsed_ns)
    best = best_answer(problem, program, found, chosen, way)
    if isinstance(best, NoRoute):
        return best
    places = {edge.market for edge in used(problem, best)}
    last = chosen.found if places == chosen.program.owners.markets() else _over(program, places, chosen.found, way)
    used_prices = last.prices if np.isfinite(last.prices).all() else found.prices
    evidence = Evidence(problem, program, found, chosen.net_prices, used_prices)
    made = certified(evidence, best, way.method, way.elapsed_ns)
    if _says_nothing(problem, made.route):
        return uncertified(problem, best, way.method, nothing_said(found.status), way.elapsed_ns())
    if not told(evidence, made):
        return uncertified(problem, best, way.method, nothing_told(found.status), way.elapsed_ns())
    return made


def _says_nothing(problem: RouteProblem, route: Route) -> bool:
    """Whether the bound is far from the optimum found, or, where none was found, from the answer."""
    figures = route.certificate
    if (figures.gap or 0.0) > _WORTHLESS:
        return True
    bound, reached = abs(figures.dual_bound_units or 0.0), route.amount_out if problem.exact_in else route.amount_in
    return figures.status != "optimal" and max(bound, reached) > (1 + _WORTHLESS) * min(bound, reached)


def by_paths(problem: RouteProblem, method: str, why: str, elapsed_ns: Callable[[], int]) -> Answered | NoRoute:
    """The best of the paths where no optimum was found. why: the certificate's status."""
    rival = best_grid_split(problem, best_single_path(problem))
    if isinstance(rival, NoRoute):
        return rival
    return uncertified(problem, rival, method, why, elapsed_ns())


def _worth_their_gas(problem: RouteProblem, program: Program, found: Optimum) -> Chosen:
    if not problem.gas_price_units:
        return Chosen(program, found, found.prices)
    trials = Trials.of(program, prepare(program.network), found)
    costs = gas_by_market(problem, program, found)[list(trials.places)]
    try:
        choice = choose(trials, costs, solves=_SOLVES)
    except NothingFills:
        return Chosen(program, found, found.prices)
    if not choice.on.any():
        return Chosen(program, found, found.prices)
    part = restricted(program, [place for place, on in zip(trials.places, choice.on, strict=True) if on])
    return Chosen(part, persistent(part.network, replace(found, prices=choice.prices)), choice.bound_prices)


def _over(program: Program, places: set[int], near: Optimum, way: Way) -> Optimum:
    """The optimum over the markets that are used."""
    return way.solve(restricted(program, places).network, near)
