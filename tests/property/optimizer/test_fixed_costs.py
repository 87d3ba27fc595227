"""Laws of routing with fixed costs."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from solver.optimizer.fixed_costs.choice import choose
from solver.optimizer.fixed_costs.gas_split import GasSplit, split_with_costs
from solver.optimizer.fixed_costs.parallel import parallel
from solver.optimizer.fixed_costs.two_asset import TooLarge, split
from solver.testing.networks.two_asset import small_network
from tests.unit.optimizer.fixed_costs.instances import BOUGHT, SOLD, Mixed, Pools, mixed, pools
from tests.unit.optimizer.fixed_costs.peers import best_of_all_subsets, greedy
from tests.unit.optimizer.fixed_costs.small_networks import PlainEngine
from tests.unit.optimizer.fixed_costs.small_networks import best_of_all_subsets as best_of_all_networks

SEEDS = st.integers(0, 2**32 - 1)
DOLLARS = st.sampled_from([0.0, 60.0, 2e3, 1e5])


def best(instance: Mixed) -> GasSplit | None:
    try:
        return split_with_costs(instance.parallel(), instance.order)
    except TooLarge:
        return None


@pytest.mark.scaled(quick=60, soak=1000)
def test_twelve_pools_equal_brute_force_over_all_subsets_on_every_instance(scale: int, seed: int) -> None:
    for instance in range(scale):
        case = pools(12, seed + instance)
        found = split_with_costs(case.parallel(), case.order)
        assert found.value == pytest.approx(best_of_all_subsets(case), rel=1e-12)
        assert found.certified


@pytest.mark.scaled(quick=10, soak=200)
def test_a_thousand_pools_are_certified_on_95_percent_and_within_a_hundredth_bps_on_the_rest(
    scale: int, seed: int
) -> None:
    certified = 0
    for instance in range(scale):
        case = pools(1000, seed + instance)
        found = split_with_costs(case.parallel(), case.order)
        certified += found.certified
        assert found.gap <= 1e-6 * case.order
    assert certified >= 0.95 * scale


@pytest.mark.scaled(quick=20, soak=200)
def test_ten_pools_among_four_tokens_equal_brute_force_on_95_percent_with_a_gap_on_all(scale: int, seed: int) -> None:
    equal = 0
    for instance in range(scale):
        priced = small_network(10, 4, seed + instance)
        found = choose(PlainEngine(priced.network), priced.gas)
        best_value = best_of_all_networks(priced)
        equal += found.value == pytest.approx(best_value, rel=1e-9)
        assert found.bound >= max(found.value, best_value * (1 - 1e-9))
    assert equal >= 0.95 * scale


@settings(max_examples=40)
@given(SEEDS, st.sampled_from([1.0, 30.0, 1e3]), st.integers(1, 40))
def test_a_network_choice_is_never_worse_than_blind_and_its_bound_holds_on_any_budget(
    seed: int, dearer: float, solves: int
) -> None:
    priced = small_network(8, 4, seed)
    gas, engine = priced.gas * dearer, PlainEngine(priced.network)
    blind = engine.solve(np.ones(8), None)
    hasty, patient = choose(engine, gas, solves=solves), choose(engine, gas)
    rounding = 1e-9 * blind.worth
    assert patient.value >= blind.worth - float(gas @ blind.used) - rounding
    assert hasty.bound >= patient.value - rounding
    assert patient.value >= hasty.value - rounding
    assert hasty.value >= blind.worth - float(gas @ blind.used) - rounding
    again = engine.solve(patient.on.astype(np.float64), None)
    assert again.worth - float(gas @ patient.on) == pytest.approx(patient.value, rel=1e-9, abs=rounding)


@settings(max_examples=60)
@given(SEEDS, DOLLARS)
def test_never_worse_than_blind_to_gas_than_greedy_or_than_any_single_market(seed: int, dollars: float) -> None:
    case = pools(7, seed, dollars_of_gas=dollars)
    markets = case.parallel()
    found = split_with_costs(markets, case.order)
    rounding = 1e-11 * case.order
    blind = split(markets, case.order)
    assert found.value >= blind.amount_out - case.gas[blind.paid > 0].sum() - rounding
    assert found.value >= greedy(case) - rounding
    alone = case.reserve_out * case.keep * case.order / (case.reserve_in + case.keep * case.order) - case.gas
    assert found.value >= alone.max() - rounding
    assert found.lagrangian >= found.bound - rounding
    assert found.bound >= found.value


@settings(max_examples=60)
@given(SEEDS)
def test_answers_fill_the_order_and_account_for_their_costs(seed: int) -> None:
    instance = mixed(seed)
    found = best(instance)
    if found is None:
        return
    assert np.isfinite([found.value, found.bound, found.lagrangian, found.costs, found.split.price]).all()
    filled = found.split.amount_in if instance.exact_in else found.split.amount_out
    assert filled == pytest.approx(instance.order, rel=1e-13)
    gross = found.split.amount_out if instance.exact_in else -found.split.amount_in
    assert gross - found.costs == pytest.approx(found.value, rel=1e-13, abs=1e-13 * instance.order)
    used = np.array([reason is None for reason in found.left_out])
    assert ((found.split.paid > 0) == used).all()
    if instance.crossings is None:
        assert found.costs == pytest.approx(instance.gas[used].sum(), rel=1e-9, abs=1e-9 * instance.order)
    assert found.bound >= found.value


@settings(max_examples=60)
@given(SEEDS, DOLLARS, st.floats(-6, 6), st.floats(-6, 6))
def test_units_of_either_token_change_nothing(seed: int, dollars: float, log_sold: float, log_bought: float) -> None:
    case = pools(9, seed, dollars_of_gas=dollars)
    sold, bought = 10**log_sold, 10**log_bought
    other = Pools(case.reserve_in * sold, case.reserve_out * bought, case.keep, case.gas * bought, case.order * sold)
    here, there = (split_with_costs(one.parallel(), one.order) for one in (case, other))
    assert there.value == pytest.approx(here.value * bought, rel=1e-12, abs=1e-12 * case.order * bought)
    assert there.left_out == here.left_out or there.value == pytest.approx(here.value * bought, rel=1e-12)
    assert there.certified
    assert here.certified


@settings(max_examples=40)
@given(SEEDS)
def test_a_market_listed_twice_never_makes_it_worse_and_dearer_gas_never_better(seed: int) -> None:
    instance = mixed(seed, most=3)
    found = best(instance)
    if found is None:
        return
    crossings = None if instance.crossings is None else np.tile(instance.crossings, 2)
    doubled = best(replace(instance, markets=instance.markets * 2, gas=np.tile(instance.gas, 2), crossings=crossings))
    dearer = best(replace(instance, gas=instance.gas * 1.5))
    assert doubled is not None
    assert dearer is not None
    rounding = 1e-11 * (abs(found.value) + instance.order)
    assert doubled.bound >= doubled.value >= found.value - rounding
    assert dearer.value <= found.value + rounding


@settings(max_examples=40)
@given(SEEDS, st.floats(1.0001, 1e9))
def test_an_order_larger_than_all_liquidity_is_refused_with_how_much_there_is(seed: int, beyond: float) -> None:
    instance = mixed(seed)
    shapes = [shapes for shapes in instance.markets if shapes[0].__class__.__name__ != "Product"]
    markets = parallel(shapes, SOLD, BOUGHT, costs=[1.0] * len(shapes))
    most = float(markets.rows[:, 3].sum())
    with pytest.raises(TooLarge) as refusal:
        split_with_costs(markets, max(most, 1.0) * beyond)
    assert refusal.value.most == most
