"""What arbitrageurs leave of a pool that stands off the others."""

import pytest

from solver.domain.primitives import Address
from solver.markets.constant_product import ConstantProduct
from solver.markets.market import Market
from solver.optimizer.arbitraged import arbitraged
from solver.testing.markets import USDC, WETH, numbered, pair, ranges, three_pool

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


def test_pools_of_several_coins_and_empty_ones_stay() -> None:
    markets = (three_pool(), ranges(((-10, 10, 10**3),)), pair({WETH: 0, USDC: 0}, pool=numbered(7)))
    assert arbitraged(markets)[0] == markets[0]
    assert arbitraged(markets)[2] == markets[2]
