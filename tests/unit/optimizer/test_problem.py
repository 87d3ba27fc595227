"""A routing problem is valid from construction."""

from fractions import Fraction

import pytest

from solver.domain.auction import Side
from solver.optimizer.problem import EmptyOrder, NegativePrice, RepeatedPool, RouteProblem
from solver.testing.markets import USDC, WETH, numbered, pair


def _problem(side: Side = Side.EXACT_IN, gas_price: Fraction = Fraction(1, 3)) -> RouteProblem:
    return RouteProblem((pair(),), WETH, USDC, side, 100, gas_price)


def test_gas_is_rounded_up() -> None:
    assert _problem().gas_cost_units(4) == 2
    assert _problem().gas_cost_units(3) == 1
    assert _problem(gas_price=Fraction(0)).gas_cost_units(10**6) == 0


def test_the_score_is_what_is_received_less_gas_or_minus_what_is_spent_with_gas() -> None:
    assert _problem(Side.EXACT_IN).score(10, 50, 3) == 49
    assert _problem(Side.EXACT_OUT).score(10, 50, 3) == -11


def test_markets_are_kept_in_the_order_of_their_addresses() -> None:
    first, second = pair(pool=numbered(1)), pair(pool=numbered(2))
    for markets in ((first, second), (second, first)):
        assert RouteProblem(markets, WETH, USDC, Side.EXACT_IN, 1, Fraction(0)).markets == (first, second)


def test_orders_that_make_no_sense_are_refused() -> None:
    with pytest.raises(EmptyOrder):
        RouteProblem((), WETH, USDC, Side.EXACT_IN, 0, Fraction(0))
    with pytest.raises(EmptyOrder):
        RouteProblem((), WETH, WETH, Side.EXACT_IN, 1, Fraction(0))
    with pytest.raises(NegativePrice):
        _problem(gas_price=Fraction(-1))
    with pytest.raises(RepeatedPool):
        RouteProblem((pair(), pair()), WETH, USDC, Side.EXACT_IN, 1, Fraction(0))
