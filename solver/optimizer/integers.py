"""The one place where a float plan becomes integers.

A plan visits tokens in order and hands all that has arrived of each to the edges that spend it, in parts by weight:
each part rounded down, the rest to the heaviest edge. So no hop spends what is not there yet, and nothing is left over.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from solver.domain.primitives import Address
from solver.domain.route import Hop
from solver.markets.market import Market, MarketError
from solver.markets.monotone import least_input
from solver.optimizer.answer import Answer, answer
from solver.optimizer.flows import Flow, runs_forward
from solver.optimizer.paths import Edge, hop
from solver.optimizer.problem import RouteProblem


@dataclass(frozen=True, slots=True)
class Plan:
    """order: tokens from sell to buy; edges: each with a positive weight among those that spend the same token."""

    order: tuple[Address, ...]
    edges: tuple[tuple[Edge, int], ...]

    def without(self, edge: Edge) -> "Plan":
        """The plan with that edge's part shared out among its neighbours."""
        return connected(self.order, [(e, w) for e, w in self.edges if e != edge])


def plan(flows: Iterable[Flow], order: tuple[Address, ...]) -> Plan:
    """Flows that run forward, as weights."""
    return connected(order, [(f.edge, max(1, int(f.spent))) for f in flows if runs_forward(f.edge, order)])


def connected(order: tuple[Address, ...], edges: list[tuple[Edge, int]]) -> Plan:
    """Only edges whose token arrives and whose payment leads on to the buy token."""
    arriving, leading = {order[0]}, {order[-1]}
    for token in order:
        arriving |= {e.token_out for e, _ in edges if e.token_in == token and token in arriving}
    for token in reversed(order):
        leading |= {e.token_in for e, _ in edges if e.token_out == token and token in leading}
    kept = [(e, w) for e, w in edges if e.token_in in arriving and e.token_out in leading]
    kept.sort(key=lambda pair: (order.index(pair[0].token_in), pair[0].market, pair[0].token_out))
    return Plan(order, tuple(kept))


def fill(problem: RouteProblem, given: Plan, spent: int) -> Answer | None:
    """Execute the plan on spent units of the sell token; None where a market cannot, or pays nothing."""
    hops: list[Hop] = []
    gas, balances, markets = 0, {problem.sell_token: spent}, dict[int, Market]()
    shared = _shared(given)
    for token in given.order[:-1]:
        for edge, amount in _parts(given, token, balances.pop(token, 0)):
            market = markets.get(edge.market, problem.markets[edge.market])
            try:
                paid, used = market.quote_with_gas(edge.token_in, edge.token_out, amount)
                if edge.market in shared:
                    markets[edge.market] = market.swap(edge.token_in, edge.token_out, amount)[1]
            except MarketError:
                return None
            if paid <= 0:
                return None
            hops.append(hop(market, edge, amount, paid))
            gas += used
            balances[edge.token_out] = balances.get(edge.token_out, 0) + paid
    return answer(problem, tuple(hops), gas) if hops else None


def _shared(given: Plan) -> set[int]:
    """Markets that several edges use, one after the other."""
    seen: set[int] = set()
    twice: set[int] = set()
    for edge, _ in given.edges:
        (twice if edge.market in seen else seen).add(edge.market)
    return twice


def _parts(given: Plan, token: Address, balance: int) -> list[tuple[Edge, int]]:
    """Parts of a balance that sum to it; an edge whose part rounds to nothing is left out."""
    edges = [(e, w) for e, w in given.edges if e.token_in == token]
    total = sum(w for _, w in edges)
    parts = [balance * w // total for _, w in edges]
    if parts:
        heaviest = max(range(len(edges)), key=lambda k: edges[k][1])
        parts[heaviest] += balance - sum(parts)
    return [(e, part) for (e, _), part in zip(edges, parts, strict=True) if part]


def fill_order(problem: RouteProblem, given: Plan, spent: int) -> Answer | None:
    """Fill the order by the plan; spent: for EXACT_OUT an estimate, from which the least spend is searched."""
    if problem.exact_in:
        return fill(problem, given, problem.amount)
    near = _secant(problem, given, spent)
    if near is None:
        return None
    least = least_input(lambda amount: _delivers(problem, given, amount), problem.amount, near)
    found = fill(problem, given, least)
    if found is None or found.amount_out < problem.amount:
        return None
    return _trimmed(problem, found)


def estimate(problem: RouteProblem, given: Plan, spent: int) -> tuple[int, int] | None:
    """Score of the plan and the spend it stands for, exact for EXACT_IN, good to about 1e-9 for EXACT_OUT."""
    if problem.exact_in:
        found = fill(problem, given, problem.amount)
        return None if found is None else (found.score, problem.amount)
    near = _secant(problem, given, spent)
    found = None if near is None else fill(problem, given, near)
    if near is None or found is None:
        return None
    missing = (problem.amount - found.amount_out) * near // found.amount_out
    return problem.score(near + missing, problem.amount, found.gas), near


def _delivers(problem: RouteProblem, given: Plan, amount: int) -> int | None:
    found = fill(problem, given, amount)
    return None if found is None else found.amount_out


def _secant(problem: RouteProblem, given: Plan, spent: int) -> int | None:
    """A spend that delivers about the amount asked, by a few proportional and secant steps."""
    here, delivered = spent, _delivers(problem, given, spent)
    before: tuple[int, int] | None = None
    for _ in range(8):
        if not delivered:
            return None
        missing = problem.amount - delivered
        if abs(missing) * 10**10 <= problem.amount:
            break
        slope = (here, delivered) if before is None else (here - before[0], delivered - before[1])
        if not slope[0] or slope[0] * slope[1] <= 0:
            break
        before = (here, delivered)
        here = max(1, here + missing * slope[0] // slope[1])
        delivered = _delivers(problem, given, here)
    return here


def _trimmed(problem: RouteProblem, found: Answer) -> Answer:
    """Where one hop goes straight from sell to buy on a pool of its own, ask it for no more than what is missing."""
    pools = [hop.pool for hop in found.hops]
    best = found
    for place, straight in enumerate(found.hops):
        if (straight.token_in, straight.token_out) != (problem.sell_token, problem.buy_token):
            continue
        if pools.count(straight.pool) > 1:
            continue
        trimmed = _with_least(problem, found, place, straight)
        if trimmed is not None and trimmed.score > best.score:
            best = trimmed
    return best


def _with_least(problem: RouteProblem, found: Answer, place: int, straight: Hop) -> Answer | None:
    market = next(market for market in problem.markets if market.pool == straight.pool)
    wanted = problem.amount - (found.amount_out - straight.amount_out)
    if wanted <= 0:
        return None
    tokens = (straight.token_in, straight.token_out)
    least, gas = market.quote_out_with_gas(*tokens, wanted)
    gas += found.gas - market.gas(*tokens, straight.amount_in)
    lesser = hop(market, Edge(problem.markets.index(market), *tokens), least, market.quote_in(*tokens, least))
    return answer(problem, (*found.hops[:place], lesser, *found.hops[place + 1 :]), gas)
