"""Uniswap v4 pools: fees by direction, ether as WETH, and hooks that must not touch a swap."""

import random
from dataclasses import replace
from fractions import Fraction

import pytest

from solver.domain.pool_key import DYNAMIC_FEE, PoolKey
from solver.domain.primitives import ZERO_ADDRESS, DomainError
from solver.domain.route import Family
from solver.markets.market import InsufficientLiquidity, TokenNotTraded
from solver.markets.uniswap_v4 import HooksTouchSwaps, SwapHook, swap_hooks
from solver.markets.uniswap_v4.convex import shapes
from solver.markets.uniswap_v4.pool import ETHER_GAS, TICK_GAS
from solver.testing.markets import DAI, USDC, WETH, keyed_ranges, numbered, ranges

POSITIONS = ((-6000, 6000, 10**21), (-300, 200, 10**22), (-40, 900, 3 * 10**21))
BEFORE_SWAP, AFTER_SWAP = numbered(0x1080), numbered(0x1040)
OTHER_FLAGS = numbered(0xABCD0000 | 0x3F33)  # initialise, add, remove, donate, and what those return


def test_without_a_protocol_fee_it_swaps_as_a_v3_pool_of_the_same_state() -> None:
    market, twin = keyed_ranges(POSITIONS), ranges(POSITIONS, tokens=(USDC, WETH))
    ways = (((WETH, USDC), (USDC, WETH)), ((USDC, WETH), (WETH, USDC)))  # ether is currency0, WETH sorts after USDC
    chance = random.Random(1)
    for mine, other in ways:
        for _ in range(50):
            amount = int(10 ** chance.uniform(0, 20.5))
            assert market.quote_in(*mine, amount) == twin.quote_in(*other, amount)
            assert market.quote_out(*mine, amount) == twin.quote_out(*other, amount)


@pytest.mark.parametrize(
    ("protocol", "providers", "total"), [(0, 500, 500), (1000, 0, 1000), (1, 1, 2), (250, 3000, 3250)]
)
def test_the_protocols_fee_comes_first_and_the_sum_rounds_up(protocol: int, providers: int, total: int) -> None:
    key = PoolKey(ZERO_ADDRESS, USDC, providers, 10, ZERO_ADDRESS)
    market = keyed_ranges(key=key, protocol_fees_pips=(protocol, 0))
    exact = 1 - (1 - Fraction(protocol, 10**6)) * (1 - Fraction(providers, 10**6))
    assert market.swap_fee_pips(zero_for_one=True) == total == -(-exact * 10**6 // 1)
    assert market.swap_fee_pips(zero_for_one=False) == providers


def test_each_way_pays_its_own_protocol_fee() -> None:
    free, taxed = keyed_ranges(POSITIONS), keyed_ranges(POSITIONS, protocol_fees_pips=(1000, 0))
    assert taxed.quote_in(WETH, USDC, 10**18) < free.quote_in(WETH, USDC, 10**18)
    assert taxed.quote_in(USDC, WETH, 10**18) == free.quote_in(USDC, WETH, 10**18)


def test_the_least_input_pays_enough_and_one_unit_less_does_not() -> None:
    market = keyed_ranges(POSITIONS, protocol_fees_pips=(1000, 250))
    chance = random.Random(2)
    for pair in ((WETH, USDC), (USDC, WETH)):
        for _ in range(50):
            wanted = int(10 ** chance.uniform(0, 20.5))
            least = market.quote_out(*pair, wanted)
            assert market.quote_in(*pair, least) >= wanted > market.quote_in(*pair, least - 1)


def test_a_swap_leaves_the_pool_where_the_next_one_begins() -> None:
    market = keyed_ranges(POSITIONS)
    out, after = market.swap(WETH, USDC, 5 * 10**19)
    again, _ = after.swap(WETH, USDC, 5 * 10**19)
    assert after.sqrt_price_x96 < market.sqrt_price_x96
    assert abs(out + again - market.quote_in(WETH, USDC, 10**20)) <= 10
    assert (after.pool, after.key) == (market.pool, market.key)


def test_amounts_beyond_the_managers_accounts_are_not_quoted() -> None:
    deep = keyed_ranges(((-800_000, 800_000, 2**127),))
    assert deep.quote_in(WETH, USDC, 2**126) > 0
    with pytest.raises(InsufficientLiquidity):
        deep.quote_in(WETH, USDC, 2**127)
    with pytest.raises(InsufficientLiquidity):
        deep.quote_out(WETH, USDC, 2**127)


def test_an_output_beyond_the_managers_accounts_is_not_quoted_though_its_input_is_within() -> None:
    dear = keyed_ranges(((299_900, 300_100, 2**127),), tick=300_000)
    enough = dear.quote_out(WETH, USDC, 2**126)
    assert dear.quote_in(WETH, USDC, enough) >= 2**126 > enough
    with pytest.raises(InsufficientLiquidity):
        dear.quote_in(WETH, USDC, 2 * enough + 2**90)
    with pytest.raises(InsufficientLiquidity):
        dear.quote_out(WETH, USDC, 2**127)


def test_a_hop_costs_more_where_it_crosses_ticks_and_where_it_wraps_ether() -> None:
    ether = keyed_ranges(POSITIONS)
    plain = keyed_ranges(POSITIONS, key=PoolKey(USDC, WETH, 500, 10, ZERO_ADDRESS))
    assert ether.gas(WETH, USDC, 1) - plain.gas(USDC, WETH, 1) == ETHER_GAS
    crossed = ether.exact_input(WETH, USDC, 10**20).crossed
    assert crossed >= 1
    assert ether.gas(WETH, USDC, 10**20) - ether.gas(WETH, USDC, 1) == TICK_GAS * crossed


def test_a_hop_carries_the_key_but_the_currencies() -> None:
    key = PoolKey(ZERO_ADDRESS, USDC, 3000, 60, OTHER_FLAGS)
    market = keyed_ranges(key=key)
    param = market.hop_param(WETH, USDC)
    assert param & 0xFFFFFF == 3000
    assert param >> 24 & 0xFFFFFF == 60
    assert param >> 48 & (1 << 160) - 1 == int(OTHER_FLAGS, 16)
    assert param >> 208 == 1
    plain = keyed_ranges(key=PoolKey(USDC, DAI, 100, 1, ZERO_ADDRESS))
    assert (plain.hop_param(DAI, USDC), market.family) == (100 | 1 << 24, Family.UNISWAP_V4)
    with pytest.raises(TokenNotTraded):
        market.hop_param(DAI, USDC)


@pytest.mark.parametrize(
    ("hooks", "flags"),
    [
        (BEFORE_SWAP, SwapHook.BEFORE_SWAP),
        (AFTER_SWAP, SwapHook.AFTER_SWAP),
        (numbered(0x1088), SwapHook.BEFORE_SWAP | SwapHook.BEFORE_SWAP_RETURNS_DELTA),
        (numbered(0x1044), SwapHook.AFTER_SWAP | SwapHook.AFTER_SWAP_RETURNS_DELTA),
        (numbered((1 << 160) - 1), ~SwapHook(0)),
    ],
)
def test_hooks_that_may_touch_a_swap_are_refused_by_name(hooks: str, flags: SwapHook) -> None:
    with pytest.raises(HooksTouchSwaps) as refused:
        keyed_ranges(key=PoolKey(ZERO_ADDRESS, USDC, 500, 10, numbered(int(hooks, 16))))
    assert refused.value.flags == flags
    assert str(refused.value).startswith("hooks_touch_swaps")
    assert all(str(flag.name).lower() in str(refused.value) for flag in flags)


def test_hooks_that_never_run_in_a_swap_are_taken() -> None:
    assert not swap_hooks(ZERO_ADDRESS)
    assert not swap_hooks(OTHER_FLAGS)
    assert keyed_ranges(key=PoolKey(ZERO_ADDRESS, USDC, 500, 10, OTHER_FLAGS)).quote_in(WETH, USDC, 10**6) > 0


def test_a_dynamic_fee_is_what_the_state_says_now() -> None:
    key = PoolKey(USDC, DAI, DYNAMIC_FEE, 10, numbered(1 << 20))
    cheap, dear = (keyed_ranges(key=key, fee_pips=fee) for fee in (100, 10_000))
    assert cheap.quote_in(USDC, DAI, 10**18) > dear.quote_in(USDC, DAI, 10**18)
    assert cheap.hop_param(USDC, DAI) == dear.hop_param(USDC, DAI)


def test_shapes_keep_what_each_ways_fee_leaves() -> None:
    down, up = shapes(keyed_ranges(POSITIONS, protocol_fees_pips=(1000, 0)))
    assert (down.token_in, down.token_out, up.token_in) == (WETH, USDC, USDC)
    assert {piece.keep for piece in down.pieces} == {1 - 1500 / 10**6}
    assert {piece.keep for piece in up.pieces} == {1 - 500 / 10**6}


@pytest.mark.parametrize(
    "broken",
    [
        {"fee_pips": 400},
        {"tick_spacing": 60},
        {"token0": DAI},
        {"token1": DAI},
        {"token0": ZERO_ADDRESS},
        {"protocol_fees_pips": (1001, 0)},
        {"protocol_fees_pips": (0, -1)},
    ],
)
def test_a_state_that_is_not_its_keys_is_refused(broken: dict[str, object]) -> None:
    with pytest.raises(DomainError):
        replace(keyed_ranges(key=PoolKey(USDC, WETH, 500, 10, ZERO_ADDRESS)), **broken)  # type: ignore[arg-type]


def test_a_pool_where_all_is_fee_is_refused() -> None:
    key = PoolKey(USDC, DAI, DYNAMIC_FEE, 10, numbered(1 << 20))
    assert keyed_ranges(key=key, fee_pips=999_999).quote_in(USDC, DAI, 10**18) > 0
    with pytest.raises(DomainError, match="all of an input is fee"):
        keyed_ranges(key=key, fee_pips=999_999, protocol_fees_pips=(0, 1000))


@pytest.mark.parametrize(
    "fields",
    [
        (WETH, USDC, 500, 10, ZERO_ADDRESS),
        (USDC, USDC, 500, 10, ZERO_ADDRESS),
        (USDC, WETH, 1_000_001, 10, ZERO_ADDRESS),
        (USDC, WETH, 500, 0, ZERO_ADDRESS),
        (USDC, WETH, 500, 32_768, ZERO_ADDRESS),
    ],
)
def test_a_key_that_no_pool_has_is_refused(fields: tuple[str, str, int, int, str]) -> None:
    with pytest.raises(DomainError):
        PoolKey(*fields)  # type: ignore[arg-type]
