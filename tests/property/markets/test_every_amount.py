"""Whatever is asked of a market, the answer is an amount or a refusal: a stranger's order or pool breaks nothing."""

import itertools
from fractions import Fraction

from hypothesis import example, given
from hypothesis import strategies as st

from solver.domain.pool_key import PoolKey
from solver.domain.primitives import ZERO_ADDRESS, Address
from solver.markets.book import Ladder, Level
from solver.markets.composable_stable import ComposableStable
from solver.markets.concentrated_liquidity import RangedPool
from solver.markets.concentrated_liquidity.tick_math import MAX_TICK, MIN_TICK
from solver.markets.constant_product import ConstantProduct
from solver.markets.constant_sum import ConstantSum
from solver.markets.fixed_point import ONE
from solver.markets.inventory import Inventory, inventory
from solver.markets.limit_order import LimitOrder
from solver.markets.market import Market, MarketError
from solver.markets.stable_swap import StableSwap
from solver.markets.vault import MOST_BALANCE
from solver.markets.weighted import WeightedPool
from solver.testing.markets import DAI, USDC, WETH, keyed_ranges, numbered, pair, ranges, three_pool, weighted

POOL_ID = weighted().pool_id
balances = st.one_of(st.integers(0, 1000), st.integers(0, MOST_BALANCE), st.just(MOST_BALANCE))
pips = st.sampled_from([0, 1, 3_000, 999_999])
fees_e18 = st.sampled_from([0, 10**12, 3 * 10**15, ONE - 1])
scales = st.sampled_from([ONE, 10**28, 10**30, 10**36])


@st.composite
def weighted_pools(draw: st.DrawFn) -> WeightedPool:
    first = draw(st.one_of(st.sampled_from([20, 50, 80]), st.integers(1, 99))) * 10**16
    return WeightedPool(
        pool=numbered(0x600),
        pool_id=POOL_ID,
        tokens=(USDC, WETH),
        balances=(draw(balances), draw(balances)),
        weights_e18=(first, ONE - first),
        scales_e18=(draw(scales), draw(scales)),
        fee_e18=draw(fees_e18),
        direct=draw(st.booleans()),
    )


@st.composite
def composable_pools(draw: st.DrawFn) -> ComposableStable:
    count = draw(st.integers(2, 5))
    rated = st.one_of(scales, st.just(1), st.just((1 << 144) - 1), st.integers(1, (1 << 144) - 1))
    return ComposableStable(
        pool=numbered(0x700),
        pool_id=POOL_ID,
        tokens=tuple(numbered(k + 1) for k in range(count)),
        balances=tuple(draw(balances) for _ in range(count)),
        scales_e18=tuple(draw(rated) for _ in range(count)),
        amplification=draw(st.sampled_from([1_000, 200_000, 5_000_000])),
        fee_e18=draw(fees_e18),
    )


@st.composite
def stable_pools(draw: st.DrawFn) -> StableSwap:
    count = draw(st.integers(2, 5))
    return StableSwap(
        pool=numbered(0x500),
        tokens=tuple(numbered(k + 1) for k in range(count)),
        balances=tuple(draw(balances) for _ in range(count)),
        multipliers=tuple(draw(st.sampled_from([1, 10**10, 10**12, 10**18])) for _ in range(count)),
        amplification=draw(st.sampled_from([1, 2, 2_000, 10**6])),
        fee_e10=draw(st.sampled_from([0, 10**6, 10**10 - 1])),
        admin_fee_e10=draw(st.sampled_from([0, 5 * 10**9, 10**10])),
    )


@st.composite
def range_pools(draw: st.DrawFn) -> RangedPool:
    tick = draw(st.one_of(st.integers(MIN_TICK, MAX_TICK - 1), st.sampled_from([MIN_TICK, MAX_TICK - 1, 0, -1])))
    lower = draw(st.integers(max(MIN_TICK, tick - 3_000), tick))
    upper = draw(st.integers(tick + 1, min(MAX_TICK, tick + 3_000)))
    positions = ((lower, upper, draw(st.sampled_from([1, 10**6, 10**21, 1 << 127]))),)
    if draw(st.booleans()):
        return ranges(positions, tick=tick, tick_spacing=1, fee_pips=draw(pips))
    key = PoolKey(ZERO_ADDRESS, USDC, draw(pips), 1, ZERO_ADDRESS)
    return keyed_ranges(positions, key=key, tick=tick)


def _built(kind: int, one: int, other: int, fee: int) -> Market:
    """Each of the small families, of the same two numbers."""
    if kind == 0:
        return pair({USDC: one, WETH: other}, fee_pips=fee)
    if kind == 1:
        return ConstantSum(numbered(3), DAI, USDC, one, other, 1, 10**12, fee)
    if kind == 2:
        return LimitOrder(numbered(1), USDC, WETH, one + 1, other + 1, one // 2)
    if kind == 3:
        return Ladder(numbered(2), WETH, USDC, 10**6, 3, fee, (Level(7, one + 1),), (Level(8, other + 1),))
    mid = Fraction(one + 1, other + 1)
    return inventory(numbered(4), WETH, USDC, mid=mid, held=(one, other), risk=Fraction(1, 10**20), fee_pips=fee)


small = st.builds(_built, st.integers(0, 4), balances, balances, pips)
any_market = st.one_of(weighted_pools(), composable_pools(), stable_pools(), range_pools(), small)
beyond = st.one_of(st.integers(0, 1 << 260), st.sampled_from([1 << 112, (1 << 127) - 1, 1 << 255, 1 << 256, 1 << 400]))


def _held(market: Market, token: Address) -> int:
    """About what there is of a token."""
    if isinstance(market, WeightedPool | ComposableStable | StableSwap):
        return market.balances[market.index(token)]
    if isinstance(market, ConstantProduct):
        return market.reserve0 if token == market.token0 else market.reserve1
    if isinstance(market, ConstantSum):
        return market.balance0 if token == market.token0 else market.balance1
    if isinstance(market, LimitOrder):
        return market.maker_amount
    if isinstance(market, Ladder):
        return sum(level.lots for level in market.asks) * market.lot_units
    if isinstance(market, Inventory):
        return max(market.sides(*way)[2] for way in itertools.permutations(market.tokens, 2))
    assert isinstance(market, RangedPool)
    return market.liquidity


@given(any_market, beyond)
@example(weighted(percents=(20, 80)), 0)
@example(weighted(percents=(50, 50)), 0)
@example(three_pool(), 1 << 400)
def test_an_amount_or_a_refusal_is_all_that_a_market_answers(market: Market, amount: int) -> None:
    for way in itertools.permutations(market.tokens, 2):
        held = _held(market, way[1])
        for asked in {amount, held // 2, held - 1, held, held + 1}:
            for question in (market.quote_in, market.quote_out, market.swap, market.gas):
                try:
                    answer = question(*way, asked)
                except MarketError:
                    continue
                assert (answer[0] if isinstance(answer, tuple) else answer) >= 0
