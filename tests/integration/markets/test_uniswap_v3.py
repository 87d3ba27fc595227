"""Our concentrated liquidity arithmetic is the pool's, to the unit, across ticks."""

import random
from typing import Any

import pytest

from solver.domain.primitives import Address
from solver.markets.concentrated_liquidity import ConcentratedLiquidity
from solver.markets.market import InsufficientLiquidity
from solver.sandbox.chain import addresses as at
from solver.sandbox.chain.abi import calldata, word

pytestmark = pytest.mark.anvil

EXACT_IN = "exactInputSingle((address,address,uint24,address,uint256,uint256,uint256,uint160))"
EXACT_OUT = "exactOutputSingle((address,address,uint24,address,uint256,uint256,uint256,uint160))"
QUOTE = "quoteExactInputSingle((address,address,uint256,uint24,uint160))"
EVERY = 20
LEAST_CROSSED = 3
FOREVER = 2**40
Pair = tuple[Address, ...]


@pytest.mark.scaled(quick=200, soak=5000)
def test_the_pool_pays_and_asks_what_we_predict_across_at_least_three_ticks(twin: Any, scale: int, seed: int) -> None:
    chance = random.Random(seed)
    markets = list(twin.markets(ConcentratedLiquidity))
    for number in range(scale):
        place, pair, amount_in = _crossing(twin, markets, chance)
        market = markets[place]
        done = market.exact_input(pair[0], pair[1], amount_in)
        assert _paid(twin, market, pair, amount_in) == done.amount_out
        assert _quoted(twin, market, pair, amount_in) == (done.amount_out, done.sqrt_price_x96)
        wanted = done.amount_out - chance.randrange(min(1000, done.amount_out))
        least = market.quote_out(pair[0], pair[1], wanted)
        assert _asked(twin, market, pair, wanted) == market.exact_output(pair[0], pair[1], wanted).amount_in
        assert _paid(twin, market, pair, least) >= wanted
        assert _paid(twin, market, pair, least - 1) < wanted
        if number % EVERY == 0:
            markets[place] = _swapped(twin, market, pair, amount_in)


@pytest.mark.scaled(quick=50, soak=2000)
def test_small_swaps_inside_one_range_agree_too(twin: Any, scale: int, seed: int) -> None:
    chance = random.Random(seed)
    markets = twin.markets(ConcentratedLiquidity)
    for _ in range(scale):
        market = chance.choice(markets)
        pair = chance.choice((market.tokens[:2], market.tokens[::-1]))
        amount_in = int(10 ** chance.uniform(0, 7))
        assert _paid(twin, market, pair, amount_in) == market.quote_in(pair[0], pair[1], amount_in)


def _crossing(twin: Any, markets: list[ConcentratedLiquidity], chance: random.Random) -> tuple[int, Pair, int]:
    """A random pool, direction and amount that the trader holds and that crosses at least three ticks."""
    while True:
        place = chance.randrange(len(markets))
        market = markets[place]
        pair = chance.choice((market.tokens[:2], market.tokens[::-1]))
        amount_in = int(10 ** chance.uniform(6, 23))
        try:
            crossed = market.exact_input(pair[0], pair[1], amount_in).crossed
        except InsufficientLiquidity:
            continue
        if crossed >= LEAST_CROSSED and amount_in < twin.balance(pair[0]) // 2:
            return place, pair, amount_in


def _paid(twin: Any, market: ConcentratedLiquidity, pair: Pair, amount_in: int) -> int:
    fields = (pair[0], pair[1], market.fee_pips, twin.trader, FOREVER, amount_in, 0, 0)
    return word(twin.call(at.V3_ROUTER, calldata(EXACT_IN, fields)))


def _asked(twin: Any, market: ConcentratedLiquidity, pair: Pair, amount_out: int) -> int:
    fields = (pair[0], pair[1], market.fee_pips, twin.trader, FOREVER, amount_out, 2**255, 0)
    return word(twin.call(at.V3_ROUTER, calldata(EXACT_OUT, fields)))


def _quoted(twin: Any, market: ConcentratedLiquidity, pair: Pair, amount_in: int) -> tuple[int, int]:
    """Amount out and price afterwards."""
    data = calldata(QUOTE, (pair[0], pair[1], amount_in, market.fee_pips, 0))
    answer = twin.call(at.V3_QUOTER, data)
    return word(answer), word(answer, 1)


def _swapped(twin: Any, market: ConcentratedLiquidity, pair: Pair, amount_in: int) -> ConcentratedLiquidity:
    """A mined swap leaves price, tick and liquidity as we say it does."""
    _, after = market.swap(pair[0], pair[1], amount_in)
    fields = (pair[0], pair[1], market.fee_pips, twin.trader, FOREVER, amount_in, 0, 0)
    twin.send(at.V3_ROUTER, calldata(EXACT_IN, fields))
    mined: ConcentratedLiquidity = twin.again(market)
    assert (mined.sqrt_price_x96, mined.tick, mined.liquidity) == (after.sqrt_price_x96, after.tick, after.liquidity)
    return mined
