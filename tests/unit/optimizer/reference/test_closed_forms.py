"""Where the optimum is a formula, Clarabel finds it."""

import math
from dataclasses import replace

import numpy as np
import pytest

from solver.optimizer.program.network import Network, Optimum
from solver.optimizer.reference.solve import solve
from solver.testing.networks import assemble, exact_out
from tests.unit.optimizer.reference.small import KEEP, basket, book, curve, endless, pair, stable


def bought(network: Network) -> Optimum:
    """The optimum of an order that sells token 0 for token 1."""
    found = solve(network)
    assert found.status == "optimal"
    assert found.gap == pytest.approx(0.0, abs=1e-7)
    assert found.shortfall < 1e-7
    assert np.argmax(network.value) == 1
    return found


def test_a_pair_pays_what_its_product_allows() -> None:
    found = bought(pair(4.0))
    assert found.primal == pytest.approx(30 * KEEP * 4 / (20 + KEEP * 4), rel=1e-7)
    assert found.product_in[0] == pytest.approx([4.0, 0.0], abs=1e-6)


def test_a_price_is_what_one_more_unit_is_worth() -> None:
    found = bought(pair(4.0))
    assert found.prices[0] == pytest.approx(30 * KEEP * 20 / (20 + KEEP * 4) ** 2, rel=1e-5)


def test_a_pool_a_million_times_deeper_than_the_order_pays_as_exactly() -> None:
    found = solve(pair(1.0, (2e6, 3e6)), tolerance=1e-8)
    assert found.status == "optimal"
    assert found.primal == pytest.approx(3e6 * KEEP / (2e6 + KEEP), rel=1e-7)


@pytest.mark.parametrize("amount", [3.0, 5.0, 20.0])
def test_a_curve_is_walked_piece_by_piece(amount: float) -> None:
    first, rest = min(amount, 5.0), max(amount - 5.0, 0.0)
    expected = 50 * KEEP * first / (50 + KEEP * first) + 60 * KEEP * rest / (80 + KEEP * rest)
    assert bought(curve(amount)).primal == pytest.approx(expected, rel=1e-7)


def test_curves_without_end_share_the_order() -> None:
    found = bought(endless(10.0))
    assert found.curve_in == pytest.approx([5.0, 5.0], rel=1e-3)
    assert found.primal == pytest.approx(2 * 50 * KEEP * 5 / (50 + KEEP * 5), rel=1e-7)


def test_a_book_is_filled_best_level_first() -> None:
    found = bought(book(2.5))
    assert found.primal == pytest.approx(1.1 + 1.5, rel=1e-8)
    assert (found.book_in[0], found.book_out[0]) == pytest.approx((2.5, 2.6), rel=1e-8)


@pytest.mark.parametrize("weight", [(0.5, 0.5), (0.8, 0.2), (1 / 3, 2 / 3), (0.4142135, 0.5857865)])
def test_a_weighted_pool_pays_by_the_ratio_of_weights(weight: tuple[float, float]) -> None:
    found = bought(basket(weight, (20.0, 30.0)))
    expected = 30 * (1 - (20 / (20 + KEEP)) ** (weight[0] / weight[1]))
    assert found.primal == pytest.approx(expected, rel=1e-6)
    assert found.basket_net == pytest.approx([-1.0, expected], rel=1e-5)


def test_a_token_of_a_weighted_pool_that_nobody_wants_stays() -> None:
    for weight in ((0.5, 0.25, 0.25), (0.31, 0.29, 0.4)):
        found = bought(basket(weight, (20.0, 30.0, 25.0)))
        assert found.primal == pytest.approx(30 * (1 - (20 / (20 + KEEP)) ** (weight[0] / weight[1])), rel=1e-6)
        assert found.basket_net[2] == pytest.approx(0.0, abs=1e-5)


@pytest.mark.parametrize("coins", [2, 3, 4])
@pytest.mark.parametrize(("keep_in", "keep_out"), [(1.0, 0.9996), (0.9996, 1.0)])
def test_a_stable_pool_pays_by_its_invariant(coins: int, keep_in: float, keep_out: float) -> None:
    """(1 + a)(1 - b)(1 + s0 a - s1 b) = 1 for the relative changes a and -b: a quadratic in b."""
    a, s0, s1 = 3 * keep_in / 40, 90.0, 110.0
    linear, rest = 1 + s0 * a + s1, 1 + s0 * a - 1 / (1 + a)
    b = (linear - math.sqrt(linear**2 - 4 * s1 * rest)) / (2 * s1)
    assert bought(stable(keep_in, keep_out, coins)).primal == pytest.approx(50 * b * keep_out, rel=1e-7)


def test_an_amount_that_must_be_received_costs_what_the_pair_asks() -> None:
    found = solve(exact_out(pair(), 0, 1, 6.0))
    assert -found.primal == pytest.approx(20 * 6 / (30 - 6) / KEEP, rel=1e-7)
    assert found.gap == pytest.approx(0.0, abs=1e-7)


def test_what_no_market_can_deliver_is_said_and_not_raised() -> None:
    found = solve(exact_out(pair(), 0, 1, 31.0))
    assert found.status != "optimal"
    assert not found.product_in.any()
    assert found.gap > 1e-3


def test_without_a_market_nothing_is_bought() -> None:
    network = replace(
        assemble(2), supply=np.array([1.0, 0.0]), value=np.array([0.0, 1.0]), fixed=np.array([False, True])
    )
    found = solve(network)
    assert found.primal == pytest.approx(0.0, abs=1e-9)


def test_tokens_that_are_all_worth_something_are_traded_until_no_trade_pays() -> None:
    network = replace(pair(), supply=np.zeros(2), value=np.ones(2), fixed=np.array([True, True]))
    found = solve(network)
    assert found.status == "optimal"
    assert found.primal == pytest.approx((math.sqrt(30) - math.sqrt(20 / KEEP)) ** 2, rel=1e-7)
