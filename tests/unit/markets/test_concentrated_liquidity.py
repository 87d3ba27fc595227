"""Uniswap v3's arithmetic: tick table, ranges, and the edge of what is known."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from solver.domain.route import Family
from solver.markets.concentrated_liquidity import ConcentratedLiquidity
from solver.markets.concentrated_liquidity.ranged import TICK_GAS
from solver.markets.concentrated_liquidity.tick_math import (
    MAX_SQRT_RATIO,
    MAX_TICK,
    MIN_SQRT_RATIO,
    MIN_TICK,
    Q96,
    sqrt_ratio_at_tick,
    tick_at_sqrt_ratio,
)
from solver.markets.market import InsufficientLiquidity, TokenNotTraded
from solver.testing.markets import DAI, USDC, WETH, keyed_ranges, ranges


def test_the_tick_table_has_the_contracts_ends_and_middle() -> None:
    assert sqrt_ratio_at_tick(MIN_TICK) == MIN_SQRT_RATIO
    assert sqrt_ratio_at_tick(0) == Q96
    assert sqrt_ratio_at_tick(MAX_TICK) == MAX_SQRT_RATIO


@pytest.mark.parametrize("tick", [MIN_TICK, -197_312, -1, 0, 1, 264_348, MAX_TICK - 1])
def test_a_tick_begins_at_its_ratio_and_ends_one_below_the_next(tick: int) -> None:
    assert tick_at_sqrt_ratio(sqrt_ratio_at_tick(tick)) == tick
    assert tick_at_sqrt_ratio(sqrt_ratio_at_tick(tick + 1) - 1) == tick


@pytest.mark.parametrize("price", [MIN_SQRT_RATIO - 1, MAX_SQRT_RATIO])
def test_a_price_outside_the_contracts_range_does_not_exist(price: int) -> None:
    with pytest.raises(ValueError, match="does not exist"):
        tick_at_sqrt_ratio(price)


def test_a_swap_that_ends_exactly_on_a_tick_crosses_it() -> None:
    market = ranges(((-600, 600, 10**18), (-60, 60, 10**18)), tick_spacing=60)
    to_the_tick = market.exact_output(USDC, WETH, _out_until(market, -60)).amount_in
    done = market.exact_input(USDC, WETH, to_the_tick)
    assert (done.sqrt_price_x96, done.tick, done.liquidity) == (sqrt_ratio_at_tick(-60), -61, 10**18)
    assert done.crossed == 1


def test_each_tick_crossed_adds_to_the_gas() -> None:
    market = ranges(((-600, 600, 10**18), (-60, 60, 10**18)), tick_spacing=60)
    inside, beyond = 10**10, 10**16
    assert market.gas(USDC, WETH, beyond) - market.gas(USDC, WETH, inside) == market.hop_gas(1) - market.hop_gas(0) > 0
    assert market.hop_gas(2) - market.hop_gas(1) == TICK_GAS


@pytest.mark.parametrize("build", [ranges, keyed_ranges])
def test_each_word_run_through_without_a_tick_adds_to_the_gas(build: Callable[..., ConcentratedLiquidity]) -> None:
    market = build(((-100_000, 100_000, 10**21),), tick=20)
    for way in (market.tokens, (market.token1, market.token0)):
        done = market.exact_input(*way, market.most_in(*way) * 9 // 10)
        assert (done.crossed, done.words) == (0, abs(done.tick // 10 - (0 if done.tick < 20 else -1) >> 8))
        assert done.words > 10
        assert market.quote_with_gas(*way, done.amount_in) == (done.amount_out, market.hop_gas(0, done.words))
        least, gas = market.quote_out_with_gas(*way, done.amount_out)
        assert (gas, market.gas(*way, least)) == (market.hop_gas(0, done.words),) * 2
        assert market.hop_gas(0, 2) - market.hop_gas(0, 1) == market.hop_gas(1, 1) - market.hop_gas(1) > 5_000


def test_a_swap_does_not_run_into_words_that_were_not_read() -> None:
    market = ranges(((-40_000, 40_000, 10**18),), words=(-1, 0))
    market.quote_in(USDC, WETH, 10**16)
    with pytest.raises(InsufficientLiquidity) as caught:
        market.quote_in(USDC, WETH, 10**18)
    assert caught.value.token == USDC


def test_a_pool_that_runs_dry_takes_no_part_of_an_amount() -> None:
    market = ranges(((-60, 60, 10**18),), tick_spacing=60)
    with pytest.raises(InsufficientLiquidity):
        market.quote_in(WETH, USDC, 10**18)
    with pytest.raises(InsufficientLiquidity):
        market.quote_out(WETH, USDC, 10**18)


def test_a_gap_without_liquidity_is_jumped_over() -> None:
    market = ranges(((-60, 0, 10**18), (-6_000, -5_940, 10**18)), tick=-30, tick_spacing=60)
    first = _out_until(market, -60)
    assert market.quote_in(USDC, WETH, market.quote_out(USDC, WETH, first + 1)) >= first + 1
    done = market.exact_input(USDC, WETH, market.quote_out(USDC, WETH, first + 10**12))
    assert -6_000 < done.tick < -5_940


@pytest.mark.parametrize(
    ("tick", "down", "limit"), [(MIN_TICK + 5, True, MIN_SQRT_RATIO + 1), (MAX_TICK - 5, False, MAX_SQRT_RATIO - 1)]
)
def test_a_swap_goes_to_the_contracts_last_price_and_no_further(tick: int, down: bool, limit: int) -> None:
    market = ranges(((tick - 5, tick + 5, 1 << 100),), tick=tick, tick_spacing=1)
    way = (USDC, WETH) if down else (WETH, USDC)
    most = market.most_in(*way)
    done = market.exact_input(*way, most)
    assert done.sqrt_price_x96 == limit
    assert market.after(done).most_in(*way) == 0
    for more in (most + 1, 2 * most):
        with pytest.raises(InsufficientLiquidity):
            market.quote_in(*way, more)
    with pytest.raises(InsufficientLiquidity):
        market.after(done).quote_in(*way, 1)


def test_a_pool_at_the_very_lowest_price_takes_no_first_token() -> None:
    market = ranges(((MIN_TICK, MIN_TICK + 100, 1 << 100),), tick=MIN_TICK, tick_spacing=1)
    assert market.sqrt_price_x96 == MIN_SQRT_RATIO
    assert market.most_in(USDC, WETH) == 0
    for question in (market.quote_in, market.quote_out):
        with pytest.raises(InsufficientLiquidity):
            question(USDC, WETH, 10**6)
    assert market.quote_in(WETH, USDC, 10**6) > 0


@pytest.mark.parametrize(("tick", "down", "liquidity"), [(MIN_TICK, True, 1 << 90), (MAX_TICK - 1, False, 1 << 127)])
def test_all_that_there_is_up_to_the_last_price_is_had_for_the_least(tick: int, down: bool, liquidity: int) -> None:
    market = ranges(((tick, tick + 1, liquidity),), tick=tick, tick_spacing=1, fee_pips=100)
    market = replace(market, sqrt_price_x96=market.sqrt_price_x96 + (10**4 if down else 0))
    way = (USDC, WETH) if down else (WETH, USDC)
    everything = market.quote_in(*way, market.most_in(*way))
    least = market.quote_out(*way, everything)
    assert market.quote_in(*way, least) == everything > market.quote_in(*way, least - 1)


def test_only_on_a_ticks_own_ratio_may_a_pool_stand_one_tick_below() -> None:
    market = ranges(((-600, 0, 10**21), (0, 600, 5 * 10**21)), tick_spacing=10)
    crossed = replace(market, tick=-1, liquidity=10**21)
    for way in ((USDC, WETH), (WETH, USDC)):
        assert crossed.quote_in(*way, 10**15) == market.quote_in(*way, 10**15)
    for price in (market.sqrt_price_x96 + 1, sqrt_ratio_at_tick(1) - 1):
        assert replace(market, sqrt_price_x96=price).tick == 0
        with pytest.raises(ValueError, match="is not that of its price"):
            replace(crossed, sqrt_price_x96=price)
    lowest = ranges(((MIN_TICK, MIN_TICK + 100, 10**21),), tick=MIN_TICK, tick_spacing=1)
    with pytest.raises(ValueError, match="is not that of its price"):
        replace(lowest, tick=MIN_TICK - 1)


def test_nothing_in_changes_nothing() -> None:
    market = ranges()
    assert market.swap(USDC, WETH, 0) == (0, market)


def test_tokens_and_parameters_are_checked() -> None:
    market = ranges()
    assert (market.family, market.hop_param(USDC, WETH)) == (Family.UNISWAP_V3, 0)
    with pytest.raises(TokenNotTraded):
        market.quote_in(USDC, DAI, 1)
    for broken in ({"ticks": (1,)}, {"tick": 5}, {"fee_pips": 10**6}, {"ticks": (6_000, -6_000)}):
        with pytest.raises(ValueError, match="0x"):
            replace(market, **broken)


def _out_until(market: object, tick: int) -> int:
    """Token1 that the pool pays before it reaches a tick below, at its liquidity in range."""
    liquidity, price = market.liquidity, market.sqrt_price_x96  # type: ignore[attr-defined]
    return int(liquidity * (price - sqrt_ratio_at_tick(tick)) >> 96)
