"""Whatever the families, a route spends all that arrives: what is left in the end is rounding."""

from collections.abc import Mapping
from random import Random

import pytest

from solver.domain.auction import Side
from solver.domain.primitives import Address
from solver.domain.route import Route
from solver.markets.book import Ladder
from solver.optimizer.answered import Answered
from solver.optimizer.problem import RouteProblem
from solver.optimizer.route import answered
from solver.optimizer.verify import verify
from tests.property.optimizer import families

FLOATS = 2e-9
"""Of an order: what floats do not tell apart."""


def posed(seed: int, side: Side) -> RouteProblem:
    """All families over five tokens whose prices disagree by up to a percent; from ten dollars to ten million."""
    chance = Random(seed)
    markets = families.network(chance, chance.randint(3, 14), 10 ** chance.uniform(-4, -2), (3, 9))
    while True:
        problem = families.problem(chance, markets, (1, 7), chance.choice([0, 1e-3, 1]))
        if problem.side is side:
            return problem


def left_of(problem: RouteProblem, found: Route) -> dict[Address, int]:
    """What is there of each token but the bought one, once all hops have run on the exact markets."""
    purse, pools = {problem.sell_token: found.amount_in}, {market.pool: market for market in problem.markets}
    for hop in found.hops:
        paid, pools[hop.pool] = pools[hop.pool].swap(hop.token_in, hop.token_out, hop.amount_in)
        purse[hop.token_in] -= hop.amount_in
        purse[hop.token_out] = purse.get(hop.token_out, 0) + paid
    assert min(purse.values()) >= 0
    return {token: units for token, units in purse.items() if units and token != problem.buy_token}


def rounding(problem: RouteProblem, found: Route, worth: Mapping[Address, float]) -> float:
    """Worth of what may be left: a unit in and a unit out of each hop; for an exact amount out a lot of each book."""
    books = {market.pool: market for market in problem.markets if isinstance(market, Ladder)}
    units = sum(worth.get(hop.token_in, 0.0) + worth.get(hop.token_out, 0.0) for hop in found.hops)
    hopped = [books[hop.pool] for hop in found.hops if hop.pool in books]
    lots = 0.0 if problem.exact_in else sum(2 * book.lot_units * worth.get(book.base, 0.0) for book in hopped)
    return units + lots + FLOATS * found.amount_in * worth.get(problem.sell_token, 0.0)


@pytest.mark.parametrize("side", list(Side))
@pytest.mark.scaled(quick=30, soak=3000)
def test_what_is_left_on_the_way_is_worth_no_more_than_rounding(side: Side, scale: int, seed: int) -> None:
    routes = 0
    for number in range(scale):
        problem = posed(1000 * seed + number, side)
        found = answered(problem, "convex")
        if not isinstance(found, Answered):
            continue
        routes += 1
        left = left_of(problem, found.route)
        if problem.exact_in:
            assert problem.sell_token not in left
            assert found.route.amount_in == problem.amount
        dollars = {token: families.unit_dollars(token) for token in families.DECIMALS}
        for worth in (dollars, dict(found.proof.prices) if found.proof else dollars):
            beyond = sum(units * worth.get(token, 0.0) for token, units in left.items())
            assert beyond <= rounding(problem, found.route, worth), (1000 * seed + number, left)
    assert routes >= scale // 3


@pytest.mark.parametrize("seed", [5078, 5404, 5441, 5690])
def test_what_circles_leave_in_wild_worlds_is_spent(seed: int) -> None:
    """Where prices disagree by tens of percent flows circle, and what they bring has to be sold once more."""
    chance = Random(seed)
    markets = families.network(chance, chance.randint(3, 14), 10 ** chance.uniform(-4, -0.5), (3, 9))
    problem = families.problem(chance, markets, (1, 7), chance.choice([0, 1e-3, 1]))
    found = answered(problem, "convex")
    if isinstance(found, Answered):
        left = left_of(problem, found.route)
        dollars = {token: families.unit_dollars(token) for token in families.DECIMALS}
        beyond = sum(units * dollars[token] for token, units in left.items())
        assert beyond <= rounding(problem, found.route, dollars)


def test_an_exact_amount_out_that_leaves_more_than_any_market_takes_is_no_answer() -> None:
    """The least lot brings thousands of times what the last market has: nothing takes the rest."""
    chance = Random(5169)
    markets = families.network(chance, chance.randint(3, 14), 10 ** chance.uniform(-4, -0.5), (3, 9))
    problem = families.problem(chance, markets, (1, 7), chance.choice([0, 1e-3, 1]))
    found = answered(problem, "convex")
    assert not isinstance(found, Answered) or verify(problem, found).holds
