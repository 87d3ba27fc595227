"""The planned pools: how many, how far off the reference, and where their ranges lie."""

from decimal import Decimal, localcontext

import pytest

from solver.domain.pool_key import DYNAMIC_FEE
from solver.domain.primitives import ZERO_ADDRESS
from solver.markets.uniswap_v4 import swap_hooks
from solver.sandbox.chain.building.plan import TICK_SPACING, V2_FEE_PIPS, V3Plan, plan_pools
from solver.sandbox.chain.building.ranges import Q96, sqrt_price_at, tick_at
from solver.sandbox.chain.building.v4_plan import V4Plan

PLAN = plan_pools(1)


def deviation_ppm(pool: V3Plan | V4Plan) -> Decimal:
    """How far the pool's price is from the genesis reference."""
    price = (Decimal(pool.sqrt_price_x96) / Q96) ** 2
    reference = Decimal(pool.token0.genesis_usd * pool.token1.one) / (pool.token1.genesis_usd * pool.token0.one)
    return (price / reference - 1) * 10**6


def test_one_seed_gives_one_plan_and_two_seeds_differ() -> None:
    assert plan_pools(1) == PLAN
    assert plan_pools(2) != PLAN


def test_there_are_thirty_pools_in_three_families_and_four_fee_tiers() -> None:
    assert len(PLAN.v2) + len(PLAN.v3) + 1 >= 30
    assert {pool.fee_pips for pool in PLAN.v3} == {100, 500, 3000, 10000}
    assert len({pool.factory for pool in PLAN.v2}) == 2


def test_every_pair_of_tokens_has_a_constant_product_pool() -> None:
    assert len({frozenset((pool.a.symbol, pool.b.symbol)) for pool in PLAN.v2}) == 10


def test_venues_disagree_by_less_than_their_fees_so_nothing_is_left_to_take() -> None:
    deviations = [deviation_ppm(pool) for pool in PLAN.v3]
    assert len({round(d) for d in deviations}) > len(deviations) // 2
    assert all(abs(d) < pool.fee_pips for d, pool in zip(deviations, PLAN.v3, strict=True))
    assert all(abs(pool.offset_ppm) < V2_FEE_PIPS for pool in PLAN.v2)


def test_v4_has_pools_of_ether_a_dynamic_fee_and_one_that_must_be_refused() -> None:
    assert sum(pool.key.native for pool in PLAN.v4) >= 2
    assert [pool.key.fee == DYNAMIC_FEE for pool in PLAN.v4] == [pool.key.hooks != ZERO_ADDRESS for pool in PLAN.v4]
    assert [pool.refused for pool in PLAN.v4] == [bool(swap_hooks(pool.key.hooks)) for pool in PLAN.v4]
    assert sum(pool.refused for pool in PLAN.v4) == 1
    assert all(abs(deviation_ppm(pool)) < pool.fee_pips for pool in PLAN.v4)


def test_balancers_pools_begin_within_their_fee_of_the_reference() -> None:
    for pool in PLAN.balancer.weighted:
        assert sum(pool.weights_e18) == 10**18
        worths = [
            Decimal(amount) * token.genesis_usd / token.one / weight
            for amount, token, weight in zip(pool.amounts, pool.tokens, pool.weights_e18, strict=True)
        ]
        assert max(worths) / min(worths) - 1 < Decimal(pool.fee_e18) / 10**18
        assert len(set(worths)) == len(worths)
    assert [len(pool.tokens) for pool in PLAN.balancer.pools] == [2, 3, 3]


def test_ranges_overlap_at_the_price_and_lie_on_the_pools_spacing() -> None:
    for pool in PLAN.v3:
        tick, spacing = tick_at(pool.sqrt_price_x96), TICK_SPACING[pool.fee_pips]
        assert all(r.lower % spacing == r.upper % spacing == 0 and r.lower < r.upper for r in pool.ranges)
        assert sum(r.lower <= tick < r.upper for r in pool.ranges) >= 8


@pytest.mark.parametrize("tick", [-887272, -201, -1, 0, 1, 69_081, 201_000])
def test_the_tick_of_a_price_is_the_greatest_not_above_it(tick: int) -> None:
    with localcontext(prec=60):
        sqrt_price = int((Decimal("1.0001") ** tick).sqrt() * Q96) + 1
    assert sqrt_price_at(tick) == sqrt_price - 1
    assert tick_at(sqrt_price) == tick
    assert tick_at(sqrt_price - 2) == tick - 1
