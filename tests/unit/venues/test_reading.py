"""What the lens returns becomes a market, or is refused."""

import pytest
from eth_abi.abi import encode

from solver.adapters.venues.stableswap import StableSwapPools
from solver.adapters.venues.uniswap_v2 import UniswapV2
from solver.adapters.venues.uniswap_v3 import UniswapV3
from solver.domain.money import Token
from solver.domain.primitives import Address, address
from solver.domain.route import Family
from solver.domain.universe import PoolRef
from solver.markets.market import Market
from solver.ports import Venue
from solver.testing.markets import DAI, USDC, USDT, WETH, numbered, pair, ranges, three_pool

RANGES = ranges(((-600, 600, 10**18), (60, 120, 5)), words=(-2, 3))
V3_STATE = {
    "token0": "address",
    "token1": "address",
    "fee_pips": "uint24",
    "tick_spacing": "int24",
    "sqrt_price_x96": "uint160",
    "tick": "int24",
    "liquidity": "uint128",
    "first_word": "int16",
    "last_word": "int16",
    "ticks": "int24[]",
    "liquidity_net": "int128[]",
}
LOWEST = {"tick": -887_272, "sqrt_price_x96": 4_295_128_739, "ticks": (), "liquidity_net": ()}
DECIMALS = tuple(Token(a, s, d) for a, s, d in ((DAI, "DAI", 18), (USDC, "USDC", 6), (USDT, "USDT", 6)))


def _ref(market: Market, fee_pips: int = 0) -> PoolRef:
    return PoolRef(market.family, address(market.pool), market.tokens, fee_pips)


def test_a_pair_takes_its_fee_from_the_universe() -> None:
    market = pair(fee_pips=2_500)
    state = encode(
        ["(address,address,uint112,uint112)"], [(market.token0, market.token1, market.reserve0, market.reserve1)]
    )
    assert UniswapV2().read(_ref(market, 2_500), state) == market


def _v3_state(**told: object) -> bytes:
    """Of a sound pool, but for what is told otherwise."""
    state = {field: getattr(RANGES, field) for field in V3_STATE} | told
    return encode([f"({','.join(V3_STATE.values())})"], [tuple(state.values())])


def test_a_pool_of_ranges_tells_everything_itself() -> None:
    assert UniswapV3().read(_ref(RANGES), _v3_state()) == RANGES


def test_ticks_without_their_liquidity_are_refused() -> None:
    with pytest.raises(ValueError, match="ticks"):
        UniswapV3().read(_ref(RANGES), _v3_state(liquidity_net=RANGES.liquidity_net[:-1]))


@pytest.mark.parametrize(
    ("told", "why"),
    [
        ({"first_word": 1}, "outside the words"),
        ({"last_word": -3}, "outside the words"),
        ({"tick_spacing": -10}, "outside the words"),
        (
            {"tick_spacing": 3_460, "first_word": -2, "last_word": -2, **LOWEST},
            "ticks off",
        ),
        ({"ticks": (-600, 60, 120, 605)}, "ticks off"),
        ({"ticks": (-600, 60, 120, 10_240)}, "ticks off"),
        ({"ticks": (-5_130, 60, 120, 600)}, "ticks off"),
        ({"liquidity_net": (10**18, 5, -5, -(10**18) - 1)}, "a liquidity of -1"),
        ({"liquidity_net": (10**18 + 1, 5, -5, -(10**18))}, "a liquidity of -1"),
        ({"liquidity_net": (10**18, (1 << 127) - 1, 5, 0), "liquidity": 1 << 127}, "a liquidity of 3402"),
    ],
)
def test_ticks_that_no_pool_can_have_are_refused(told: dict[str, object], why: str) -> None:
    with pytest.raises(ValueError, match=why):
        UniswapV3().read(_ref(RANGES), _v3_state(**told))


def _stable_state(coins: tuple[Address, ...]) -> bytes:
    market = three_pool()
    fields = (coins, market.balances, market.amplification, market.fee_e10, market.admin_fee_e10)
    return encode(["(address[],uint256[],uint256,uint256,uint256)"], [fields])


def test_a_stable_pool_takes_its_scales_from_the_coins_decimals() -> None:
    market = three_pool()
    assert StableSwapPools(DECIMALS).read(_ref(market), _stable_state(market.tokens)) == market


def test_a_coin_of_unknown_decimals_is_refused() -> None:
    market = three_pool()
    with pytest.raises(ValueError, match="decimals"):
        StableSwapPools(DECIMALS[:2]).read(_ref(market), _stable_state(market.tokens))


def test_tokens_that_the_universe_does_not_list_for_the_pool_are_refused() -> None:
    listed = PoolRef(Family.STABLESWAP, numbered(0x500), (DAI, USDC, WETH), 0)
    with pytest.raises(ValueError, match="trades"):
        StableSwapPools(DECIMALS).read(listed, _stable_state(three_pool().tokens))


@pytest.mark.parametrize("venue", [UniswapV2(), UniswapV3(), StableSwapPools(DECIMALS)])
@pytest.mark.parametrize("state", [b"", b"\xff" * 40, b"\xff" * 320, bytes((1 << 20) + 1)])
def test_bytes_that_are_no_state_are_refused(venue: Venue, state: bytes) -> None:
    with pytest.raises(ValueError, match=r"state|not a|address|0x|tick"):
        venue.read(_ref(pair()), state)
