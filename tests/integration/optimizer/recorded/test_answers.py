"""Every answer on the recorded pools settles through the executor for exactly the amounts it predicts."""

import math
import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import permutations
from typing import Any

import pytest

from solver.domain.primitives import Address
from solver.domain.route import Hop, Route
from solver.markets.concentrated_liquidity import ConcentratedLiquidity
from solver.markets.market import InsufficientLiquidity, Market
from solver.optimizer.answer import NoRoute, Refusal
from solver.optimizer.batch.endings import BatchRoute, Fill
from solver.optimizer.batch.route import route_batch
from solver.optimizer.orders import BatchProblem
from solver.optimizer.problem import SETTLE_GAS, RouteProblem
from solver.optimizer.route import Kind, route
from tests.integration.optimizer.recorded.desk import Filled
from tests.integration.optimizer.recorded.observed import Settled, Swapped
from tests.integration.optimizer.recorded.orders import Orders

pytestmark = pytest.mark.anvil

KINDS: tuple[Kind, ...] = ("convex", "single-path", "grid")
FAR_TOO_MUCH = 10**50
TICKS_CROSSED = 1_500
GAS_OF_ESTIMATE = (0.8, 1.2)
"""What a settlement takes of what was expected of it: least where it is one hop, most where many tokens lie between."""


def test_every_pool_pays_what_it_quotes_for_half_of_what_it_takes_both_ways(standing: Any) -> None:
    crossed = 0
    for market in standing.desk.markets():
        for token_in, token_out in permutations(market.tokens):
            amount_in = most(market, token_in, token_out) // 2
            hop = Hop(
                market.family,
                market.pool,
                token_in,
                token_out,
                amount_in,
                market.quote_in(token_in, token_out, amount_in),
                market.hop_param(token_in, token_out),
            )
            fill = Filled(token_in, token_out, amount_in, hop.amount_out)
            check([market], [fill], [hop], standing.desk.settle([fill], [hop]))
            if isinstance(market, ConcentratedLiquidity):
                crossed += market.exact_input(token_in, token_out, amount_in).crossed
    assert crossed > TICKS_CROSSED


@pytest.mark.scaled(quick=24, soak=1000)
def test_every_answer_settles_for_exactly_the_predicted_amounts(standing: Any, scale: int, seed: int) -> None:
    orders, chance = drawing(standing.desk), random.Random(seed)
    settled = 0
    while settled < scale:
        problem = orders.drawn(chance)
        for answer in answers(problem).values():
            if isinstance(answer, Route):
                done = standing.desk.settle([filled(answer)], answer.hops)
                check(problem.markets, [filled(answer)], answer.hops, done)
                least, most = GAS_OF_ESTIMATE
                assert least <= done.gas_used / (SETTLE_GAS + answer.gas) <= most
                settled += 1


@pytest.mark.scaled(quick=6, soak=200)
def test_every_batch_settles_for_exactly_the_predicted_amounts(standing: Any, scale: int, seed: int) -> None:
    orders, chance = drawing(standing.desk), random.Random(seed)
    settled = 0
    while settled < scale:
        problem = orders.batch(chance)
        answer = route_batch(problem)
        fills = filled_of(problem, answer)
        if not fills or not isinstance(answer, BatchRoute):
            continue  # no order of it is worth what the gas costs
        done = standing.desk.settle(fills, answer.hops)
        check(problem.markets, fills, answer.hops, done)
        assert {token: units for token, units in done.gained.items() if units} == dict(answer.left)
        settled += 1


def filled_of(problem: BatchProblem, answer: BatchRoute | NoRoute) -> list[Filled]:
    """What the orders of a batch that are filled sell and buy."""
    if isinstance(answer, NoRoute):
        return []
    pairs = zip(problem.orders, answer.fills, strict=True)
    return [Filled(o.sell_token, o.buy_token, fill.sold, fill.bought) for o, fill in pairs if isinstance(fill, Fill)]


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


def most(market: Market, token_in: Address, token_out: Address) -> int:
    """About the largest amount that has a quote."""
    low, high = 0, FAR_TOO_MUCH
    while high - low > 1 and high - low > low >> 10:
        middle = (low + high) // 2 if low else high >> 4
        try:
            market.quote_in(token_in, token_out, middle)
        except InsufficientLiquidity:
            high = middle
        else:
            low = middle
    return low


def drawing(desk: Any) -> Orders:
    return Orders(desk.markets(), desk.universe.tokens, desk.universe.contracts.weth, desk.held())


def answers(problem: RouteProblem) -> dict[Kind, Route | NoRoute]:
    return {kind: route(problem, kind) for kind in KINDS}


def filled(answer: Route) -> Filled:
    return Filled(answer.sell_token, answer.buy_token, answer.amount_in, answer.amount_out)


def check(markets: Sequence[Market], fills: Sequence[Filled], hops: Sequence[Hop], done: Settled) -> None:
    """Each hop, each pool as it leaves it, each token of the trader's and of ours."""
    assert done.swaps == tuple(predicted(markets, hops))
    traded, gained = Counter(dict.fromkeys(done.traded, 0)), Counter(dict.fromkeys(done.gained, 0))
    for fill in fills:
        traded.subtract({fill.token_in: fill.amount_in})
        traded.update({fill.token_out: fill.amount_out})
    gained.subtract(traded)
    for hop in hops:
        gained.subtract({hop.token_in: hop.amount_in})
        gained.update({hop.token_out: hop.amount_out})
    assert (done.traded, done.gained) == (traded, gained)


def predicted(markets: Sequence[Market], hops: Sequence[Hop]) -> list[Swapped]:
    """What each pool will say, the one after the other."""
    state, found = {market.pool: market for market in markets}, []
    for hop in hops:
        amount_out, after = state[hop.pool].swap(hop.token_in, hop.token_out, hop.amount_in)
        assert amount_out == hop.amount_out
        state[hop.pool] = after
        end = None
        if isinstance(after, ConcentratedLiquidity):
            end = (after.sqrt_price_x96, after.liquidity, after.tick)
        found.append(Swapped(Address(hop.pool), hop.amount_in, hop.amount_out, end))
    return found
