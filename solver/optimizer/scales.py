"""How much of each token the order is worth: the units in which the convex program is stated."""

from dataclasses import replace

from solver.domain.primitives import Address
from solver.markets.market import MarketError
from solver.optimizer.answer import Answer, NoRoute
from solver.optimizer.paths import Network, network
from solver.optimizer.problem import RouteProblem
from solver.optimizer.single_path import best_single_path

_PARTS = (1, 16, 256, 4096)


def token_scales(problem: RouteProblem, floor: Answer | None) -> dict[Address, float] | None:
    """Units of each token on a way from sell to buy that the order would fetch; None where none of buy is to be had.

    Measured by exact quotes of the whole order, or of a part where markets are too shallow for it: a quote, unlike a
    marginal price, is not fooled by a pool that holds next to nothing. floor: an answer to the whole order.
    """
    net = network(problem)
    between = {
        token
        for token, hops in net.hops_from_sell.items()
        if hops + net.hops_to_buy.get(token, problem.most_hops) <= problem.most_hops
    }
    scales: dict[Address, float] = {}
    for part in _PARTS:
        spent = _spent(problem, floor, part)
        for token, amount in ({} if spent is None else _fetched(problem, net, spent)).items():
            scales.setdefault(token, float(amount * part))
        if between <= scales.keys():
            break
    return scales if problem.buy_token in scales else None


def _spent(problem: RouteProblem, floor: Answer | None, part: int) -> int | None:
    amount = max(1, problem.amount // part)
    if problem.exact_in:
        return amount
    if part == 1:
        return None if floor is None else floor.amount_in
    best = best_single_path(replace(problem, amount=amount))
    return None if isinstance(best, NoRoute) else best.amount_in


def _fetched(problem: RouteProblem, net: Network, spent: int) -> dict[Address, int]:
    """Most of each token that one path gets, where the buy token can still be reached within most_hops."""
    best, frontier = {problem.sell_token: spent}, {problem.sell_token: spent}
    for hops in range(1, problem.most_hops + 1):
        reached: dict[Address, int] = {}
        for token, amount in frontier.items():
            for edge in net.leaving.get(token, ()):
                if net.hops_to_buy.get(edge.token_out, problem.most_hops) + hops > problem.most_hops:
                    continue
                try:
                    got = problem.markets[edge.market].quote_in(edge.token_in, edge.token_out, amount)
                except MarketError:
                    continue
                if got > max(best.get(edge.token_out, 0), reached.get(edge.token_out, 0)):
                    reached[edge.token_out] = got
        best.update(reached)
        frontier = reached
    return {token: amount for token, amount in best.items() if amount}
