"""Gas makes the problem combinatorial: a hop must earn its fixed cost. Exact quotes tell which do not."""

from solver.optimizer.integers import Plan, estimate
from solver.optimizer.problem import RouteProblem


def without_unprofitable(problem: RouteProblem, given: Plan, spent: int) -> tuple[Plan, int]:
    """Drop the edge whose removal gains most, net of gas, until none gains; also the spend of the plan that is left.

    The neighbours of a dropped edge take over its part by their weights: a little worse than the best split of the
    rest, so a drop that gains here gains at least as much after solving again.
    """
    here = estimate(problem, given, spent)
    while len(given.edges) > 1:
        best, best_plan = here, given
        for edge, _ in given.edges:
            lesser = given.without(edge)
            score = estimate(problem, lesser, spent if here is None else here[1]) if lesser.edges else None
            if score is not None and (best is None or score[0] > best[0]):
                best, best_plan = score, lesser
        if best_plan is given:
            break
        here, given = best, best_plan
    return given, spent if here is None else here[1]
