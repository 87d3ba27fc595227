"""Laws of Balancer's pools, for all amounts."""

import itertools
from dataclasses import replace
from math import log1p

from hypothesis import given
from hypothesis import strategies as st

from solver.domain.primitives import Address
from solver.markets.composable_stable import ComposableStable
from solver.markets.composable_stable.invariant import NotConverged, invariant
from solver.markets.fixed_point import ONE
from solver.markets.market import InsufficientLiquidity
from solver.markets.weighted import WeightedPool
from solver.testing.markets import composable_stable, numbered, weighted

Pool = WeightedPool | ComposableStable
FEES = st.sampled_from([10**12, 10**14, 3 * 10**15, 10**17])
LOST_TO_THREE_DECIMALS = 3_000
"""Scaled units by which a stable pool's own roundings move a balance."""


@st.composite
def weighted_pools(draw: st.DrawFn) -> WeightedPool:
    count = draw(st.integers(2, 8))
    percents = draw(st.lists(st.integers(1, 20), min_size=count - 1, max_size=count - 1).filter(lambda p: sum(p) < 100))
    decimals = draw(st.lists(st.sampled_from([6, 8, 18]), min_size=count, max_size=count))
    whole = draw(st.lists(st.integers(10, 10**8), min_size=count, max_size=count))
    held = {numbered(k + 1): w * 10**d for k, (w, d) in enumerate(zip(whole, decimals, strict=True))}
    pool = weighted(held, (100 - sum(percents), *percents), decimals=tuple(decimals), fee_e18=draw(FEES))
    return replace(pool, direct=draw(st.booleans()))


@st.composite
def stable_pools(draw: st.DrawFn) -> ComposableStable:
    count = draw(st.integers(2, 3))
    whole = draw(st.lists(st.integers(10**5, 10**8), min_size=count, max_size=count))
    rates = draw(st.lists(st.integers(9 * 10**17, 2 * 10**18), min_size=count, max_size=count))
    amplification = 1_000 * draw(st.integers(1, 5_000))
    return composable_stable(tuple(whole), rates_e18=tuple(rates), amplification=amplification, fee_e18=draw(FEES))


any_pool = st.one_of(weighted_pools(), stable_pools())
log_shares = st.floats(-12, 0.3)
choices = st.integers(0, 1000)


def _direction(pool: Pool, choice: int) -> tuple[Address, Address]:
    ways = list(itertools.permutations(pool.tokens, 2))
    return ways[choice % len(ways)]


def _amount(pool: Pool, token: Address, log_share: float) -> int:
    return max(1, int(pool.balances[pool.index(token)] * 10**log_share))


def _pays(pool: Pool, way: tuple[Address, Address], amount: int) -> int:
    try:
        return pool.quote_in(*way, amount)
    except InsufficientLiquidity:
        return -1


@given(any_pool, choices, log_shares)
def test_the_input_quoted_for_an_output_is_enough_and_one_unit_less_is_not(
    pool: Pool, choice: int, log_share: float
) -> None:
    way = _direction(pool, choice)
    amount_out = _pays(pool, way, _amount(pool, way[0], log_share))
    if amount_out <= 0:
        return
    least = pool.quote_out(*way, amount_out)
    assert pool.quote_in(*way, least) >= amount_out
    assert _pays(pool, way, least - 1) < amount_out


@given(weighted_pools(), choices, log_shares, st.lists(st.floats(0, 1), min_size=5, max_size=5))
def test_nothing_below_the_least_input_of_a_weighted_pool_pays_as_much(
    pool: WeightedPool, choice: int, log_share: float, shares: list[float]
) -> None:
    way = _direction(pool, choice)
    amount_out = _pays(pool, way, _amount(pool, way[0], log_share))
    if amount_out <= 0:
        return
    least = pool.quote_out(*way, amount_out)
    steps = [*range(1, 20), *(int(least * share**6) for share in shares)]
    assert all(_pays(pool, way, least - step) < amount_out for step in steps if step)


@given(any_pool, choices, log_shares, st.floats(0, 1))
def test_more_in_never_pays_less(pool: Pool, choice: int, log_share: float, share: float) -> None:
    way = _direction(pool, choice)
    amount = _amount(pool, way[0], log_share)
    more = _pays(pool, way, amount)
    dent = 1 if isinstance(pool, ComposableStable) else 0
    if more >= 0:
        assert _pays(pool, way, int(amount * share)) <= more + dent


@given(any_pool, choices, log_shares)
def test_there_and_back_never_earns(pool: Pool, choice: int, log_share: float) -> None:
    there = _direction(pool, choice)
    amount = _amount(pool, there[0], log_share)
    try:
        got, after = pool.swap(*there, amount)
        back, _ = after.swap(there[1], there[0], got)
    except InsufficientLiquidity:
        return
    assert back <= amount


@given(weighted_pools(), choices, log_shares)
def test_the_weighted_product_never_falls(pool: WeightedPool, choice: int, log_share: float) -> None:
    way = _direction(pool, choice)
    try:
        _, after = pool.swap(*way, _amount(pool, way[0], log_share))
    except InsufficientLiquidity:
        return
    grown = sum(
        weight / ONE * log1p((new - old) / old)
        for weight, new, old in zip(pool.weights_e18, after.balances, pool.balances, strict=True)
    )
    assert grown >= -1e-15


@given(stable_pools(), choices, log_shares)
def test_the_stable_invariant_never_falls(pool: ComposableStable, choice: int, log_share: float) -> None:
    way = _direction(pool, choice)
    try:
        _, after = pool.swap(*way, _amount(pool, way[0], log_share))
        before, now = (invariant(p.scaled, p.amplification) for p in (pool, after))
    except (InsufficientLiquidity, NotConverged):  # the contract's iteration does not always end either
        return
    assert now >= before - LOST_TO_THREE_DECIMALS
