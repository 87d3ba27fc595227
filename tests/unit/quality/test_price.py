"""Price improvement and surplus, in bps, positive when better for the trader."""

from dataclasses import replace

import pytest

from solver.domain.auction import Side
from solver.quality.price import (
    better_by_bps,
    net_units,
    price_improvement_bps,
    settled_improvement_bps,
    surplus_bps,
)
from solver.testing import intents as make
from solver.testing.routes import hop, route

OURS = route(hop(make.WETH, make.USDC, 1_000, 1_000_900), gas_cost_units=400)
SINGLE = route(hop(make.WETH, make.USDC, 1_000, 1_000_100), gas_cost_units=100)
BUYS = route(
    hop(make.USDC, make.WETH, 999_300, 1_000),
    side=Side.EXACT_OUT,
    sell_token=make.USDC,
    buy_token=make.WETH,
    gas_cost_units=200,
)
BUYS_SINGLE = replace(BUYS, amount_in=999_900, gas_cost_units=100)


def test_a_sale_is_worth_what_it_delivers_less_gas_and_a_purchase_costs_its_gas_too() -> None:
    assert (net_units(OURS), net_units(SINGLE)) == (1_000_500, 1_000_000)
    assert (net_units(BUYS), net_units(BUYS_SINGLE)) == (999_500, 1_000_000)


def test_improvement_is_relative_to_the_single_path_net_of_both_gas_costs() -> None:
    assert price_improvement_bps(OURS, SINGLE) == pytest.approx(5.0)
    assert price_improvement_bps(BUYS, BUYS_SINGLE) == pytest.approx(5.0)
    assert price_improvement_bps(SINGLE, SINGLE) == 0.0


def test_gas_can_eat_the_improvement() -> None:
    assert price_improvement_bps(replace(OURS, gas_cost_units=1_900), SINGLE) == pytest.approx(-10.0)


def test_without_a_single_path_there_is_nothing_to_compare() -> None:
    assert price_improvement_bps(OURS, None) is None
    assert settled_improvement_bps(Side.EXACT_IN, 5, None) is None
    assert better_by_bps(Side.EXACT_IN, 5, 0) is None


def test_different_trades_are_not_compared() -> None:
    with pytest.raises(ValueError, match="different trades"):
        price_improvement_bps(OURS, BUYS)


def test_what_settled_is_compared_with_the_single_path_after_its_gas() -> None:
    assert settled_improvement_bps(Side.EXACT_IN, 1_000_200, SINGLE) == pytest.approx(2.0)
    assert settled_improvement_bps(Side.EXACT_OUT, 999_800, BUYS_SINGLE) == pytest.approx(2.0)


@pytest.mark.parametrize(
    ("side", "settled", "bps"),
    [
        (Side.EXACT_IN, 10_100, 100),
        (Side.EXACT_IN, 10_000, 0),
        (Side.EXACT_OUT, 9_900, 100),
        (Side.EXACT_OUT, 10_100, -100),
    ],
)
def test_surplus_is_measured_from_the_limit(side: Side, settled: int, bps: float) -> None:
    assert surplus_bps(side, settled, 10_000) == pytest.approx(bps)
