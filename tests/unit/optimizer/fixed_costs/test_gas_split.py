"""The split net of fixed costs, against every subset."""

import numpy as np
import pytest

from solver.markets.shapes import Curve, Levels, Piece, Product
from solver.optimizer.fixed_costs.gas_split import lagrangian, split_with_costs
from solver.optimizer.fixed_costs.left_out import LeftOut
from solver.optimizer.fixed_costs.parallel import from_reserves, parallel
from solver.optimizer.fixed_costs.two_asset import EmptyOrder, TooLarge, split
from tests.unit.optimizer.fixed_costs.instances import BOUGHT, SOLD, mixed, pools
from tests.unit.optimizer.fixed_costs.peers import best_of_all_choices, best_of_all_subsets

DEEP = (Product((SOLD, BOUGHT), (1e6, 1e6), 0.997),)
SHALLOW = (Product((SOLD, BOUGHT), (1e3, 1e3), 0.997),)
DEAR = (Product((SOLD, BOUGHT), (1e6, 0.9e6), 0.997),)


def test_a_pool_is_used_only_if_it_earns_its_gas_and_the_answer_says_why_not() -> None:
    found = split_with_costs(parallel([DEEP, SHALLOW, DEAR, ()], SOLD, BOUGHT, costs=[5.0, 5.0, 5.0, 5.0]), 1e4)
    assert found.left_out == (None, LeftOut.BELOW_GAS, LeftOut.UNUSED, LeftOut.EMPTY)
    assert found.costs == pytest.approx(5.0)
    assert found.split.paid.tolist() == [1e4, 0.0, 0.0, 0.0]
    assert found.certified


def test_free_markets_are_split_as_without_costs() -> None:
    for seed in range(20):
        given = pools(12, seed)
        free = from_reserves(given.reserve_in, given.reserve_out, given.keep)
        found = split_with_costs(free, given.order)
        assert found.value == pytest.approx(split(free, given.order).amount_out, rel=1e-14)
        assert found.costs == pytest.approx(0.0, abs=1e-9)
        assert found.nodes == 1


@pytest.mark.parametrize("dollars", [60.0, 2e3, 1e5])
def test_twelve_pools_equal_every_subset(dollars: float) -> None:
    for seed in range(40):
        given = pools(12, seed, dollars_of_gas=dollars)
        found = split_with_costs(given.parallel(), given.order)
        assert found.certified
        assert found.value == pytest.approx(best_of_all_subsets(given), rel=1e-12, abs=1e-12 * given.order)


def test_mixed_markets_with_costs_of_crossing_equal_every_choice() -> None:
    compared = 0
    for seed in range(25):
        given = mixed(seed, most=3)
        expected = best_of_all_choices(given)
        if expected is None:
            with pytest.raises(TooLarge):
                split_with_costs(given.parallel(), given.order)
            continue
        found = split_with_costs(given.parallel(), given.order)
        assert found.value == pytest.approx(expected, rel=1e-10, abs=1e-11 * given.order)
        assert found.certified
        compared += 1
    assert compared > 15


def test_the_bound_holds_at_any_price_and_is_as_told_at_its_own() -> None:
    for seed in range(30):
        given = mixed(seed)
        markets = given.parallel()
        try:
            found = split_with_costs(markets, given.order)
        except TooLarge:
            continue
        assert lagrangian(markets, given.order, found.at_price) == pytest.approx(found.lagrangian, rel=1e-12)
        for factor in (0.5, 0.99, 0.9999, 1.0001, 1.01, 2.0):
            anywhere = lagrangian(markets, given.order, max(found.at_price, 1e-3) * factor)
            assert anywhere >= found.value - 1e-12 * abs(found.value)


def test_a_spent_budget_leaves_a_bound_that_still_holds() -> None:
    unproved = 0
    for seed in range(40):
        given = pools(12, seed, dollars_of_gas=1e5)
        hasty = split_with_costs(given.parallel(), given.order, nodes=1)
        best = best_of_all_subsets(given)
        assert hasty.value <= best + 1e-12 * given.order
        assert hasty.bound >= best - 1e-12 * given.order
        unproved += not hasty.certified
    assert unproved > 0


def test_entering_a_further_tick_must_earn_its_own_cost() -> None:
    pieces = (Piece(1e6, 1e6, 1.0, 1000.0), Piece(1.001e6, 0.999e6, 1.0, 1000.0))
    ladder, spare = (Curve(SOLD, BOUGHT, pieces),), (Product((SOLD, BOUGHT), (1e6, 0.99e6), 1.0),)
    cheap = split_with_costs(parallel([ladder, spare], SOLD, BOUGHT, costs=[0.0, 0.0], crossings=[1.0, 0.0]), 1500.0)
    assert cheap.split.paid[0] == pytest.approx(1500.0)
    assert cheap.costs == pytest.approx(1.0)
    dear = split_with_costs(parallel([ladder, spare], SOLD, BOUGHT, costs=[0.0, 0.0], crossings=[9.0, 0.0]), 1500.0)
    assert dear.split.paid.tolist() == pytest.approx([1000.0, 500.0])
    assert dear.costs == pytest.approx(0.0, abs=1e-9)


def test_gas_above_everything_still_fills_the_order_with_the_best_single_market() -> None:
    for exact_in in (True, False):
        given = pools(12, 5, dollars_of_gas=1e12)
        found = split_with_costs(given.parallel(exact_in=exact_in), given.order / 3)
        assert found.certified
        assert sum(reason is None for reason in found.left_out) == 1
        assert found.value < 0


def test_capacity_that_only_a_losing_market_has_is_still_used() -> None:
    small = (Levels(SOLD, BOUGHT, (60.0,), (1.0,)),)
    found = split_with_costs(parallel([small, small], SOLD, BOUGHT, costs=[50.0, 70.0]), 100.0)
    assert found.split.paid.tolist() == [60.0, 40.0]
    assert found.value == pytest.approx(100.0 - 120.0)
    assert found.certified


def test_refusals_are_those_of_the_split() -> None:
    book = parallel([(Levels(SOLD, BOUGHT, (60.0,), (1.0,)),)], SOLD, BOUGHT, costs=[1.0])
    with pytest.raises(TooLarge):
        split_with_costs(book, 61.0)
    with pytest.raises(EmptyOrder):
        split_with_costs(book, float("nan"))
    with pytest.raises(TooLarge):
        split_with_costs(parallel([], SOLD, BOUGHT), 1.0)


def test_identical_markets_end_within_the_budget() -> None:
    twins = parallel([DEEP] * 14, SOLD, BOUGHT, costs=[20.0] * 14)
    found = split_with_costs(twins, 2e5)
    used = sum(reason is None for reason in found.left_out)
    values = [split(parallel([DEEP] * k, SOLD, BOUGHT), 2e5).amount_out - 20.0 * k for k in range(1, 15)]
    assert used == 1 + int(np.argmax(values))
    assert found.value == pytest.approx(max(values), rel=1e-13)
    assert found.bound >= found.value
