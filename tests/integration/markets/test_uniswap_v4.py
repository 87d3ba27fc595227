"""Our arithmetic of Uniswap v4 is the manager's, to the unit: ether pools, protocol fees, a fee that moves."""

import random
from dataclasses import replace
from typing import Any

import pytest

from solver.adapters.venues.uniswap_v4 import UniswapV4Pools, key_hash
from solver.domain.pool_key import DYNAMIC_FEE
from solver.domain.primitives import ZERO_ADDRESS, Address
from solver.domain.route import Family
from solver.domain.universe import PoolRef
from solver.markets.market import InsufficientLiquidity
from solver.markets.uniswap_v4 import HooksTouchSwaps, SwapHook, UniswapV4
from solver.sandbox.chain import addresses as at
from solver.sandbox.chain.abi import calldata, word
from solver.sandbox.chain.worldfile import PoolEntry
from solver.testing.mined import mined
from tests.integration.markets import universal_router as ur

pytestmark = pytest.mark.anvil

KEY = "(address,address,uint24,int24,address)"
EVERY = 20
LEAST_CROSSED = 3
Pair = tuple[Address, Address]


@pytest.mark.scaled(quick=200, soak=5000)
def test_the_manager_pays_and_asks_what_we_predict(twin: Any, scale: int, seed: int) -> None:
    chance = random.Random(seed)
    markets = list(twin.markets(UniswapV4))
    for number in range(scale):
        place, pair, amount_in = _drawn(twin, markets, chance, least_crossed=LEAST_CROSSED * (number % 2))
        market = markets[place]
        done = market.exact_input(*pair, amount_in)
        assert _quoted(twin, market, pair, amount_in, exact_in=True) == done.amount_out
        assert _moved(twin, market, pair, amount_in, exact_in=True) == (amount_in, done.amount_out)
        wanted = done.amount_out - chance.randrange(min(1000, done.amount_out))
        asked = market.exact_output(*pair, wanted).amount_in
        assert _quoted(twin, market, pair, wanted, exact_in=False) == asked
        assert _moved(twin, market, pair, wanted, exact_in=False) == (asked, wanted)
        least = market.quote_out(*pair, wanted)
        assert _quoted(twin, market, pair, least, exact_in=True) >= wanted
        assert least == 1 or _quoted(twin, market, pair, least - 1, exact_in=True) < wanted
        if number % EVERY == 0:
            markets[place] = _swapped(twin, market, pair, amount_in)


def test_there_are_pools_of_ether_of_a_protocol_fee_and_of_a_dynamic_one(twin: Any) -> None:
    markets = twin.markets(UniswapV4)
    assert sum(market.native for market in markets) >= 2
    assert {market.protocol_fees_pips for market in markets} == {(0, 0), (1000, 250)}
    assert {market.fee_pips for market in markets if market.key.fee == DYNAMIC_FEE} == {400}
    assert all(at.WETH in market.tokens for market in markets if market.native)


def test_protocol_fees_that_change_are_read_and_paid(twin: Any, seed: int) -> None:
    chance = random.Random(seed)
    for market in twin.markets(UniswapV4):
        ways = (chance.randrange(1001), chance.randrange(1001))
        data = calldata(f"setProtocolFee({KEY},uint24)", ur.fields(market.key), ways[0] | ways[1] << 12)
        owner = {"from": twin.world.accounts["deployer"].address, "to": at.V4_POOL_MANAGER, "data": data}
        assert mined(twin.node.rpc, owner)["status"] == "0x1"
        taxed = twin.again(market)
        assert taxed == replace(market, protocol_fees_pips=ways)
        for pair in _ways(market):
            amount = _worth(taxed, pair, chance)
            assert _quoted(twin, taxed, pair, amount, exact_in=True) == taxed.quote_in(*pair, amount)
            assert _quoted(twin, taxed, pair, amount, exact_in=False) == taxed.exact_output(*pair, amount).amount_in


def test_a_dynamic_fee_is_read_as_its_hooks_set_it(twin: Any) -> None:
    (market,) = [m for m in twin.markets(UniswapV4) if m.key.fee == DYNAMIC_FEE]
    for fee_pips in (0, 7, 50_000):
        twin.send(market.key.hooks, calldata(f"setFee({KEY},uint24)", ur.fields(market.key), fee_pips))
        moved = twin.again(market)
        assert moved == replace(market, fee_pips=fee_pips)
        way = _ways(moved)[0]
        assert _quoted(twin, moved, way, 10**9, exact_in=True) == moved.quote_in(*way, 10**9)


def test_a_pool_whose_hooks_change_swaps_is_refused_by_name_and_for_a_reason(twin: Any) -> None:
    (entry,) = twin.world.refused_pools
    with pytest.raises(HooksTouchSwaps) as refused:
        twin.read(entry)
    assert (refused.value.pool, refused.value.flags) == (entry.key_hash, SwapHook.BEFORE_SWAP)
    naive = _as_if_without_hooks(twin, entry)
    quoted = word(twin.call(at.V4_QUOTER, ur.v4_quote(entry.key, 10**18, zero_for_one=True, exact_in=True)))
    assert 0 < quoted < naive.quote_in(naive.token0, naive.token1, 10**18)


def _as_if_without_hooks(twin: Any, entry: PoolEntry) -> UniswapV4:
    """What a reader that did not look at the hooks would take the pool for."""
    assert entry.key is not None
    venue, key = UniswapV4Pools(at.WETH), replace(entry.key, hooks=ZERO_ADDRESS)
    state = twin.state(PoolRef(Family.UNISWAP_V4, entry.address, entry.tokens, 0, entry.key, entry.key_hash), venue)
    return venue.read(PoolRef(Family.UNISWAP_V4, entry.address, entry.tokens, 0, key, key_hash(key)), state)


def _drawn(twin: Any, markets: list[UniswapV4], chance: random.Random, *, least_crossed: int) -> tuple[int, Pair, int]:
    """A random pool, direction and amount that the trader holds and that crosses enough ticks."""
    while True:
        place = chance.randrange(len(markets))
        market = markets[place]
        pair = chance.choice(_ways(market))
        amount_in = int(10 ** chance.uniform(1, 23))
        try:
            done = market.exact_input(*pair, amount_in)
        except InsufficientLiquidity:
            continue
        if done.amount_out and done.crossed >= least_crossed and amount_in < twin.balance(pair[0]) // 2:
            return place, pair, amount_in


def _ways(market: UniswapV4) -> tuple[Pair, Pair]:
    return (market.token0, market.token1), (market.token1, market.token0)


def _worth(market: UniswapV4, pair: Pair, chance: random.Random) -> int:
    """An amount that is small for either token of the pool."""
    while True:
        amount = int(10 ** chance.uniform(3, 18))
        try:
            market.quote_out(*pair, amount)
            return amount if market.quote_in(*pair, amount) else 10**8
        except InsufficientLiquidity:
            continue


def _quoted(twin: Any, market: UniswapV4, pair: Pair, amount: int, *, exact_in: bool) -> int:
    way = market.zero_for_one(*pair)
    return word(twin.call(at.V4_QUOTER, ur.v4_quote(market.key, amount, zero_for_one=way, exact_in=exact_in)))


def _moved(twin: Any, market: UniswapV4, pair: Pair, amount: int, *, exact_in: bool) -> tuple[int, int]:
    """What the trader pays and gets in a swap through the Universal Router; the chain stays as it is."""
    way = market.zero_for_one(*pair)
    data = ur.execute(ur.v4_swap(market.key, amount, zero_for_one=way, exact_in=exact_in))
    most = amount if exact_in else market.exact_output(*pair, amount).amount_in
    reads = [(*ur.holding(currency, twin.trader), 0) for currency in _currencies(market, pair)]
    swap = (at.UNIVERSAL_ROUTER, data, most if market.native and way else 0)
    before_in, before_out, _, after_in, after_out = twin.answers(*reads, swap, *reads)
    return word(before_in) - word(after_in), word(after_out) - word(before_out)


def _currencies(market: UniswapV4, pair: Pair) -> Pair:
    key = market.key
    return (key.currency0, key.currency1) if market.zero_for_one(*pair) else (key.currency1, key.currency0)


def _swapped(twin: Any, market: UniswapV4, pair: Pair, amount_in: int) -> UniswapV4:
    """A mined swap leaves price, tick and liquidity as we say it does."""
    _, after = market.swap(*pair, amount_in)
    way = market.zero_for_one(*pair)
    data = ur.execute(ur.v4_swap(market.key, amount_in, zero_for_one=way, exact_in=True))
    twin.send(at.UNIVERSAL_ROUTER, data, amount_in if market.native and way else 0)
    mined: UniswapV4 = twin.again(market)
    assert (mined.sqrt_price_x96, mined.tick, mined.liquidity) == (after.sqrt_price_x96, after.tick, after.liquidity)
    return mined
