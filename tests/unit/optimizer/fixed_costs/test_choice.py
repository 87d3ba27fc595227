"""Which markets of a network to use, against every subset."""

from dataclasses import replace

import numpy as np
import pytest

from solver.optimizer.fixed_costs.choice import BadCosts, choose
from solver.optimizer.fixed_costs.left_out import LeftOut
from solver.optimizer.program.network import Floats, Network, Products
from solver.testing.networks.parts import assemble, exact_in
from solver.testing.networks.two_asset import Priced, small_network
from tests.unit.optimizer.fixed_costs.small_networks import PlainEngine, best_of_all_subsets


def pairs(*ends: tuple[int, int], depth: Floats | None = None) -> Network:
    reserves = np.full((len(ends), 2), 1e6) if depth is None else np.repeat(depth[:, None], 2, axis=1)
    tokens = np.array(ends, dtype=np.int64).reshape(-1, 2)
    return assemble(
        max(2, int(tokens.max(initial=0)) + 1), products=Products(tokens, reserves, np.full(len(ends), 0.997))
    )


@pytest.mark.parametrize("dearer", [1.0, 10.0, 100.0])
def test_ten_pools_equal_every_subset_and_are_proved(dearer: float) -> None:
    for seed in range(12):
        priced = small_network(10, 4, seed)
        priced = replace(priced, gas=priced.gas * dearer)
        found = choose(PlainEngine(priced.network), priced.gas)
        best = best_of_all_subsets(priced)
        assert found.value == pytest.approx(best, rel=1e-9)
        assert found.certified
        assert found.lagrangian >= found.value * (1 - 1e-9)


def test_a_detour_is_taken_only_if_both_its_pools_together_earn_their_gas() -> None:
    network = exact_in(pairs((0, 1), (0, 2), (2, 1)), 0, 1, 2e5)
    cheap = choose(PlainEngine(network), np.array([10.0, 10.0, 10.0]))
    assert cheap.on.tolist() == [True, True, True]
    dear = choose(PlainEngine(network), np.array([10.0, 1e4, 1e4]))
    assert dear.on.tolist() == [True, False, False]
    assert dear.left_out[0] is None
    assert {dear.left_out[1], dear.left_out[2]} <= {LeftOut.BELOW_GAS, LeftOut.UNUSED}
    assert dear.certified


def test_a_pool_too_shallow_for_its_gas_is_named_so() -> None:
    network = exact_in(pairs((0, 1), (0, 1), (0, 2), depth=np.array([1e6, 1e3, 1e6])), 0, 1, 1e5)
    found = choose(PlainEngine(network), np.array([5.0, 50.0, 1.0]))
    assert found.left_out == (None, LeftOut.BELOW_GAS, LeftOut.UNUSED)


def test_free_markets_give_the_optimum_itself() -> None:
    for seed in range(10):
        network = small_network(10, 4, seed).network
        engine = PlainEngine(network)
        found = choose(engine, np.zeros(10))
        assert found.value == pytest.approx(engine.solve(np.ones(10), None).worth, rel=1e-12)
        assert found.certified


def test_where_gas_eats_everything_nothing_is_used_and_that_is_proved() -> None:
    for seed in range(10):
        priced = small_network(10, 4, seed)
        found = choose(PlainEngine(priced.network), priced.gas + 1e7)
        assert not found.on.any()
        assert found.value == pytest.approx(0.0, abs=1e-6)
        assert found.bound == pytest.approx(0.0, abs=1e-6)


def test_a_spent_budget_leaves_an_answer_and_a_bound_that_hold() -> None:
    for seed in range(20):
        priced = small_network(10, 4, seed)
        priced = replace(priced, gas=priced.gas * 200)
        best = best_of_all_subsets(priced)
        for solves in (1, 3, 10):
            found = choose(PlainEngine(priced.network), priced.gas, solves=solves)
            assert found.value <= best * (1 + 1e-9)
            assert found.bound >= best * (1 - 1e-9)


def test_the_bound_is_as_told_at_its_own_prices() -> None:
    for seed in range(10):
        priced = small_network(10, 4, seed)
        found = choose(PlainEngine(priced.network), priced.gas)
        assert found.lagrangian == pytest.approx(_bound_at(priced, found.bound_prices), rel=1e-12)


def _bound_at(priced: Priced, prices: Floats) -> float:
    products = priced.network.products
    worth = np.sqrt(products.reserves * prices[products.tokens])
    drag = 1 / np.sqrt(products.keep)
    hinge = np.maximum(worth[:, 1] - drag * worth[:, 0], worth[:, 0] - drag * worth[:, 1])
    earned = np.maximum(hinge, 0.0) ** 2
    return float(priced.network.supply @ prices + np.maximum(earned - priced.gas, 0.0).sum())


@pytest.mark.parametrize("costs", [np.array([1.0]), np.array([1.0, -1.0]), np.array([1.0, np.nan])])
def test_costs_that_are_none_are_refused(costs: Floats) -> None:
    with pytest.raises(BadCosts):
        choose(PlainEngine(exact_in(pairs((0, 1), (0, 1)), 0, 1, 1.0)), costs)


def test_without_markets_nothing_is_used() -> None:
    found = choose(PlainEngine(exact_in(pairs(), 0, 1, 1.0)), np.zeros(0))
    assert found.on.tolist() == []
    assert found.value == pytest.approx(0.0, abs=1e-6)
