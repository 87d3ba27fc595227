"""Single path and grid: exact quotes, nothing else."""

import math
from fractions import Fraction
from itertools import permutations

import pytest

from solver.domain.auction import Side
from solver.domain.primitives import Address
from solver.markets.market import Market, MarketError
from solver.optimizer.answer import Answer, NoRoute, Refusal
from solver.optimizer.grid import best_grid_split
from solver.optimizer.problem import RouteProblem
from solver.optimizer.single_path import best_single_path
from solver.testing.markets import DAI, USDC, USDT, WETH, numbered, pair, three_pool
from solver.testing.worlds import world

FREE = Fraction(0)


def _problem(*markets: Market, side: Side = Side.EXACT_IN, amount: int = 10**18, gas: Fraction = FREE) -> RouteProblem:
    return RouteProblem(markets, WETH, USDC, side, amount, gas)


def _grid(problem: RouteProblem) -> Answer | NoRoute:
    return best_grid_split(problem, best_single_path(problem))


def _found(answer: Answer | NoRoute) -> Answer:
    assert isinstance(answer, Answer)
    return answer


def test_two_hops_beat_one_where_they_pay_more_and_lose_where_gas_eats_the_difference() -> None:
    direct = pair({WETH: 10**22, USDC: 30_000_000 * 10**6}, pool=numbered(1))
    first = pair({WETH: 10**22, USDT: 30_100_000 * 10**6}, pool=numbered(2), fee_pips=100)
    second = three_pool(pool=numbered(3))
    assert len(_found(best_single_path(_problem(direct, first, second))).hops) == 2
    costly = _problem(direct, first, second, gas=Fraction(10**3))
    assert len(_found(best_single_path(costly)).hops) == 1


@pytest.mark.parametrize("seed", [1, 2, 3])
@pytest.mark.parametrize("side", list(Side))
def test_no_path_of_three_hops_beats_the_best_single_path(seed: int, side: Side) -> None:
    markets = world(seed, pools=12)
    problem = _problem(*markets, side=side, amount=10**20 if side is Side.EXACT_IN else 10**11, gas=Fraction(1, 7))
    best = _found(best_single_path(problem))
    for count in (1, 2, 3):
        for through in permutations(problem.markets, count):
            assert _best_along(problem, through) <= best.score


def _best_along(problem: RouteProblem, through: tuple[Market, ...]) -> float:
    """Score of every way through these pools in this order, by forward quotes or backward ones."""
    scores = [-math.inf]
    inner = {t for market in through for t in market.tokens} - {problem.sell_token, problem.buy_token}
    for between in permutations(sorted(inner), len(through) - 1):
        tokens = (problem.sell_token, *between, problem.buy_token)
        if all(a in m.tokens and b in m.tokens for m, a, b in zip(through, tokens, tokens[1:], strict=False)):
            scores.append(_score_along(problem, through, tokens))
    return max(scores)


def _score_along(problem: RouteProblem, through: tuple[Market, ...], tokens: tuple[Address, ...]) -> float:
    legs = list(zip(through, tokens, tokens[1:], strict=False))
    amount = problem.amount
    gas = 0
    try:
        for market, a, b in legs if problem.exact_in else reversed(legs):
            if problem.exact_in:
                gas += market.gas(a, b, amount)
                amount = market.quote_in(a, b, amount)
            else:
                amount = market.quote_out(a, b, amount)
                gas += market.gas(a, b, amount)
    except MarketError:
        return -math.inf
    return problem.score(amount, amount, gas)


def test_the_grid_splits_two_equal_pools_in_halves() -> None:
    one, other = pair(pool=numbered(1)), pair(pool=numbered(2))
    found = _found(_grid(_problem(one, other, amount=10**21)))
    assert [hop.amount_in for hop in found.hops] == [5 * 10**20] * 2


def test_shares_of_the_grid_sum_to_an_amount_that_twenty_does_not_divide() -> None:
    amount = 10**21 + 7
    pools = [pair(pool=numbered(n)) for n in range(1, 4)]
    assert _found(_grid(_problem(*pools, amount=amount))).amount_in == amount


def test_the_grid_uses_at_most_seven_paths() -> None:
    pools = [pair(pool=numbered(n)) for n in range(1, 12)]
    assert len(_found(_grid(_problem(*pools, amount=10**22))).hops) == 7


def test_the_grid_fills_what_no_single_path_can() -> None:
    one, other = pair(pool=numbered(1)), pair(pool=numbered(2))
    wanted = _problem(one, other, side=Side.EXACT_OUT, amount=40_000_000 * 10**6)
    refused = best_single_path(wanted)
    assert isinstance(refused, NoRoute)
    assert refused.reason is Refusal.INSUFFICIENT_LIQUIDITY
    assert _found(_grid(wanted)).amount_out >= wanted.amount


@pytest.mark.parametrize("solve", [best_single_path, _grid])
def test_tokens_that_nothing_joins_have_no_path(solve: object) -> None:
    refused = solve(_problem(pair({DAI: 10**20, WETH: 10**20})))  # type: ignore[operator]
    assert isinstance(refused, NoRoute)
    assert refused.reason is Refusal.NO_PATH


def test_a_path_longer_than_the_limit_is_no_path() -> None:
    chain = (pair({WETH: 10**22, DAI: 10**25}, pool=numbered(1)), pair({DAI: 10**25, USDC: 10**13}, pool=numbered(2)))
    assert len(_found(best_single_path(_problem(*chain))).hops) == 2
    short = RouteProblem(chain, WETH, USDC, Side.EXACT_IN, 10**18, FREE, most_hops=1)
    refused = best_single_path(short)
    assert isinstance(refused, NoRoute)
    assert refused.reason is Refusal.NO_PATH
