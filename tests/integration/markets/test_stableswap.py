"""Our StableSwap arithmetic is the pool's, to the unit."""

import random
from itertools import permutations
from typing import Any

import pytest

from solver.markets.stable_swap import StableSwap
from solver.sandbox.chain.abi import calldata, word

pytestmark = pytest.mark.anvil

EXCHANGE = "exchange(int128,int128,uint256,uint256)"
GET_DY = "get_dy(int128,int128,uint256)"
EVERY = 10


@pytest.mark.scaled(quick=200, soak=5000)
def test_the_pool_pays_what_we_predict_and_not_a_unit_more(twin: Any, scale: int, seed: int) -> None:
    chance = random.Random(seed)
    (market,) = twin.markets(StableSwap)
    for number in range(scale):
        i, j = way = chance.choice(list(permutations(range(3), 2)))
        pair = (market.tokens[i], market.tokens[j])
        most = min(market.balances[i], twin.balance(pair[0]))
        amount_in = max(1000 * 10**6, int(most * 10 ** chance.uniform(-7, -0.5)))
        predicted = market.quote_in(*pair, amount_in)
        assert _pays(twin, market, way, amount_in, predicted)
        assert not _pays(twin, market, way, amount_in, predicted + 1)
        quoted = word(twin.call(market.pool, calldata(GET_DY, i, j, amount_in)))
        assert abs(quoted - predicted) <= 1
        wanted = max(1, int(predicted * 10 ** chance.uniform(-2, 0)))
        least = market.quote_out(*pair, wanted)
        assert _pays(twin, market, way, least, wanted)
        assert not _pays(twin, market, way, least - 1, wanted)
        if number % EVERY == 0:
            predicted, after = market.swap(*pair, amount_in)
            twin.send(market.pool, calldata(EXCHANGE, i, j, amount_in, predicted))
            assert twin.again(market) == after
            market = after


def _pays(twin: Any, market: StableSwap, way: tuple[int, int], amount_in: int, least_out: int) -> bool:
    return not twin.reverts(market.pool, calldata(EXCHANGE, *way, amount_in, least_out))
