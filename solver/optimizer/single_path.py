"""The best single path by exact quotes net of gas: what every other answer must at least match."""

from solver.optimizer.answer import Answer, NoRoute, Refusal, answer
from solver.optimizer.paths import Quote, hops_along, network, quoted_paths
from solver.optimizer.problem import RouteProblem


def best_single_path(problem: RouteProblem) -> Answer | NoRoute:
    """Ties go to the path found first, which the order of pool addresses fixes."""

    def score(quote: Quote) -> int:
        return problem.score(quote.amount_in, quote.amount_out, quote.gas)

    for quote in sorted(quoted_paths(problem, problem.amount), key=score, reverse=True):
        # Followed back, a path may ask one coarse unit that, on the way forward, is more than its next pool can take.
        walked = hops_along(problem, quote.path, quote.amount_in)
        if walked is not None:
            return answer(problem, *walked)
    return nothing(problem)


def nothing(problem: RouteProblem) -> NoRoute:
    """Tell an order that no path joins from one that the pools cannot fill."""
    distance = network(problem).hops_to_buy.get(problem.sell_token)
    if distance is None or distance > problem.most_hops:
        return NoRoute(Refusal.NO_PATH, f"{problem.sell_token} to {problem.buy_token} within {problem.most_hops} hops")
    return NoRoute(Refusal.INSUFFICIENT_LIQUIDITY, f"{problem.amount} of {problem.sell_token} to {problem.buy_token}")
