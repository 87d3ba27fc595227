"""The best single path by exact quotes net of gas: what every other answer must at least match."""

from solver.optimizer.answer import Answer, NoRoute, Refusal, answer
from solver.optimizer.paths import Quote, hops_along, network, quoted_paths
from solver.optimizer.problem import RouteProblem


def best_single_path(problem: RouteProblem) -> Answer | NoRoute:
    """Ties go to the path found first, which the order of pool addresses fixes."""
    best: Quote | None = None
    best_score = 0
    for quote in quoted_paths(problem, problem.amount):
        score = problem.score(quote.amount_in, quote.amount_out, quote.gas)
        if best is None or score > best_score:
            best, best_score = quote, score
    return nothing(problem) if best is None else along(problem, best)


def along(problem: RouteProblem, quote: Quote) -> Answer:
    """The hops of a quoted path."""
    found = hops_along(problem, quote.path, quote.amount_in)
    if found is None:
        raise AssertionError(f"a path that was quoted cannot be walked: {quote}")
    return answer(problem, *found)


def nothing(problem: RouteProblem) -> NoRoute:
    """Tell an order that no path joins from one that the pools cannot fill."""
    distance = network(problem).hops_to_buy.get(problem.sell_token)
    if distance is None or distance > problem.most_hops:
        return NoRoute(Refusal.NO_PATH, f"{problem.sell_token} to {problem.buy_token} within {problem.most_hops} hops")
    return NoRoute(Refusal.INSUFFICIENT_LIQUIDITY, f"{problem.amount} of {problem.sell_token} to {problem.buy_token}")
