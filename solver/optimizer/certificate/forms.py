"""Whether a proof speaks of the problem and of the hops at all, in numbers that floats can reckon with."""

from collections.abc import Iterable

from solver.domain.primitives import Address, PoolId
from solver.domain.route import Route
from solver.optimizer.answered import Flow, Priced, Proof
from solver.optimizer.problem import RouteProblem

MOST = 2.0**320
"""Of any price and of any flow: products of two of them are finite, and so are those with any balance."""


def price_faults(problem: RouteProblem, route: Route, proof: Proof) -> Iterable[str]:
    """One line for each list of prices that is not one of this problem."""
    ends = {problem.sell_token, problem.buy_token}
    tokens = {token for market in problem.markets for token in market.tokens} | ends
    for name, priced in (("", proof.prices), ("net ", proof.net_prices), ("used ", proof.used_prices)):
        yield from (f"{name}prices {fault}" for fault in _faults(problem, priced, ends, tokens))
    known = {token for token, _ in proof.prices}
    if known != {token for token, _ in proof.net_prices}:
        yield "net prices are of other tokens"
    pools = {hop.pool for hop in route.hops}
    of_markets = {token for market in problem.markets if market.pool in pools for token in market.tokens}
    if {token for token, _ in proof.used_prices} != (of_markets & known) | ends:
        yield "used prices are of other tokens than the order's and those of the markets of the hops"
    if not {token for hop in route.hops for token in (hop.token_in, hop.token_out)} <= known:
        yield "prices lack a token of a hop"


def _faults(problem: RouteProblem, priced: Priced, ends: Iterable[Address], tokens: Iterable[Address]) -> Iterable[str]:
    prices = dict(priced)
    objective = problem.buy_token if problem.exact_in else problem.sell_token
    if len(prices) != len(priced):
        yield "name a token twice"
    if not set(ends) <= prices.keys() <= set(tokens):
        yield "are of other tokens than the order's and the markets'"
    elif prices[objective] != 1.0:
        yield f"are not in units of {objective}"
    if not all(price == 0 or 1 / MOST <= price <= MOST for price in prices.values()):
        yield "are below zero, or absurd"


def flow_faults(problem: RouteProblem, proof: Proof) -> Iterable[str]:
    """One line for each flow that no market of the problem could have."""
    by_pool = {market.pool: market for market in problem.markets}
    seen = set[PoolId]()
    for flow in proof.flows:
        market = by_pool.get(flow.pool)
        if market is None:
            yield f"{flow.pool} is no market"
        elif not {token for token, _ in flow.net} <= set(market.tokens):
            yield f"{flow.pool} trades other tokens"
        if flow.pool in seen or _twice(flow):
            yield f"{flow.pool} is named twice, or a token of it"
        if not all(abs(amount) <= MOST for _, amount in flow.net):
            yield f"{flow.pool} moves {flow.net}"
        seen.add(flow.pool)


def _twice(flow: Flow) -> bool:
    return len({token for token, _ in flow.net}) != len(flow.net)
