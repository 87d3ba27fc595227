"""The straight line from a problem to a proven answer: program, optimum, fixed costs, integers, certificate."""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from solver.optimizer.answer import Answer, NoRoute
from solver.optimizer.answered import Answered
from solver.optimizer.certify import Evidence, certified, uncertified
from solver.optimizer.challenge import better_path
from solver.optimizer.costing import Trials, fills
from solver.optimizer.dual.solve import Prepared, prepare, solve
from solver.optimizer.executing import executed
from solver.optimizer.fixed_costs.choice import choose
from solver.optimizer.gas_use import gas_by_market
from solver.optimizer.paths import used
from solver.optimizer.problem import RouteProblem
from solver.optimizer.program.back import flows, priced
from solver.optimizer.program.build import Program, single
from solver.optimizer.program.earned import earned
from solver.optimizer.program.network import Floats, Optimum
from solver.optimizer.program.restriction import restricted
from solver.optimizer.program.rows import Rows, rows
from solver.optimizer.single_path import best_single_path, nothing

_SOLVES = 40
"""Budget of the search over fixed costs: about 20 ms at worst over 35 pools, a tenth of that as a rule."""


@dataclass(frozen=True, slots=True, eq=False)
class _Chosen:
    """The optimum over the markets that earn their gas; net_prices: where the bound with gas is lowest."""

    program: Program
    found: Optimum
    net_prices: Floats


def optimal(problem: RouteProblem, elapsed_ns: Callable[[], int], given: Rows | None = None) -> Answered | NoRoute:
    """Never worse, net of gas, than any single path. given: the rows of the problem's markets, where known already."""
    made = rows(problem.markets) if given is None else given
    program = single(made, problem)
    if program is None:
        return nothing(problem)
    ready = prepare(program.network)
    found = solve(ready)
    if not fills(found):
        best = best_single_path(problem)
        if isinstance(best, NoRoute):
            return best
        return uncertified(problem, best, "convex", f"solver {found.status}: best single path", elapsed_ns())
    chosen = _worth_their_gas(problem, program, ready, found)
    best = _best(problem, program, found, chosen)
    if isinstance(best, NoRoute):
        return best
    places = {edge.market for edge in used(problem, best)}
    last = _over(program, places, chosen)
    evidence = Evidence(problem, program, found, chosen.net_prices, last)
    return certified(evidence, best, found.status, elapsed_ns)


def _worth_their_gas(problem: RouteProblem, program: Program, ready: Prepared, found: Optimum) -> _Chosen:
    if not problem.gas_price_units:
        return _Chosen(program, found, found.prices)
    trials = Trials.of(program, ready, found)
    costs = gas_by_market(problem, program, found)[list(trials.places)]
    choice = choose(trials, costs, solves=_SOLVES)
    if not np.isfinite(choice.value) or not choice.on.any():
        return _Chosen(program, found, found.prices)
    part = restricted(program, [place for place, on in zip(trials.places, choice.on, strict=True) if on])
    return _Chosen(part, solve(part.network, replace(found, prices=choice.prices)), choice.bound_prices)


def _best(problem: RouteProblem, program: Program, found: Optimum, chosen: _Chosen) -> Answer | NoRoute:
    objective = problem.buy_token if problem.exact_in else problem.sell_token
    expected = abs(chosen.found.primal) * float(program.unit[program.place(objective)])
    prices = dict(priced(program, found.prices, objective))
    split = executed(problem, flows(chosen.program, chosen.found), prices, expected)
    if isinstance(split, NoRoute):
        return best_single_path(problem)
    unit = float(program.unit[program.place(objective)])
    gains = unit * (
        earned(program.network, program.owners, found.prices, len(program.pools))
        + earned(program.aside, program.aside_owners, found.prices, len(program.pools))
    )
    return better_path(problem, split, prices, gains.tolist()) or split


def _over(program: Program, places: set[int], chosen: _Chosen) -> Optimum:
    """The optimum over the markets that are used."""
    if places == chosen.program.owners.markets():
        return chosen.found
    part = restricted(program, places)
    return solve(part.network, chosen.found)
