"""Markets and orders at the edge of what makes sense, each of which was answered wrongly once."""

from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest

from solver.domain.auction import Side
from solver.domain.route import Route
from solver.markets.shapes import Weighted
from solver.optimizer.answer import NoRoute, Refusal
from solver.optimizer.answered import Answered
from solver.optimizer.fixed_costs.relaxation import Node
from solver.optimizer.problem import RouteProblem
from solver.optimizer.program.families import shapes_of
from solver.optimizer.program.left_out import Reason
from solver.optimizer.route import answered, route
from solver.optimizer.verify import verify
from solver.testing.markets import DAI, USDC, USDT, WBTC, WETH, numbered, pair, three_pool, weighted

FREE = Fraction(0)
MOST = 2**112 - 1
CROWD = tuple(pair({USDC: 10**12, USDT: 10**12}, pool=numbered(n)) for n in range(1, 6))


def _routed(problem: RouteProblem) -> Route:
    found = answered(problem, "convex")
    assert isinstance(found, Answered)
    assert verify(problem, found).faults == ()
    return found.route


@pytest.mark.parametrize("side", list(Side))
def test_an_order_whose_markets_are_apart_from_all_others_is_filled_with_a_bound(side: Side) -> None:
    alone = (pair({WETH: 10**22, WBTC: 5 * 10**10}, pool=numbered(9)), pair({WETH: 10**21, WBTC: 5 * 10**9}))
    found = _routed(RouteProblem((*CROWD, *alone), WETH, WBTC, side, 10**19 if side is Side.EXACT_IN else 10**8, FREE))
    assert found.certificate.gap is not None
    assert abs(found.certificate.gap) < 1e-10


def test_an_order_for_a_token_that_only_an_empty_market_has_is_refused_by_name() -> None:
    refused = route(RouteProblem((*CROWD, pair({WETH: 0, WBTC: 0})), WETH, WBTC, Side.EXACT_IN, 1, FREE), "convex")
    assert isinstance(refused, NoRoute)
    assert refused.reason is Refusal.INSUFFICIENT_LIQUIDITY


def test_a_weighted_pool_that_lacks_a_token_trades_the_others_as_its_quoter_does() -> None:
    held = {WETH: 10**21, USDC: 3 * 10**12, DAI: 0}
    market = weighted(held, (50, 30, 20), decimals=(18, 6, 18))
    (shape,) = shapes_of(market)
    assert isinstance(shape, Weighted)
    assert shape.tokens == (WETH, USDC)
    found = _routed(RouteProblem((market,), WETH, USDC, Side.EXACT_IN, 10**18, FREE))
    bound = found.certificate.dual_bound_units
    assert bound is not None
    assert 0 <= bound - found.amount_out < 1e-9 * bound


def test_a_weighted_pool_that_lacks_all_tokens_of_the_order_but_one_is_out_of_reach() -> None:
    market = weighted({WETH: 10**21, DAI: 10**24, USDC: 0}, (50, 30, 20), decimals=(18, 18, 6))
    problem = RouteProblem((market, pair()), WETH, USDC, Side.EXACT_IN, 10**18, FREE, most_hops=1)
    found = answered(problem, "convex")
    assert isinstance(found, Answered)
    assert [(left.pool, left.reason) for left in found.left_out] == [(market.pool, Reason.UNREACHABLE)]
    assert verify(problem, found).faults == ()


def test_a_weighted_pool_with_one_token_left_is_empty() -> None:
    assert shapes_of(weighted({WETH: 10**21, USDC: 0, DAI: 0}, (50, 30, 20), decimals=(18, 6, 18))) == ()


def test_costs_beyond_all_that_a_market_earns_leave_shares_without_a_warning() -> None:
    node = Node.root(np.array([0.0, 1.0]), np.array([1e300, 1e300]), np.array([0.0, 1e300]))
    assert node.shares.tolist() == [1.0, 1.0]


@pytest.mark.parametrize("side", list(Side))
def test_one_unit_through_the_deepest_pool_is_proven_as_far_as_floats_go(side: Side) -> None:
    deep = replace(three_pool(), balances=(10**30, 10**18, 10**18))
    others = (pair({WETH: MOST, DAI: MOST}, pool=numbered(1)), pair({WETH: 10**18, USDT: 3 * 10**9}, pool=numbered(2)))
    _routed(RouteProblem((deep, *others), WETH, USDC, side, 10**13 if side is Side.EXACT_IN else 10, FREE))
