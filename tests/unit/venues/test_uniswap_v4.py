"""The lens's account of a Uniswap v4 pool becomes a market, or is refused by name."""

from dataclasses import replace

import pytest
from eth_abi.abi import encode

from solver.adapters.venues.uniswap_v4 import UniswapV4Pools, key_hash
from solver.adapters.venues.uniswap_v4.read import NotItsKey
from solver.domain.pool_key import DYNAMIC_FEE, PoolKey
from solver.domain.primitives import ZERO_ADDRESS, Address, DomainError
from solver.domain.route import Family
from solver.domain.universe import PoolRef
from solver.markets.uniswap_v4 import HooksTouchSwaps, UniswapV4
from solver.testing.markets import DAI, USDC, WETH, keyed_ranges, numbered

MANAGER = numbered(0x4444)
ETHER_KEY = PoolKey(ZERO_ADDRESS, USDC, 500, 10, ZERO_ADDRESS)
POSITIONS = ((-600, 600, 10**18), (60, 120, 5))
VENUE = UniswapV4Pools(WETH)


def _market(key: PoolKey = ETHER_KEY, fee_pips: int | None = None) -> UniswapV4:
    market = keyed_ranges(POSITIONS, key=key, fee_pips=fee_pips, protocol_fees_pips=(1000, 250))
    return replace(market, pool=key_hash(key))


def _ref(key: PoolKey, tokens: tuple[Address, ...] = (WETH, USDC)) -> PoolRef:
    return PoolRef(Family.UNISWAP_V4, MANAGER, tokens, 0, key, key_hash(key))


def _state(market: UniswapV4) -> bytes:
    fields = (
        market.protocol_fees_pips[0] | market.protocol_fees_pips[1] << 12,
        market.fee_pips,
        market.sqrt_price_x96,
        market.tick,
        market.liquidity,
        market.first_word,
        market.last_word,
        market.ticks,
        market.liquidity_net,
    )
    return encode(["(uint24,uint24,uint160,int24,uint128,int16,int16,int24[],int128[])"], [fields])


def test_a_pool_of_ether_is_read_as_one_of_weth() -> None:
    market = _market()
    assert VENUE.read(_ref(ETHER_KEY), _state(market)) == market
    assert market.tokens == (WETH, USDC)
    assert market.protocol_fees_pips == (1000, 250)


def test_a_dynamic_fee_is_the_states() -> None:
    key = PoolKey(USDC, DAI, DYNAMIC_FEE, 10, numbered(1 << 20))
    market = _market(key, fee_pips=777)
    assert VENUE.read(_ref(key, (DAI, USDC)), _state(market)) == market


def test_the_id_is_the_hash_mainnet_knows_the_pool_by() -> None:
    usdc = Address("0xa0b86991c6218b36c1d19d4a2e9eb0ce3606eb48")
    key = PoolKey(ZERO_ADDRESS, usdc, 500, 10, ZERO_ADDRESS)
    assert key_hash(key) == "0x21c67e77068de97969ba93d4aab21826d33ca12bb9f565d8496e8fda8a82ca27"


def test_an_id_that_is_not_its_keys_hash_is_refused_by_name() -> None:
    other = replace(_ref(ETHER_KEY), key=replace(ETHER_KEY, tick_spacing=60))
    with pytest.raises(NotItsKey, match="not_its_key"):
        VENUE.read(other, _state(_market()))


def test_hooks_that_may_touch_swaps_are_refused_by_name() -> None:
    key = replace(ETHER_KEY, hooks=numbered(0x80))
    with pytest.raises(HooksTouchSwaps, match=r"hooks_touch_swaps: 0x\w+ calls before_swap$"):
        VENUE.read(_ref(key), _state(_market()))


@pytest.mark.parametrize("tokens", [(ZERO_ADDRESS, USDC), (WETH, DAI), (WETH, USDC, DAI)])
def test_tokens_that_are_not_the_keys_are_refused(tokens: tuple[Address, ...]) -> None:
    with pytest.raises(ValueError, match="trades"):
        VENUE.read(_ref(ETHER_KEY, tokens), _state(_market()))


@pytest.mark.parametrize("state", [b"", b"\1" * 64, b"\xff" * 640])
def test_bytes_that_are_no_state_are_refused(state: bytes) -> None:
    with pytest.raises(ValueError, match="not a"):
        VENUE.read(_ref(ETHER_KEY), state)


def test_a_fee_that_the_key_does_not_allow_is_refused() -> None:
    with pytest.raises(DomainError):
        VENUE.read(_ref(ETHER_KEY), _state(_market(replace(ETHER_KEY, fee=DYNAMIC_FEE, hooks=numbered(1 << 20)), 501)))


@pytest.mark.parametrize("lacking", ["key", "key_hash"])
def test_a_pool_without_key_or_id_cannot_be_listed(lacking: str) -> None:
    with pytest.raises(DomainError):
        replace(_ref(ETHER_KEY), **{lacking: None})  # type: ignore[arg-type]
    with pytest.raises(DomainError):
        replace(_ref(ETHER_KEY), family=Family.UNISWAP_V3)
