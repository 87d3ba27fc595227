"""From an optimum's flows to the integer step's wishes, and from its hops to an answer."""

import math
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction

from solver.domain.auction import Side
from solver.domain.primitives import Address
from solver.domain.route import Family
from solver.markets.market import Market
from solver.optimizer.answer import Answer, NoRoute, Refusal
from solver.optimizer.answered import Flow
from solver.optimizer.certificate.left_over import left_over_faults
from solver.optimizer.certificate.replay import replayed
from solver.optimizer.integer import Integers, Rules, Trade, Wish, integers, pairwise
from solver.optimizer.problem import RouteProblem

_MANY = frozenset({Family.STABLESWAP, Family.BALANCER_WEIGHTED, Family.BALANCER_STABLE})

SPARES = (1e-12, 1e-10, 1e-8, 1e-6)
"""How much more than expected is sold, as a share of it, where integers do not reach an exact amount otherwise."""


def wishes(markets: Sequence[Market], flows: Sequence[Flow], worth: Mapping[Address, float]) -> Iterator[Wish]:
    """Every flow as what one token buys of another. worth: of a unit of each token."""
    places = {market.pool: place for place, market in enumerate(markets)}
    for flow in flows:
        place, net = places[flow.pool], dict(flow.net)
        if markets[place].family in _MANY:
            yield from pairwise(markets[place], place, net, worth)
            continue
        paid = [(token, -amount) for token, amount in net.items() if amount < 0]
        got = [(token, amount) for token, amount in net.items() if amount > 0]
        if len(paid) == len(got) == 1:
            yield Wish(place, paid[0][0], got[0][0], paid[0][1], got[0][1])


def executed(
    problem: RouteProblem, flows: Sequence[Flow], prices: Mapping[Address, float], expected: float
) -> Answer | NoRoute:
    """The flows in integers. expected: units bought (EXACT_IN) or sold (EXACT_OUT) by the optimum."""
    wished = tuple(wishes(problem.markets, flows, prices))
    rules = Rules(gas_worth=Fraction(problem.gas_price_units), prove=False)
    last = NoRoute(Refusal.NO_EXECUTABLE_ORDER, "no flows")
    for trade in _trades(problem, expected):
        found = integers(problem.markets, (trade,), wished, prices, rules)
        if isinstance(found, Integers):
            made = as_answer(problem, found)
            if isinstance(made, Answer):
                return made
            last = made
        else:
            last = NoRoute(Refusal.NO_EXECUTABLE_ORDER, f"{found.reason}: {found.detail}")
    return last


def _trades(problem: RouteProblem, expected: float) -> Iterator[Trade]:
    """The order; an exact amount out, if that fails, as ever more spent on no less than it."""
    pair, amount = (problem.sell_token, problem.buy_token), problem.amount
    yield Trade(*pair, problem.side, amount, expected)
    if not problem.exact_in:
        for spare in SPARES:
            yield Trade(*pair, Side.EXACT_IN, math.ceil(expected * (1 + spare)) + 1, float(amount), amount)


def as_answer(problem: RouteProblem, found: Integers) -> Answer | NoRoute:
    """What the order spends and receives by these hops; what they buy too much of the buy token is delivered, too.

    Sell tokens that were never spent are not sold; if all of them had to be, that is too little liquidity. So it is if
    hops leave more on the way than their roundings do: a verifier would not take it.
    """
    left = dict(found.left)
    returned = any(hop.token_out == problem.sell_token for hop in found.hops)
    unspent = 0 if returned else left.get(problem.sell_token, 0)
    if problem.exact_in and unspent:
        return NoRoute(Refusal.INSUFFICIENT_LIQUIDITY, f"{unspent} of {problem.amount} {problem.sell_token} not spent")
    sold, bought = found.sold[0] - unspent, found.bought[0] + left.get(problem.buy_token, 0)
    if left.keys() - {problem.sell_token, problem.buy_token} or returned:
        done = replayed(found.hops, problem.markets, {problem.sell_token: sold})
        for fault in left_over_faults(done, found.hops, (problem.sell_token, sold), problem.buy_token):
            return NoRoute(Refusal.INSUFFICIENT_LIQUIDITY, fault)
    return Answer(found.hops, sold, bought, found.gas, problem.score(sold, bought, found.gas))
