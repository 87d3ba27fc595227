"""Our constant product arithmetic is the pair's, to the unit."""

import random
from typing import Any

import pytest

from solver.domain.primitives import Address
from solver.markets.constant_product import ConstantProduct
from solver.sandbox.chain import addresses as at
from solver.sandbox.chain.abi import calldata, word

pytestmark = pytest.mark.anvil

TRANSFER = "transfer(address,uint256)"
SWAP = "swap(uint256,uint256,address,bytes)"
AMOUNTS_OUT = "getAmountOut(uint256,uint256,uint256)"
EVERY = 20


@pytest.mark.scaled(quick=200, soak=5000)
def test_the_pair_pays_what_we_predict_and_not_a_unit_more(twin: Any, scale: int, seed: int) -> None:
    chance = random.Random(seed)
    markets = list(twin.markets(ConstantProduct))
    for number in range(scale):
        place = chance.randrange(len(markets))
        market = markets[place]
        pair = chance.choice((market.tokens, market.tokens[::-1]))
        reserve_in, reserve_out = market.reserves(pair[0], pair[1])
        amount_in = max(10**4, int(reserve_in * 10 ** chance.uniform(-7, -1)))
        predicted = market.quote_in(pair[0], pair[1], amount_in)
        assert _pays(twin, market, pair, amount_in, predicted)
        assert not _pays(twin, market, pair, amount_in, predicted + 1)
        wanted = max(1, int(reserve_out * 10 ** chance.uniform(-7, -1)))
        least = market.quote_out(pair[0], pair[1], wanted)
        assert _pays(twin, market, pair, least, wanted)
        assert not _pays(twin, market, pair, least - 1, wanted)
        if number % EVERY == 0:
            markets[place] = _swapped(twin, market, pair, amount_in // 10 + 1)


def test_the_router_library_gives_the_same_number(twin: Any, seed: int) -> None:
    chance = random.Random(seed)
    for market in twin.markets(ConstantProduct):
        reserves = market.reserves(market.token0, market.token1)
        amount_in = int(reserves[0] * 10 ** chance.uniform(-6, 0))
        library = word(twin.call(at.V2_ROUTER, calldata(AMOUNTS_OUT, amount_in, *reserves)))
        assert market.quote_in(market.token0, market.token1, amount_in) == library


def _pays(twin: Any, market: ConstantProduct, pair: tuple[Address, ...], amount_in: int, amount_out: int) -> bool:
    outs = (0, amount_out) if pair[0] == market.token0 else (amount_out, 0)
    return bool(
        twin.together(
            (pair[0], calldata(TRANSFER, market.pool, amount_in)),
            (market.pool, calldata(SWAP, *outs, twin.trader, b"")),
        )
    )


def _swapped(twin: Any, market: ConstantProduct, pair: tuple[Address, ...], amount_in: int) -> ConstantProduct:
    """A mined swap leaves the pair as we say it does."""
    predicted, after = market.swap(pair[0], pair[1], amount_in)
    twin.send(pair[0], calldata(TRANSFER, market.pool, amount_in))
    outs = (0, predicted) if pair[0] == market.token0 else (predicted, 0)
    twin.send(market.pool, calldata(SWAP, *outs, twin.trader, b""))
    assert twin.again(market) == after
    return after
