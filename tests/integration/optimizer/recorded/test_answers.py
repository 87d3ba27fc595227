"""Every answer on the recorded pools settles through the executor for exactly the amounts it predicts."""

import math
import random
from collections import Counter
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import pytest

from solver.domain.primitives import Address
from solver.domain.route import Hop, Route
from solver.markets.concentrated_liquidity import ConcentratedLiquidity
from solver.optimizer.answer import NoRoute, Refusal
from solver.optimizer.problem import SETTLE_GAS, RouteProblem
from solver.optimizer.route import Kind, route
from tests.integration.optimizer.recorded.observed import Settled, Swapped
from tests.integration.optimizer.recorded.orders import Orders

pytestmark = pytest.mark.anvil

KINDS: tuple[Kind, ...] = ("convex", "single-path", "grid")
GAS_OF_ESTIMATE = (0.7, 1.15)
"""What a settlement takes of what was expected of it: less where few ticks are crossed, more where hundreds are."""


@pytest.mark.scaled(quick=24, soak=1000)
def test_every_answer_settles_for_exactly_the_predicted_amounts(standing: Any, scale: int, seed: int) -> None:
    orders, chance = drawing(standing.desk), random.Random(seed)
    settled = 0
    while settled < scale:
        problem = orders.drawn(chance)
        for answer in answers(problem).values():
            if isinstance(answer, Route):
                check(problem, answer, standing.desk.settle(answer))
                settled += 1


@pytest.mark.scaled(quick=24, soak=1000)
def test_no_rival_beats_an_answer_by_more_than_its_certificate_says(standing: Any, scale: int, seed: int) -> None:
    orders, chance = drawing(standing.desk), random.Random(seed)
    for _ in range(scale):
        problem = orders.drawn(chance)
        best, single, grid = (scored(problem, answer) for answer in answers(problem).values())
        assert best.score >= single.score
        assert best.score + best.room >= grid.score


@dataclass(frozen=True, slots=True)
class Scored:
    """score: of a refusal, minus infinity; room: by how much the certificate leaves a better one possible."""

    score: Fraction | float
    room: Fraction


def scored(problem: RouteProblem, answer: Route | NoRoute) -> Scored:
    if isinstance(answer, NoRoute):
        assert answer.reason is Refusal.INSUFFICIENT_LIQUIDITY
        return Scored(-math.inf, Fraction(0))
    score = problem.score(answer.amount_in, answer.amount_out, answer.gas)
    room = Fraction(answer.certificate.gas_bound or 0.0) * max(abs(score), 1)
    return Scored(Fraction(score), room)


def drawing(desk: Any) -> Orders:
    return Orders(desk.markets(), desk.universe.tokens, desk.universe.contracts.weth, desk.held())


def answers(problem: RouteProblem) -> dict[Kind, Route | NoRoute]:
    return {kind: route(problem, kind) for kind in KINDS}


def check(problem: RouteProblem, answer: Route, done: Settled) -> None:
    assert (done.spent, done.received) == (answer.amount_in, answer.amount_out)
    assert done.swaps == tuple(predicted(problem, answer.hops))
    assert done.gained == left_over(answer)
    least, most = GAS_OF_ESTIMATE
    assert least <= done.gas_used / (SETTLE_GAS + answer.gas) <= most


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
