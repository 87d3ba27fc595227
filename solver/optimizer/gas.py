"""Gas makes the problem combinatorial: a hop must earn its fixed cost. Exact quotes tell which do not."""

import numpy as np

from solver.optimizer.bound import piece_arbitrage
from solver.optimizer.convex import Solution
from solver.optimizer.flows import Flow
from solver.optimizer.forms import Forms
from solver.optimizer.integers import Plan, estimate
from solver.optimizer.problem import RouteProblem

_HOPELESS = 0.2
"""An edge that earns less than this share of its gas at the optimum's prices is dropped without trying."""


def earning(problem: RouteProblem, given: Forms, solution: Solution, flows: tuple[Flow, ...]) -> tuple[Flow, ...]:
    """Flows that could pay for their hop.

    What an edge earns at the optimum's prices is the least that it is worth; it may be worth more once others are gone,
    hence the allowance.
    """
    unit = float(given.scale[given.buy if given.exact_in else given.sell])
    earned = np.bincount(given.pieces.edge, piece_arbitrage(given, solution.prices), len(given.pieces.edges))
    by_edge = dict(zip(given.pieces.edges, earned, strict=True))
    kept = []
    for flow in flows:
        gas = problem.markets[flow.edge.market].gas(flow.edge.token_in, flow.edge.token_out, max(1, int(flow.spent)))
        if by_edge.get(flow.edge, np.inf) * unit >= _HOPELESS * problem.gas_cost_units(gas):
            kept.append(flow)
    return tuple(kept)


def without_unprofitable(problem: RouteProblem, given: Plan, spent: int) -> Plan:
    """Drop the edge whose removal gains most, net of gas, until none gains.

    The neighbours of a dropped edge take over its part by their weights: a little worse than the best split of the
    rest, so a drop that gains here gains at least as much after solving again.
    """
    here = estimate(problem, given, spent)
    while len(given.edges) > 1:
        best, best_plan = here, given
        for edge, _ in given.edges:
            lesser = given.without(edge)
            score = estimate(problem, lesser, spent) if lesser.edges else None
            if score is not None and (best is None or score > best):
                best, best_plan = score, lesser
        if best_plan is given:
            break
        here, given = best, best_plan
    return given
