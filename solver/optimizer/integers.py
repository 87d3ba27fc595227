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

_SECANTS = 8


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
    """Fill the order by the plan; spent: for EXACT_OUT an estimate, from which the least spend is searched.

    A hop straight from sell to buy takes up whatever is missing or too much by its exact inverse; a plan without one
    scales as a whole.
    """
    if problem.exact_in:
        return fill(problem, given, problem.amount)
    near = nearly_sufficient(problem, given, spent)
    found = None if near is None else fill(problem, given, near)
    if near is None or found is None:
        return None
    return _trimmed(problem, found) or _least(problem, given, near)


def _least(problem: RouteProblem, given: Plan, near: int) -> Answer | None:
    least = least_input(lambda amount: _delivers(problem, given, amount), problem.amount, near)
    found = fill(problem, given, least)
    return None if found is None or found.amount_out < problem.amount else found


def estimate(problem: RouteProblem, given: Plan, spent: int) -> int | None:
    """Score of the plan: exact for EXACT_IN; for EXACT_OUT what is missing after `spent` is priced on average."""
    found = fill(problem, given, spent)
    if found is None or problem.exact_in:
        return None if found is None else found.score
    missing = (problem.amount - found.amount_out) * spent // found.amount_out
    return problem.score(spent + missing, problem.amount, found.gas)


def _delivers(problem: RouteProblem, given: Plan, amount: int) -> int | None:
    found = fill(problem, given, amount)
    return None if found is None else found.amount_out


def nearly_sufficient(problem: RouteProblem, given: Plan, spent: int) -> int | None:
    """A spend that delivers about the amount asked, by a few proportional and secant steps; the amount for EXACT_IN."""
    if problem.exact_in:
        return problem.amount
    here, before = spent, (0, 0)
    for _ in range(_SECANTS):
        delivered = _delivers(problem, given, here)
        if not delivered:
            return None
        missing, run, rise = problem.amount - delivered, here - before[0], delivered - before[1]
        if abs(missing) <= 1 or run * rise <= 0:
            break
        before = (here, delivered)
        here = max(1, here + missing * run // rise)
    return here


def _trimmed(problem: RouteProblem, found: Answer) -> Answer | None:
    """The best way to let one hop from sell to buy, on a pool of its own, pay exactly what the others leave."""
    pools = [hop.pool for hop in found.hops]
    places = (
        place
        for place, one in enumerate(found.hops)
        if (one.token_in, one.token_out) == (problem.sell_token, problem.buy_token) and pools.count(one.pool) == 1
    )
    trimmed = (_with_least(problem, found, place) for place in places)
    return max((t for t in trimmed if t is not None), key=lambda t: t.score, default=None)


def _with_least(problem: RouteProblem, found: Answer, place: int) -> Answer | None:
    straight = found.hops[place]
    number = next(n for n, market in enumerate(problem.markets) if market.pool == straight.pool)
    market, edge = problem.markets[number], Edge(number, straight.token_in, straight.token_out)
    wanted = problem.amount - (found.amount_out - straight.amount_out)
    if wanted <= 0:
        return None
    try:
        least, gas = market.quote_out_with_gas(edge.token_in, edge.token_out, wanted)
        lesser = hop(market, edge, least, market.quote_in(edge.token_in, edge.token_out, least))
        gas += found.gas - market.gas(edge.token_in, edge.token_out, straight.amount_in)
    except MarketError:
        return None
    return answer(problem, (*found.hops[:place], lesser, *found.hops[place + 1 :]), gas)
