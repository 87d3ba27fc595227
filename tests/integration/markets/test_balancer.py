"""Our arithmetic of Balancer's pools is the contracts', to the unit, both ways and at the pools' limits."""

import random
from itertools import permutations
from typing import Any

import pytest

from solver.domain.primitives import Address
from solver.markets.composable_stable import ComposableStable
from solver.markets.fixed_point import ONE, without_fee
from solver.markets.market import InsufficientLiquidity
from solver.markets.weighted import WeightedPool
from solver.markets.weighted.pool import MOST_RATIO
from solver.sandbox.chain import addresses as at
from solver.sandbox.chain.tokens import ASSETS
from tests.integration.markets.balancer import (
    GIVEN_IN,
    GIVEN_OUT,
    BalancerPool,
    Pair,
    new_stable_pool,
    provider,
    queried,
    quoted,
    set_rate,
    swap_call,
    swapped,
)

pytestmark = pytest.mark.anvil

EVERY = 10
KINDS: list[type[WeightedPool] | type[ComposableStable]] = [WeightedPool, ComposableStable]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.scaled(quick=200, soak=5000)
def test_the_pool_pays_and_asks_what_we_predict_and_the_least_input_is_least(
    twin: Any, kind: type[BalancerPool], scale: int, seed: int
) -> None:
    chance = random.Random(seed)
    markets = list(twin.markets(kind))
    for number in range(scale):
        place = chance.randrange(len(markets))
        market = markets[place]
        pair = chance.choice(list(permutations(market.tokens, 2)))
        amount_in = _share(chance, market, pair[0])
        predicted = market.quote_in(*pair, amount_in)
        assert swapped(twin, market, GIVEN_IN, pair, amount_in, limit=predicted) == predicted
        assert swapped(twin, market, GIVEN_IN, pair, amount_in, limit=predicted + 1) is None
        wanted = _share(chance, market, pair[1])
        asked = market.exact_output(*pair, wanted)
        assert swapped(twin, market, GIVEN_OUT, pair, wanted, limit=asked) == asked
        assert swapped(twin, market, GIVEN_OUT, pair, wanted, limit=asked - 1) is None
        least = market.quote_out(*pair, wanted)
        assert (swapped(twin, market, GIVEN_IN, pair, least, limit=0) or 0) >= wanted
        assert (swapped(twin, market, GIVEN_IN, pair, least - 1, limit=0) or 0) < wanted
        if number % EVERY == 0:
            markets[place] = _mined(twin, market, pair, amount_in // 10 + 1)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.scaled(quick=200, soak=5000)
def test_the_vaults_queries_agree_from_dust_to_twice_what_the_pool_holds(
    twin: Any, kind: type[BalancerPool], scale: int, seed: int
) -> None:
    chance = random.Random(seed)
    markets = twin.markets(kind)
    refused = 0
    for _ in range(scale):
        market = chance.choice(markets)
        pair = chance.choice(list(permutations(market.tokens, 2)))
        for way, token in ((GIVEN_IN, pair[0]), (GIVEN_OUT, pair[1])):
            amount = max(1, int(market.balances[market.index(token)] * 10 ** chance.uniform(-24, 0.3)))
            said = queried(twin, market, way, pair, amount)
            assert quoted(market, way, pair, amount) == said
            refused += said is None
    assert refused


def test_a_weighted_pool_takes_and_gives_three_tenths_of_a_balance_and_not_a_unit_more(twin: Any) -> None:
    for market in twin.markets(WeightedPool):
        for pair in permutations(market.tokens, 2):
            most_in = _most_in(market, pair[0])
            most_out = market.balances[market.index(pair[1])] * MOST_RATIO // ONE
            for way, most in ((GIVEN_IN, most_in), (GIVEN_OUT, most_out)):
                said = queried(twin, market, way, pair, most)
                assert quoted(market, way, pair, most) == said
                assert said is not None
                assert quoted(market, way, pair, most + 1) is None
                assert queried(twin, market, way, pair, most + 1) is None
            pays = market.quote_in(*pair, most_in)
            assert market.quote_in(*pair, market.quote_out(*pair, pays)) == pays
            with pytest.raises(InsufficientLiquidity):
                market.quote_out(*pair, pays + 1)


def test_a_stable_pool_gives_all_but_the_last_units_and_then_refuses(twin: Any) -> None:
    (market,) = twin.markets(ComposableStable)
    for pair in permutations(market.tokens, 2):
        balance = market.balances[market.index(pair[1])]
        for kept in (0, 1, 2, 10, 10**3, 10**5):
            assert quoted(market, GIVEN_OUT, pair, balance - kept) == queried(
                twin, market, GIVEN_OUT, pair, balance - kept
            )


@pytest.mark.scaled(quick=100, soak=2000)
def test_pools_of_two_to_five_tokens_with_rates_agree_while_the_rates_move(twin: Any, scale: int, seed: int) -> None:
    chance = random.Random(seed)
    for count in range(2, 6):
        tokens = tuple(sorted(chance.sample([asset.address for asset in ASSETS], count), key=lambda t: int(t, 16)))
        rates = tuple(chance.choice((0, chance.randrange(10**17, 10**19))) for _ in tokens)
        entry = new_stable_pool(twin, tokens, rates, chance.choice((1, 50, 5000)))
        for _ in range(scale // 4):
            market = twin.read(entry)
            pair = chance.choice(list(permutations(tokens, 2)))
            for way, token in ((GIVEN_IN, pair[0]), (GIVEN_OUT, pair[1])):
                amount = max(1, int(market.balances[market.index(token)] * 10 ** chance.uniform(-18, 0.2)))
                assert quoted(market, way, pair, amount) == queried(twin, market, way, pair, amount)
            moved = chance.randrange(count)
            if rates[moved]:
                set_rate(twin, provider(moved), int(rates[moved] * chance.uniform(0.9, 1.1)))
            twin.node.rpc.call("evm_mine")


def _share(chance: random.Random, market: BalancerPool, token: Address) -> int:
    """From a ten millionth to a twentieth of the balance: within every limit, whatever the weights."""
    return max(10**4, int(market.balances[market.index(token)] * 10 ** chance.uniform(-7, -1.3)))


def _most_in(market: WeightedPool, token: Address) -> int:
    """The greatest input of which, less its fee, three tenths of the balance are left."""
    limit = market.balances[market.index(token)] * MOST_RATIO // ONE
    most = limit * ONE // (ONE - market.fee_e18)
    while without_fee(most + 1, market.fee_e18) <= limit:
        most += 1
    return most


def _mined(twin: Any, market: BalancerPool, pair: Pair, amount_in: int) -> BalancerPool:
    """A mined swap moves what we say and leaves the pool as we say it does."""
    predicted, after = market.swap(*pair, amount_in)
    held = twin.balance(pair[1])
    twin.send(at.BALANCER_VAULT, swap_call(twin, market, GIVEN_IN, pair, amount_in, limit=predicted))
    assert twin.balance(pair[1]) - held == predicted
    assert twin.again(market) == after
    return after
