"""Laws of every market family, for all amounts."""

import itertools
import random
from dataclasses import fields
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from solver.domain.pool_key import PoolKey
from solver.domain.primitives import ZERO_ADDRESS, Address
from solver.markets.concentrated_liquidity import ConcentratedLiquidity, RangedPool
from solver.markets.concentrated_liquidity.sqrt_price_math import amount0_delta, amount1_delta
from solver.markets.concentrated_liquidity.tick_math import sqrt_ratio_at_tick
from solver.markets.constant_product import ConstantProduct
from solver.markets.market import InsufficientLiquidity, Market
from solver.markets.stable_swap import StableSwap
from solver.markets.stable_swap.invariant import invariant
from solver.markets.uniswap_v4 import UniswapV4
from solver.testing.markets import USDC, WETH, pair, ranges, three_pool
from solver.testing.recorded import RECORDED_POOLS, recorded_pools

Direction = tuple[Address, Address]


@st.composite
def pairs(draw: st.DrawFn) -> ConstantProduct:
    reserves = {WETH: draw(st.integers(10**6, 10**26)), USDC: draw(st.integers(10**3, 10**26))}
    return pair(reserves, fee_pips=draw(st.sampled_from([0, 100, 500, 3000, 10_000])))


@st.composite
def range_pools(draw: st.DrawFn) -> ConcentratedLiquidity:
    spacing = draw(st.sampled_from([1, 10, 60, 200]))
    tick = draw(st.integers(-300_000, 300_000))
    centre = tick // spacing
    positions = []
    for _ in range(draw(st.integers(1, 6))):
        below, above = draw(st.integers(-400, 300)), draw(st.integers(1, 400))
        lower = (centre + below) * spacing
        positions.append((lower, lower + above * spacing, draw(st.integers(10**6, 10**24))))
    positions.append(((centre - 500) * spacing, (centre + 500) * spacing, draw(st.integers(10**6, 10**22))))
    return ranges(tuple(positions), tick=tick, tick_spacing=spacing, fee_pips=draw(st.sampled_from([100, 500, 3000])))


@st.composite
def keyed_pools(draw: st.DrawFn) -> UniswapV4:
    shape = draw(range_pools())
    key = PoolKey(shape.token0, shape.token1, shape.fee_pips, shape.tick_spacing, ZERO_ADDRESS)
    protocol = (draw(st.integers(0, 1000)), draw(st.integers(0, 1000)))
    state = {field.name: getattr(shape, field.name) for field in fields(shape)}
    return UniswapV4(**state, key=key, protocol_fees_pips=protocol)


@st.composite
def stable_pools(draw: st.DrawFn) -> StableSwap:
    whole = draw(st.tuples(*[st.integers(10**4, 10**9)] * 3))
    return three_pool(
        whole,
        amplification=draw(st.integers(1, 20_000)),
        fee_e10=draw(st.sampled_from([0, 1_000_000, 4_000_000, 10**8])),
        admin_fee_e10=draw(st.sampled_from([0, 5 * 10**9, 10**10])),
    )


any_market = st.one_of(pairs(), range_pools(), keyed_pools(), stable_pools())


def _amount(market: Market, direction: Direction, log_share: float) -> int:
    """An input that spans from dust to more than the pool; in the scale of what the pool can pay."""
    if isinstance(market, ConstantProduct):
        depth = market.reserves(*direction)[0]
    elif isinstance(market, StableSwap):
        depth = market.balances[market.index(direction[0])]
    else:
        assert isinstance(market, RangedPool)
        depth = market.liquidity or 10**18
    return max(1, int(depth * 10**log_share))


def _direction(market: Market, choice: int) -> Direction:
    ways = list(itertools.permutations(market.tokens, 2))
    return ways[choice % len(ways)]


@given(any_market, st.integers(0, 5), st.floats(-12, 0.5))
def test_the_input_quoted_for_an_output_is_enough_and_one_unit_less_is_not(
    market: Market, choice: int, log_share: float
) -> None:
    direction = _direction(market, choice)
    try:
        amount_out = market.quote_in(*direction, _amount(market, direction, log_share))
    except InsufficientLiquidity:
        return
    if not amount_out:
        return
    least = market.quote_out(*direction, amount_out)
    assert market.quote_in(*direction, least) >= amount_out
    assert _pays(market, direction, least - 1) < amount_out


def _pays(market: Market, direction: Direction, amount: int) -> int:
    try:
        return market.quote_in(*direction, amount)
    except InsufficientLiquidity:
        return -1


@given(st.one_of(range_pools(), keyed_pools()), st.integers(0, 1))
def test_the_most_a_range_takes_is_taken_and_one_unit_more_is_not(
    market: ConcentratedLiquidity | UniswapV4, choice: int
) -> None:
    direction = _direction(market, choice)
    most = market.most_in(*direction)
    assert _pays(market, direction, most) >= 0
    assert _pays(market, direction, most + 1) < 0


@given(stable_pools(), st.integers(0, 5), st.floats(-12, 0.5))
def test_no_input_well_below_the_least_pays_as_much_on_a_stable_pool(
    market: StableSwap, choice: int, log_share: float
) -> None:
    direction = _direction(market, choice)
    amount_out = _pays(market, direction, _amount(market, direction, log_share))
    if amount_out <= 0:
        return
    least = market.quote_out(*direction, amount_out)
    assert all(_pays(market, direction, least - step) < amount_out for step in range(1, 100))


@given(any_market, st.integers(0, 5), st.floats(-12, 0.5), st.floats(0, 1))
def test_more_in_never_pays_less(market: Market, choice: int, log_share: float, share: float) -> None:
    direction = _direction(market, choice)
    amount = _amount(market, direction, log_share)
    try:
        more = market.quote_in(*direction, amount)
    except InsufficientLiquidity:
        return
    dent = 1 if isinstance(market, StableSwap) else 0
    assert max(0, _pays(market, direction, int(amount * share))) <= more + dent


@given(any_market, st.integers(0, 5), st.floats(-12, 0.5))
def test_there_and_back_never_earns(market: Market, choice: int, log_share: float) -> None:
    there = _direction(market, choice)
    amount = _amount(market, there, log_share)
    try:
        got, after = market.swap(*there, amount)
        back, _ = after.swap(there[1], there[0], got)
    except InsufficientLiquidity:
        return
    assert back <= amount


@given(any_market, st.integers(0, 5), st.floats(-12, 0.0), st.floats(0.01, 0.99))
def test_a_swap_cut_in_two_never_pays_more_than_its_fee_explains(
    market: Market, choice: int, log_share: float, share: float
) -> None:
    direction = _direction(market, choice)
    amount = _amount(market, direction, log_share)
    first = int(amount * share)
    try:
        whole = market.quote_in(*direction, amount)
        got, after = market.swap(*direction, first)
        rest, end = after.swap(*direction, amount - first)
    except InsufficientLiquidity:
        return
    assert end.tokens == market.tokens
    slack = 3 if isinstance(market, StableSwap) and not market.fee_e10 else 0
    if isinstance(market, StableSwap):
        # The retained fee makes the pool deeper between the two parts: never by more than the whole fee of the first.
        slack += got * market.fee_e10 // 10**10 + 2
    assert got + rest <= whole + slack


@given(pairs(), st.integers(0, 1), st.floats(-12, 0.5))
def test_the_product_of_reserves_never_falls_and_the_library_agrees(
    market: ConstantProduct, choice: int, log_share: float
) -> None:
    direction = _direction(market, choice)
    amount = _amount(market, direction, log_share)
    try:
        paid, after = market.swap(*direction, amount)
    except InsufficientLiquidity:
        return
    assert after.reserve0 * after.reserve1 >= market.reserve0 * market.reserve1
    reserve_in, reserve_out = market.reserves(*direction)
    kept = Fraction(amount * (10**6 - market.fee_pips), 10**6)
    assert paid == kept * reserve_out // (reserve_in + kept)


@given(stable_pools(), st.integers(0, 5), st.floats(-12, 0.5))
def test_the_stable_invariant_never_falls(market: StableSwap, choice: int, log_share: float) -> None:
    direction = _direction(market, choice)
    try:
        _, after = market.swap(*direction, _amount(market, direction, log_share))
    except InsufficientLiquidity:
        return
    before = invariant(market.scaled, market.amplification)
    assert invariant(after.scaled, after.amplification) >= before - 2


@given(range_pools(), st.booleans(), st.floats(-12, 0))
def test_the_contracts_exact_output_swap_pays_what_was_asked_and_never_asks_less_than_the_least(
    market: ConcentratedLiquidity, zero_for_one: bool, log_share: float
) -> None:
    direction = (market.token0, market.token1) if zero_for_one else (market.token1, market.token0)
    amount_out = _amount(market, direction, log_share)
    try:
        done = market.exact_output(*direction, amount_out)
        least = market.quote_out(*direction, amount_out)
    except InsufficientLiquidity:
        return
    assert done.amount_out == amount_out
    on_a_tick = done.sqrt_price_x96 in map(sqrt_ratio_at_tick, (done.tick, done.tick + 1))
    assert least == done.amount_in or (on_a_tick and least < done.amount_in)


@given(range_pools(), st.booleans())
def test_all_that_a_range_gives_is_had_for_the_least_though_the_contract_goes_on_to_its_end(
    market: ConcentratedLiquidity, zero_for_one: bool
) -> None:
    direction = (market.token0, market.token1) if zero_for_one else (market.token1, market.token0)
    below = [tick for tick in market.ticks if tick <= market.tick]
    above = [tick for tick in market.ticks if tick > market.tick]
    if not market.liquidity or not (below if zero_for_one else above):
        return
    end = sqrt_ratio_at_tick(below[-1] if zero_for_one else above[0])
    delta = amount1_delta if zero_for_one else amount0_delta
    whole = delta(market.sqrt_price_x96, end, market.liquidity, round_up=False)
    try:
        least = market.quote_out(*direction, whole)
    except InsufficientLiquidity:
        return
    if whole:
        assert _pays(market, direction, least) >= whole > _pays(market, direction, least - 1)


@pytest.mark.skipif(not RECORDED_POOLS.exists(), reason="no recorded pools beside the project")
@pytest.mark.scaled(quick=3, soak=300)
def test_recorded_pools_invert_to_the_unit(scale: int, seed: int) -> None:
    chance = random.Random(seed)
    for market, _ in itertools.product(recorded_pools(), range(scale)):
        direction = _direction(market, chance.randrange(2))
        amount_out = _pays(market, direction, _amount(market, direction, chance.uniform(-9, -1)))
        if amount_out <= 0:
            continue
        least = market.quote_out(*direction, amount_out)
        assert market.quote_in(*direction, least) >= amount_out
        assert _pays(market, direction, least - 1) < amount_out
