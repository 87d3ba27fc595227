"""Laws of every router, over random worlds."""

import random
from fractions import Fraction
from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from solver.domain.auction import Side
from solver.domain.primitives import Address
from solver.domain.route import Route
from solver.optimizer.answer import NoRoute
from solver.optimizer.problem import RouteProblem
from solver.optimizer.route import Kind, route
from solver.testing.markets import WETH
from solver.testing.worlds import DECIMALS, unit_dollars, world

KINDS: tuple[Kind, ...] = ("convex", "grid", "single-path")
MOST_FEE = 0.01
PAIRS = list(permutations(sorted(DECIMALS), 2))


def order(seed: int, log_dollars: float, side: Side, pair: tuple[Address, Address], gwei: float) -> RouteProblem:
    sell, buy = pair
    fixed, objective = (sell, buy) if side is Side.EXACT_IN else (buy, sell)
    chance = random.Random(seed)
    markets = world(seed, pools=chance.randrange(10, 30), disagreement=10 ** chance.uniform(-4, -2))
    gas_price = Fraction(gwei * 1e9 * unit_dollars(WETH) / unit_dollars(objective)).limit_denominator(10**9)
    return RouteProblem(markets, sell, buy, side, max(1, int(10**log_dollars / unit_dollars(fixed))), gas_price)


orders = st.builds(
    order,
    seed=st.integers(0, 10**6),
    log_dollars=st.floats(0, 8),
    side=st.sampled_from(list(Side)),
    pair=st.sampled_from(PAIRS),
    gwei=st.sampled_from([0.0, 1.0, 30.0]),
)


def ranked(scores: list[int]) -> bool:
    """No kind beats one before it."""
    return scores == sorted(scores, reverse=True)


@settings(max_examples=15)
@given(orders)
def test_convex_is_never_worse_than_grid_nor_grid_than_the_single_path(problem: RouteProblem) -> None:
    found = [route(problem, kind) for kind in KINDS]
    assert ranked([problem.score(r.amount_in, r.amount_out, r.gas) for r in found if isinstance(r, Route)])
    assert [isinstance(r, Route) for r in found] == sorted((isinstance(r, Route) for r in found), reverse=True)


@settings(max_examples=15)
@given(orders, st.sampled_from(KINDS))
def test_no_hop_spends_what_is_not_there_and_nothing_is_left_behind(problem: RouteProblem, kind: Kind) -> None:
    found = route(problem, kind)
    if isinstance(found, NoRoute):
        return
    balances = dict.fromkeys(DECIMALS, 0) | {problem.sell_token: found.amount_in}
    pools = {market.pool: market for market in problem.markets}
    gas = 0
    for hop in found.hops:
        market = pools[hop.pool]
        assert 0 < hop.amount_in <= balances[hop.token_in]
        gas += market.gas(hop.token_in, hop.token_out, hop.amount_in)
        paid, pools[hop.pool] = market.swap(hop.token_in, hop.token_out, hop.amount_in)
        assert (hop.amount_out, hop.param, hop.family) == (
            paid,
            market.hop_param(hop.token_in, hop.token_out),
            market.family,
        )
        balances[hop.token_in] -= hop.amount_in
        balances[hop.token_out] += paid
    assert balances.pop(problem.buy_token) == found.amount_out
    assert balances.pop(problem.sell_token) == 0
    # What an exact amount out leaves of tokens on the way is what one unit of a coarser token is worth.
    assert all(units * unit_dollars(token) < 2e-3 * len(found.hops) for token, units in balances.items())
    if problem.exact_in:
        assert not any(balances.values())
    assert (found.gas, found.gas_cost_units) == (gas, problem.gas_cost_units(gas))
    if problem.exact_in:
        assert found.amount_in == problem.amount
    else:
        assert found.amount_out >= problem.amount


@settings(max_examples=10)
@given(orders, st.randoms(use_true_random=False))
def test_the_order_in_which_markets_are_read_changes_nothing(problem: RouteProblem, chance: random.Random) -> None:
    shuffled = list(problem.markets)
    chance.shuffle(shuffled)
    again = RouteProblem(
        tuple(shuffled), problem.sell_token, problem.buy_token, problem.side, problem.amount, problem.gas_price_units
    )
    for kind in KINDS:
        one, other = route(problem, kind), route(again, kind)
        assert (one.hops if isinstance(one, Route) else one) == (other.hops if isinstance(other, Route) else other)


@settings(max_examples=15)
@given(orders)
def test_no_router_beats_the_bound(problem: RouteProblem) -> None:
    proven = route(problem, "convex")
    if isinstance(proven, NoRoute) or proven.certificate.dual_bound_units is None:
        return
    bound = proven.certificate.dual_bound_units
    for kind in KINDS:
        found = route(problem, kind)
        if isinstance(found, Route) and problem.exact_in:
            assert found.amount_out <= bound + _slack(found, bound) + 1
        elif isinstance(found, Route):
            assert found.amount_in >= bound - _slack(found, bound) - 1


def _slack(found: Route, bound: float) -> float:
    """Floats, and for each further hop on a pool the fee that one before it may have left there."""
    pools = [hop.pool for hop in found.hops]
    return abs(bound) * (1e-9 + MOST_FEE * (len(pools) - len(set(pools))))


@pytest.mark.scaled(quick=10, soak=2000)
def test_over_many_orders_the_convex_split_is_never_beaten(scale: int, seed: int) -> None:
    chance = random.Random(seed)
    for _ in range(scale):
        problem = order(
            chance.randrange(10**6), chance.uniform(3, 7.5), chance.choice(list(Side)), chance.choice(PAIRS), 10.0
        )
        scores = [
            problem.score(r.amount_in, r.amount_out, r.gas)
            for r in (route(problem, kind) for kind in KINDS)
            if isinstance(r, Route)
        ]
        assert ranked(scores)
