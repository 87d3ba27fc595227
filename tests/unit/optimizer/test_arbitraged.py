"""What arbitrageurs leave of a pool that stands off the others."""

from itertools import permutations

import pytest

from solver.domain.primitives import Address
from solver.markets.constant_product import ConstantProduct
from solver.markets.market import Market
from solver.optimizer.arbitraged import arbitraged
from solver.testing.markets import (
    DAI,
    USDC,
    USDT,
    WETH,
    composable_stable,
    numbered,
    pair,
    ranges,
    three_pool,
    weighted,
)

FAIR = {WETH: 10_000 * 10**18, USDC: 30_000_000 * 10**6}
DEEP = tuple(pair(FAIR, pool=numbered(place)) for place in (1, 2, 3))


def stale(percent: int) -> ConstantProduct:
    """A small pair whose ether costs so much more (or less) than in the deep ones."""
    return pair({WETH: 100 * 10**18, USDC: 300_000 * 10**6 * (100 + percent) // 100}, pool=numbered(9))


def best(market: Market, sell: Address, buy: Address, amount: int) -> int:
    return market.quote_in(sell, buy, amount)


def test_pools_that_agree_stay_as_they_are() -> None:
    assert arbitraged(DEEP) == DEEP


@pytest.mark.parametrize("percent", [-5, 5])
def test_a_stale_pool_comes_back_to_within_its_fee(percent: int) -> None:
    *_, moved = arbitraged((*DEEP, stale(percent)))
    assert isinstance(moved, ConstantProduct)
    reserve_in, reserve_out = moved.reserves(WETH, USDC)
    price = reserve_out / reserve_in * 10**12
    assert 3_000 * 0.9969 < price < 3_000 * 1.0031
    assert price * percent > 3_000 * percent * 0.999


def test_what_it_offered_too_cheaply_is_gone() -> None:
    cheap = stale(-5)
    *_, moved = arbitraged((*DEEP, cheap))
    before, after = best(cheap, USDC, WETH, 10**9), best(moved, USDC, WETH, 10**9)
    assert after < before
    assert after < best(DEEP[0], USDC, WETH, 10**9) * 1.003


def test_a_difference_below_the_fee_draws_nobody() -> None:
    near = pair({WETH: 100 * 10**18, USDC: 300_600 * 10**6}, pool=numbered(9))
    assert arbitraged((*DEEP, near))[-1] == near


DOLLARS = (
    pair({USDC: 10**8 * 10**6, DAI: 10**8 * 10**18}, pool=numbered(4)),
    pair({USDC: 10**8 * 10**6, USDT: 10**8 * 10**6}, pool=numbered(5)),
    pair({DAI: 10**8 * 10**18, USDT: 10**8 * 10**6}, pool=numbered(6)),
)
EVEN = (5_000_000, 5_000_000, 5_000_000)
LOPSIDED = [
    weighted({USDC: 1_700_000 * 10**6, WETH: 2_000 * 10**18}),
    weighted({USDC: 1_300_000 * 10**6, WETH: 2_000 * 10**18}),
    composable_stable((1_000_000, 5_000_000, 6_000_000), amplification=100_000),
    three_pool((4_000_000, 300_000, 4_000_000), amplification=100),
]


@pytest.mark.parametrize("pool", LOPSIDED)
def test_a_pool_of_several_tokens_is_traded_until_no_pair_gains(pool: Market) -> None:
    before, after = (gains(one) for one in (pool, arbitraged((*DEEP, *DOLLARS, pool))[-1]))
    assert max(before) > 1e-3
    assert max(after) < 1e-4


@pytest.mark.parametrize("pool", [weighted(), composable_stable(EVEN), three_pool(EVEN)])
def test_a_pool_of_several_tokens_at_fair_prices_stays(pool: Market) -> None:
    assert arbitraged((*DEEP, *DOLLARS, pool))[-1] == pool


def gains(pool: Market) -> list[float]:
    """What a small trade gains at fair prices, as a share of it, for each way through the pool."""
    fair = {WETH: 3_000 / 10**18, USDC: 1 / 10**6, USDT: 1 / 10**6, DAI: 1 / 10**18}
    sizes = {token: round(100 / fair[token]) for token in pool.tokens}
    return [pool.quote_in(a, b, sizes[a]) * fair[b] / 100 - 1 for a, b in permutations(pool.tokens, 2)]


def test_empty_pools_stay() -> None:
    markets = (three_pool(), ranges(((-10, 10, 10**3),)), pair({WETH: 0, USDC: 0}, pool=numbered(7)))
    assert arbitraged(markets)[2] == markets[2]
