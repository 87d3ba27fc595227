"""Greeks of single options against figures from textbooks, and at the edges."""

import math
from dataclasses import replace

import pytest

from solver.domain.intent import OptionLeg
from solver.hedging.greeks import NOTHING, YEAR_S, book_greeks, leg_greeks
from solver.testing import intents as make

ONE_YEAR_CALL = OptionLeg("X-100-C", 0, True, 100 * 10**8, YEAR_S, 20_000_000, 10**8)


def test_a_call_at_the_money_has_the_textbook_greeks() -> None:
    greeks = leg_greeks(ONE_YEAR_CALL, 100.0, 0.05, 0)
    assert greeks.delta == pytest.approx(0.636830651175619, abs=1e-14)
    assert greeks.gamma == pytest.approx(0.0187620173458469, abs=1e-14)
    assert greeks.vega == pytest.approx(0.375240346916938, abs=1e-13)


def test_a_put_has_the_calls_gamma_and_vega_and_a_delta_one_lower() -> None:
    call = leg_greeks(ONE_YEAR_CALL, 100.0, 0.05, 0)
    put = leg_greeks(replace(ONE_YEAR_CALL, is_call=False), 100.0, 0.05, 0)
    assert put.delta == pytest.approx(call.delta - 1, abs=1e-15)
    assert (put.gamma, put.vega) == (call.gamma, call.vega)


def test_a_short_leg_has_the_opposite_greeks() -> None:
    long, short = (leg_greeks(replace(ONE_YEAR_CALL, size_e8=size), 90.0, 0.0, 0) for size in (3 * 10**8, -3 * 10**8))
    assert (short.delta, short.gamma, short.vega) == (-long.delta, -long.gamma, -long.vega)


@pytest.mark.parametrize("now", [YEAR_S, YEAR_S + 1])
def test_an_expired_leg_counts_as_nothing(now: int) -> None:
    assert leg_greeks(ONE_YEAR_CALL, 100.0, 0.0, now) == NOTHING


@pytest.mark.parametrize(("spot", "delta"), [(1e-8, 0.0), (1e30, 1.0)])
def test_extreme_spots_give_the_limits_and_no_error(spot: float, delta: float) -> None:
    greeks = leg_greeks(ONE_YEAR_CALL, spot, 0.0, YEAR_S - 1)
    assert greeks.delta == delta
    assert math.isfinite(greeks.gamma)
    assert math.isfinite(greeks.vega)


def test_deltas_far_out_of_the_money_keep_their_relative_precision() -> None:
    assert leg_greeks(ONE_YEAR_CALL, 20.0, 0.0, 0).delta == pytest.approx(8.0136e-16, rel=1e-3)


def test_a_book_is_the_sum_of_its_legs() -> None:
    legs = (make.call_leg(1_800), make.call_leg(2_200, size_e8=-5 * 10**8))
    parts = [leg_greeks(leg, 2_000.0, 0.0, make.NOW) for leg in legs]
    assert book_greeks(legs, 2_000.0, 0.0, make.NOW) == parts[0] + parts[1]
    assert book_greeks((), 2_000.0, 0.0, make.NOW) == NOTHING
