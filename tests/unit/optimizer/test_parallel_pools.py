"""Hundreds of pools between the same tokens: the best path is found without counting all paths."""

import random
from collections.abc import Sequence
from fractions import Fraction
from itertools import pairwise, product

import pytest

from solver.domain.auction import Side
from solver.domain.primitives import Address
from solver.markets.market import Market, MarketError
from solver.markets.metered import Metered
from solver.optimizer.answer import Answer
from solver.optimizer.paths import quoted_paths
from solver.optimizer.problem import RouteProblem
from solver.optimizer.single_path import best_single_path
from solver.testing.markets import DAI, USDC, USDT, WETH, numbered, pair

E18 = 10**18
CHANCE = random.Random(7)
PAIRS = ((WETH, DAI), (DAI, USDC), (WETH, USDC), (WETH, USDT), (USDT, USDC), (DAI, USDT))


def pools(each: int) -> tuple[Metered, ...]:
    """Some deep and dear in gas, some shallow and cheap."""
    found = []
    for number, (ends, _) in enumerate(product(PAIRS, range(each))):
        held = {token: CHANCE.randrange(10**23, 10**25) for token in ends}
        found.append(Metered(pair(held, pool=numbered(0x5000 + number)), CHANCE.randrange(10_000, 2_000_000)))
    return tuple(found)


def best_by_hand(problem: RouteProblem) -> Fraction:
    """Every path of at most three hops, written out."""
    best = Fraction(-(10**60))
    ways = [(WETH, USDC), *((WETH, x, USDC) for x in (DAI, USDT)), (WETH, DAI, USDT, USDC), (WETH, USDT, DAI, USDC)]
    for way in ways:
        legs = [[m for m in problem.markets if set(m.tokens) == set(ends)] for ends in pairwise(way)]
        best = max([best, *(_net(problem, chosen, way) for chosen in product(*legs))])
    return best


def _net(problem: RouteProblem, chosen: Sequence[Market], way: Sequence[Address]) -> Fraction:
    amount, hops = problem.amount, list(zip(chosen, pairwise(way), strict=True))
    try:
        for market, (token_in, token_out) in hops if problem.exact_in else reversed(hops):
            quote = market.quote_in if problem.exact_in else market.quote_out
            amount = quote(token_in, token_out, amount)
    except MarketError:
        return Fraction(-(10**60))
    gas = sum(market.gas(token_in, token_out, 1) for market, (token_in, token_out) in hops)
    return (amount if problem.exact_in else -amount) - gas * problem.gas_price_units


@pytest.mark.parametrize("side", [Side.EXACT_IN, Side.EXACT_OUT])
@pytest.mark.parametrize("gwei", [0, 10**11, 10**14])
def test_the_best_path_is_the_best_of_all(side: Side, gwei: int) -> None:
    problem = RouteProblem(pools(12), WETH, USDC, side, 10**22, Fraction(gwei))
    found = best_single_path(problem)
    assert isinstance(found, Answer)
    assert found.score == pytest.approx(float(best_by_hand(problem)), rel=1e-9)


@pytest.mark.parametrize("side", [Side.EXACT_IN, Side.EXACT_OUT])
def test_a_hundred_pools_a_pair_are_a_few_thousand_paths(side: Side) -> None:
    problem = RouteProblem(pools(100), WETH, USDC, side, 10**22, Fraction(0))
    assert sum(1 for _ in quoted_paths(problem, problem.amount)) < 20_000
