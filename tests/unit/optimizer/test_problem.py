"""A routing problem is valid from construction."""

from fractions import Fraction

import pytest

from solver.domain.auction import Side
from solver.optimizer.orders import BadLimit, BatchProblem, Order
from solver.optimizer.problem import (
    MOST_PRICE,
    MOST_UNITS,
    AbsurdPrice,
    EmptyOrder,
    NegativePrice,
    RepeatedPool,
    RouteProblem,
    TooMuch,
)
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


@pytest.mark.parametrize("side", list(Side))
def test_amounts_that_no_token_can_count_and_prices_that_no_amounts_have_are_refused_by_name(side: Side) -> None:
    assert RouteProblem((pair(),), WETH, USDC, side, MOST_UNITS, MOST_PRICE).amount == 2**256 - 1
    assert Order(WETH, USDC, side, MOST_UNITS, Fraction(MOST_UNITS)).at_least == MOST_UNITS
    for amount in (MOST_UNITS + 1, 10**400):
        with pytest.raises(TooMuch):
            RouteProblem((pair(),), WETH, USDC, side, amount, Fraction(0))
        with pytest.raises(TooMuch):
            Order(WETH, USDC, side, amount)
    for limit in (Fraction(MOST_UNITS) + 1, Fraction(1, MOST_UNITS + 1), Fraction(10**400), Fraction(1, 10**400)):
        with pytest.raises(BadLimit):
            Order(WETH, USDC, side, 1, limit)


@pytest.mark.parametrize("price", [MOST_PRICE + 1, Fraction(10**400)])
def test_gas_and_values_beyond_every_float_are_refused_by_name(price: Fraction) -> None:
    orders = (Order(WETH, USDC, Side.EXACT_IN, 1),)
    with pytest.raises(AbsurdPrice):
        _problem(gas_price=price)
    with pytest.raises(AbsurdPrice):
        BatchProblem((), orders, WETH, price)
    for value in (price, 1 / price):
        with pytest.raises(AbsurdPrice):
            BatchProblem((), orders, WETH, Fraction(0), {WETH: value})
    with pytest.raises(NegativePrice):
        BatchProblem((), orders, WETH, Fraction(0), {WETH: Fraction(0)})
    with pytest.raises(NegativePrice):
        BatchProblem((), orders, WETH, Fraction(-1))
