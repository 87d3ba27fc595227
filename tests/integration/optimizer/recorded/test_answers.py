"""Every answer on the recorded pools settles through the executor for exactly the amounts it predicts."""

import random
from collections import Counter
from typing import Any

import pytest

from solver.domain.primitives import Address
from solver.domain.route import Hop, Route
from solver.markets.concentrated_liquidity import ConcentratedLiquidity
from solver.optimizer.answer import NoRoute
from solver.optimizer.problem import SETTLE_GAS, RouteProblem
from solver.optimizer.route import Kind, route
from tests.integration.optimizer.recorded.observed import Settled, Swapped
from tests.integration.optimizer.recorded.orders import Orders

pytestmark = pytest.mark.anvil

KINDS: tuple[Kind, ...] = ("convex", "single-path", "grid")
MOST_GAS_OF_ESTIMATE = 1.25


@pytest.mark.scaled(quick=24, soak=1000)
def test_every_answer_settles_for_exactly_the_predicted_amounts(standing: Any, scale: int, seed: int) -> None:
    desk, chance = standing.desk, random.Random(seed)
    orders = Orders(desk.markets(), desk.universe.tokens, desk.universe.contracts.weth, desk.held())
    settled = 0
    while settled < scale:
        problem = orders.drawn(chance)
        for kind in KINDS:
            answer = route(problem, kind)
            if isinstance(answer, NoRoute):
                continue
            check(problem, answer, desk.settle(answer))
            settled += 1


def check(problem: RouteProblem, answer: Route, done: Settled) -> None:
    assert (done.spent, done.received) == (answer.amount_in, answer.amount_out)
    assert done.swaps == tuple(predicted(problem, answer.hops))
    assert done.gained == left_over(answer)
    assert done.gas_used <= MOST_GAS_OF_ESTIMATE * (SETTLE_GAS + answer.gas)


def predicted(problem: RouteProblem, hops: tuple[Hop, ...]) -> list[Swapped]:
    """What each pool will say, the one after the other."""
    state, found = {market.pool: market for market in problem.markets}, []
    for hop in hops:
        amount_out, after = state[hop.pool].swap(hop.token_in, hop.token_out, hop.amount_in)
        assert amount_out == hop.amount_out
        state[hop.pool] = after
        end = None
        if isinstance(after, ConcentratedLiquidity):
            end = (after.sqrt_price_x96, after.liquidity, after.tick)
        found.append(Swapped(Address(hop.pool), hop.amount_in, hop.amount_out, end))
    return found


def left_over(answer: Route) -> dict[Address, int]:
    """Units of every token that the hops leave to the vault, once the trader has given and got what is theirs."""
    left = Counter({answer.sell_token: answer.amount_in})
    left[answer.buy_token] -= answer.amount_out
    for hop in answer.hops:
        left[hop.token_in] -= hop.amount_in
        left[hop.token_out] += hop.amount_out
    return dict(left)
