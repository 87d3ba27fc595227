"""The choice of markets by the compiled solver, over every kind of market."""

import numpy as np
import pytest

from solver.optimizer.fixed_costs.choice import NothingFills, choose
from solver.optimizer.program.network import Network
from solver.optimizer.program.selection import in_units
from solver.testing.networks.mixed import mixed
from solver.testing.networks.parts import exact_out
from solver.testing.networks.two_asset import small_network
from tests.unit.optimizer.fixed_costs.programs import best_of_all_choices, program_of, trials
from tests.unit.optimizer.fixed_costs.small_networks import best_of_all_subsets


def every_kind(seed: int, *, sell: float = 2e4) -> Network:
    """Four pairs, three ranged pools, one weighted and one stable pool among four tokens."""
    return mixed(9, seed, tokens=4, books=0, sell=sell)


@pytest.mark.parametrize("exact_in", [True, False])
@pytest.mark.parametrize("dollars", [5.0, 60.0])
def test_nine_markets_of_every_kind_equal_every_subset(exact_in: bool, dollars: float) -> None:
    for seed in (1, 2, 4):
        network = every_kind(seed)
        program = program_of(network if exact_in else exact_out(network, 0, 1, 2e4))
        gas = dollars * np.random.default_rng(seed).uniform(0.5, 2, len(program.pools))
        found = choose(trials(program), gas)
        best = best_of_all_choices(program, gas)
        assert found.value == pytest.approx(best, rel=1e-8)
        assert found.bound >= best - 1e-8 * abs(best)
        assert found.certified


def test_a_demand_that_no_market_can_meet_is_refused_by_name() -> None:
    demand = exact_out(every_kind(1), 0, 1, 1e15)
    with pytest.raises(NothingFills):
        choose(trials(program_of(demand)), np.ones(9))


def test_a_ranged_pool_pays_its_gas_once_though_it_owns_a_curve_each_way() -> None:
    network = every_kind(1)
    program = program_of(network)
    engine = trials(program)
    assert engine.markets == len(program.pools) < len(network.products.keep) + len(network.curves.keep) + 2
    gas = np.full(engine.markets, 3.0)
    found = choose(engine, gas)
    alone = engine.solve(found.on.astype(np.float64), None)
    assert found.value == pytest.approx(alone.worth - 3.0 * found.on.sum(), rel=1e-9)


def test_the_compiled_solver_and_the_plain_one_choose_the_same_value() -> None:
    for seed in range(15):
        priced = small_network(10, 4, seed)
        found = choose(trials(program_of(priced.network)), priced.gas)
        assert found.value == pytest.approx(best_of_all_subsets(priced), rel=1e-8)


@pytest.mark.parametrize("scale", [1e-6, 1e-2, 1e3, 1e6])
def test_units_of_the_tokens_change_nothing(scale: float) -> None:
    for seed in range(4):
        network = every_kind(seed)
        unit = np.array([1.0, 1.0, scale, 1.0])
        gas = np.random.default_rng(seed).uniform(5, 40, 9)
        here = choose(trials(program_of(network)), gas)
        there = choose(trials(program_of(in_units(network, unit))), gas)
        assert there.value == pytest.approx(here.value, rel=1e-8)
        whole = in_units(network, np.full(4, 1 / scale))
        larger = choose(trials(program_of(whole)), gas * scale)
        assert larger.value == pytest.approx(here.value * scale, rel=1e-8)


def test_forty_solves_suffice_for_most_of_35_pools_and_never_lose_to_ignoring_gas() -> None:
    certified = 0
    for seed in range(6):
        program = program_of(mixed(35, seed, books=0, sell=1e5))
        engine = trials(program)
        gas = 10 * np.random.default_rng(seed).uniform(0.5, 2, engine.markets)
        found, blind = choose(engine, gas, solves=40), engine.solve(np.ones(engine.markets), None)
        certified += found.certified
        assert found.bound >= found.value >= blind.worth - float(gas @ blind.used)
        assert found.solves <= 45
    assert certified >= 4
