"""Accounts of answers: no trade beats the bound, whatever the prices, and what is missing is charged."""

from dataclasses import replace

import numpy as np
import pytest

from solver.optimizer.reference.account import admissible, bound, left_over, no_flows, worth
from solver.optimizer.reference.solve import solve
from solver.testing.networks import constant_product, mixed


def test_prices_that_the_dual_allows_are_at_least_the_values_and_equal_where_fixed() -> None:
    network = mixed(10, 1)
    prices = admissible(network, np.zeros(network.tokens))
    assert (prices > 0).all()
    assert prices[1] == 1.0


@pytest.mark.parametrize("seed", range(3))
def test_no_price_bounds_the_optimum_from_below(seed: int) -> None:
    network = mixed(20, seed, books=2)
    found = solve(network)
    chance = np.random.default_rng(seed)
    for spread in (0.0, 1e-4, 1e-2, 0.3):
        prices = found.prices * np.exp(spread * chance.standard_normal(network.tokens))
        assert bound(network, prices, no_flows(network)) >= found.primal * (1 - 1e-7)


def test_the_bound_meets_the_optimum_at_its_prices() -> None:
    for seed in range(3):
        found = solve(constant_product(50, seed))
        assert found.gap == pytest.approx(0.0, abs=1e-6)
        assert found.shortfall < 1e-6


def test_without_flows_what_is_supplied_is_left_over() -> None:
    network = mixed(10, 1)
    assert left_over(network, no_flows(network)).tolist() == network.supply.tolist()


def test_a_token_that_is_owed_is_charged_at_its_price() -> None:
    network = mixed(10, 1)
    owing = replace(network, supply=-network.supply)
    prices = np.full(network.tokens, 2.0)
    value, short = worth(owing, no_flows(network), prices)
    assert value == -2e6
    assert short == 2e6
