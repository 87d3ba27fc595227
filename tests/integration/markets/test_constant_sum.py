"""Our constant sum is what Balancer's linear pools pay between a token and its share.

Inside the targets, where they take no fee, to the unit. Above them the pool rounds its whole fee down before and after
a swap, in 18 decimals, so that a swap's own fee may be one such unit off: none where the main token has at most twelve.
"""

import random
from typing import Any

import pytest

from solver.markets.constant_sum import ConstantSum
from solver.markets.market import InsufficientLiquidity
from solver.sandbox.chain.tokens import DAI, USDC, WBTC, SandboxAsset
from tests.integration.markets.balancer import GIVEN_IN, GIVEN_OUT, Pair, swapped
from tests.integration.markets.linear_pool import ONE_E18, LinearPool, linear_pool

pytestmark = pytest.mark.anvil

Kind = tuple[SandboxAsset, int, int]
KINDS: list[Kind] = [(USDC, 18, 10**6), (DAI, 6, 10**6), (DAI, 18, 10**6), (WBTC, 8, 10)]
"""Main token, decimals of the share, target in whole main tokens."""

EVERY = 10
EXACT_DECIMALS = 12


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.scaled(quick=200, soak=2500)
def test_inside_its_targets_a_pool_pays_what_we_predict_and_not_a_unit_more(
    twin: Any, kind: Kind, scale: int, seed: int
) -> None:
    chance = random.Random(seed)
    pool = linear_pool(twin, *kind[:2], chance.randrange(1, 100_000), target=kind[2])
    market = pool.fee_free()
    for number in range(scale):
        pair = chance.choice(_ways(market))
        amount_in = _inside(pool, market, pair, chance)
        predicted = market.quote_in(*pair, amount_in)
        assert swapped(twin, pool, GIVEN_IN, pair, amount_in, limit=predicted) == predicted
        assert swapped(twin, pool, GIVEN_IN, pair, amount_in, limit=predicted + 1) is None
        if predicted:
            _check_exact_out(pool, market, pair, chance.randrange(predicted) + 1)
        if number % EVERY == 0:
            predicted, after = market.swap(*pair, amount_in)
            pool.swap(pair, amount_in)
            assert pool.fee_free() == after
            pool.set_rate(int(ONE_E18 * 10 ** chance.uniform(-0.2, 0.5)))
            market = pool.fee_free()


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.scaled(quick=200, soak=2500)
def test_above_its_targets_a_pool_takes_the_fee_we_predict(twin: Any, kind: Kind, scale: int, seed: int) -> None:
    chance, (main, share_decimals, target) = random.Random(seed), kind
    fee_pips = chance.choice((1, chance.randrange(1, 100_000), 100_000))
    pool = linear_pool(twin, main, share_decimals, fee_pips, target=target)
    pool.swap((main.address, pool.share), target * main.one * 6 // 10)
    for number in range(scale):
        market = pool.taxed()
        pair, slack = (market.token0, market.token1), _least_fee_unit(market, main)
        amount_in = max(1, int(target * main.one * 10 ** chance.uniform(-8, -1)))
        predicted = market.quote_in(*pair, amount_in)
        assert abs(_paid(pool, pair, amount_in) - predicted) <= slack
        least = market.quote_out(*pair, predicted + 1)
        assert _paid(pool, pair, least) > predicted - slack
        assert _paid(pool, pair, least - 1) <= predicted + slack
        if number % EVERY == 0:
            pool.swap(pair, amount_in // 100 + 1)
            pool.set_rate(int(ONE_E18 * 10 ** chance.uniform(-0.2, 0.5)))


def test_a_pool_has_no_more_to_give_than_we_say(twin: Any) -> None:
    pool = linear_pool(twin, USDC, 18, 1000, target=10**6)
    market = pool.fee_free()
    for pair, balance in zip(_ways(market), (market.balance1, market.balance0), strict=True):
        with pytest.raises(InsufficientLiquidity):
            market.quote_out(*pair, balance + 1)
        assert swapped(twin, pool, GIVEN_OUT, pair, balance + 1, limit=2**255) is None
    sold = (market.token1, market.token0)
    assert swapped(twin, pool, GIVEN_OUT, sold, market.balance0, limit=2**255) == market.quote_out(
        *sold, market.balance0
    )


def _check_exact_out(pool: LinearPool, market: ConstantSum, pair: Pair, wanted: int) -> None:
    """The Vault's own exact output first rounds what it owes down, to 18 decimals: it may ask that much less."""
    least = market.quote_out(*pair, wanted)
    assert _paid(pool, pair, least) >= wanted
    assert _paid(pool, pair, least - 1) < wanted
    asked = swapped(pool.twin, pool, GIVEN_OUT, pair, wanted, limit=least)
    assert asked is not None
    assert 0 <= least - asked <= _units(market.side(*pair)[0])


def _paid(pool: LinearPool, pair: Pair, amount_in: int) -> int:
    """Nothing where the Vault refuses, as it does for an input of nothing."""
    return swapped(pool.twin, pool, GIVEN_IN, pair, amount_in, limit=0) or 0


def _inside(pool: LinearPool, market: ConstantSum, pair: Pair, chance: random.Random) -> int:
    """An input after which the pool still is inside its targets and has something left."""
    if pair[0] == market.token0:
        room = pool.target * pool.main.one - market.balance0
        room = min(room, market.balance1 * market.multiplier1 // market.multiplier0)
    else:
        room = market.balance0 * market.multiplier0 // market.multiplier1
    return max(1, int(room * 10 ** chance.uniform(-8, -0.1)))


def _ways(market: ConstantSum) -> tuple[Pair, Pair]:
    return (market.token0, market.token1), (market.token1, market.token0)


def _least_fee_unit(market: ConstantSum, main: SandboxAsset) -> int:
    """By how many units of the share the pool's fee may be off."""
    return 0 if main.decimals <= EXACT_DECIMALS else _units(market.multiplier1)


def _units(multiplier: int) -> int:
    """How many units of a token the last of 18 decimals of the common value is, rounded up."""
    return -(-ONE_E18 // multiplier)
