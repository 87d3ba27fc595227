"""The exact split of one order between two tokens."""

import time

import numpy as np
import pytest
from numba import njit

from solver.markets.shapes import Curve, Levels, Piece, Product, Shape, Weighted
from solver.optimizer.fixed_costs.parallel import BadCost, NotANumber, NotConvexHere, from_reserves, parallel
from solver.optimizer.fixed_costs.two_asset import EmptyOrder, TooLarge, fill_each, split
from tests.unit.optimizer.fixed_costs.instances import BOUGHT, SOLD, mixed, pools
from tests.unit.optimizer.fixed_costs.peers import best_value, in_chunks, out_of, pieces_of


def test_two_equal_pools_share_the_order_equally() -> None:
    equal = (Product((SOLD, BOUGHT), (1e6, 1e6), 0.997),)
    found = split(parallel([equal, equal], SOLD, BOUGHT), 2000.0)
    assert found.paid.tolist() == pytest.approx([1000.0, 1000.0], rel=1e-15)
    assert found.amount_out == pytest.approx(2 * 1e6 * 997.0 / (1e6 + 997.0), rel=1e-15)


@pytest.mark.parametrize("count", [1, 8, 300])
@pytest.mark.parametrize("exact_in", [True, False])
def test_every_pool_used_ends_at_the_same_price_and_the_order_is_filled(count: int, exact_in: bool) -> None:
    for seed in range(20):
        given = pools(count, seed)
        order = given.order if exact_in else min(given.order, 0.9 * float(given.reserve_out.sum()))
        found = split(given.parallel(exact_in=exact_in), order)
        assert (found.amount_in if exact_in else found.amount_out) == pytest.approx(order, rel=1e-14)
        paid = given.keep * found.paid
        assert found.received == pytest.approx(given.reserve_out * paid / (given.reserve_in + paid), rel=1e-12)
        price = given.reserve_out * given.keep * given.reserve_in / (given.reserve_in + paid) ** 2
        used = found.paid > 0
        assert price[used] == pytest.approx(found.price, rel=1e-12)
        assert (price[~used] <= found.price * (1 + 1e-12)).all()


def test_buying_back_what_an_exact_sale_paid_costs_the_same_pool_by_pool() -> None:
    for seed in range(50):
        given = pools(8, seed)
        sold = split(given.parallel(), given.order)
        bought = split(given.parallel(exact_in=False), sold.amount_out)
        assert bought.paid == pytest.approx(sold.paid, rel=1e-9, abs=1e-9 * given.order)
        assert bought.amount_in == pytest.approx(given.order, rel=1e-12)


def test_orders_far_smaller_than_the_depth_keep_their_digits() -> None:
    given = pools(8, 3)
    for order in (1e-6, 1e-12):
        assert split(given.parallel(), order).amount_in == pytest.approx(order, rel=1e-14)


def test_mixed_markets_equal_bisection_on_the_price() -> None:
    compared = 0
    for seed in range(60):
        given = mixed(seed)
        pieces = [piece for shapes in given.markets for piece in pieces_of(shapes)]
        expected = best_value(pieces, given.order, exact_in=given.exact_in)
        if expected is None:
            with pytest.raises(TooLarge):
                split(given.parallel(), given.order)
            continue
        found = split(given.parallel(), given.order)
        assert (found.amount_out if given.exact_in else -found.amount_in) == pytest.approx(expected, rel=1e-11)
        compared += 1
    assert compared > 40


def test_a_level_at_the_margin_takes_exactly_the_rest() -> None:
    book = (Levels(SOLD, BOUGHT, (100.0, 100.0), (2.0, 1.5)),)
    found = split(parallel([book, book], SOLD, BOUGHT), 250.0)
    assert found.paid.tolist() == [150.0, 100.0]
    assert found.amount_out == pytest.approx(200 * 2.0 + 50 * 1.5)
    assert found.price == pytest.approx(1.5)
    assert split(parallel([book, book], SOLD, BOUGHT), 400.0).amount_out == pytest.approx(700.0)
    assert split(parallel([book], SOLD, BOUGHT, exact_in=False), 230.0).amount_in == pytest.approx(120.0)


def test_a_curve_never_takes_more_than_its_pieces() -> None:
    pieces = (Piece(1e6, 1e6, 0.999, 500.0), Piece(1e6 + 500, 1e6 - 500, 0.999, 250.0))
    market = (Curve(SOLD, BOUGHT, pieces), Curve(BOUGHT, SOLD, pieces))
    found = split(parallel([market], SOLD, BOUGHT), 750.0)
    assert found.amount_out == pytest.approx(out_of(pieces[0], 500.0) + out_of(pieces[1], 250.0), rel=1e-14)
    with pytest.raises(TooLarge):
        split(parallel([market], SOLD, BOUGHT), 751.0)


def test_markets_without_this_direction_are_empty_and_get_nothing() -> None:
    useful = (Product((SOLD, BOUGHT), (1e6, 1e6), 1.0),)
    others: list[tuple[Shape, ...]] = [
        (),
        (Levels(BOUGHT, SOLD, (1.0,), (1.0,)),),
        (Product((SOLD, BOUGHT), (0.0, 1e6), 1.0),),
    ]
    found = split(parallel([*others, useful], SOLD, BOUGHT), 10.0)
    assert found.paid.tolist() == [0.0, 0.0, 0.0, pytest.approx(10.0)]
    with pytest.raises(TooLarge):
        split(parallel(others, SOLD, BOUGHT), 1e-9)
    with pytest.raises(TooLarge):
        split(parallel([], SOLD, BOUGHT, exact_in=False), 1.0)


@pytest.mark.parametrize("order", [0.0, -1.0, float("nan"), float("inf")])
def test_an_order_that_is_none_is_refused(order: float) -> None:
    with pytest.raises(EmptyOrder):
        split(pools(3, 0).parallel(), order)


def test_buying_all_that_the_pools_hold_is_refused() -> None:
    given = pools(5, 1)
    with pytest.raises(TooLarge):
        split(given.parallel(exact_in=False), float(given.reserve_out.sum()) * 1.0001)


def test_what_cannot_be_split_between_is_refused_by_name() -> None:
    with pytest.raises(NotConvexHere):
        parallel([(Weighted((SOLD, BOUGHT), (1.0, 1.0), (0.5, 0.5), 1.0),)], SOLD, BOUGHT)
    with pytest.raises(NotANumber):
        parallel([(Product((SOLD, BOUGHT), (float("nan"), 1.0), 1.0),)], SOLD, BOUGHT)
    with pytest.raises(NotANumber):
        parallel([(Levels(SOLD, BOUGHT, (1.0,), (float("inf"),)),)], SOLD, BOUGHT)
    with pytest.raises(BadCost):
        parallel([(Product((SOLD, BOUGHT), (1.0, 1.0), 1.0),)], SOLD, BOUGHT, costs=[-1.0])


def test_it_never_pays_less_than_256_chunks() -> None:
    for seed in range(30):
        given = pools(8, seed)
        assert split(given.parallel(), given.order).amount_out >= in_chunks(given, 256) * (1 - 1e-14)


@njit(cache=True)
def _chunks(rows: np.ndarray, orders: np.ndarray, chunks: int) -> float:
    total, amounts = 0.0, np.empty(len(rows))
    for order in orders:
        amounts[:] = 0.0
        for _ in range(chunks):
            best, chosen = -1.0, 0
            for i in range(len(rows)):
                kept, next_kept = rows[i, 2] * amounts[i], rows[i, 2] * (amounts[i] + order / chunks)
                more = rows[i, 1] * (next_kept / (rows[i, 0] + next_kept) - kept / (rows[i, 0] + kept))
                if more > best:
                    best, chosen = more, i
            amounts[chosen] += order / chunks
        total += amounts[0]
    return total


def _seconds(run: object, *given: object) -> float:
    assert callable(run)
    run(*given)
    taken = []
    for _ in range(5):
        began = time.perf_counter()
        run(*given)
        taken.append(time.perf_counter() - began)
    return min(taken)


def test_a_split_over_8_pools_costs_at_most_a_tenth_of_256_chunks() -> None:
    given = pools(8, 0)
    rows = np.column_stack((given.reserve_in, given.reserve_out, given.keep))
    orders = given.order * np.random.default_rng(0).uniform(0.1, 3.0, 500)
    pieces = from_reserves(given.reserve_in, given.reserve_out, given.keep).pieces
    exact = _seconds(fill_each, pieces, orders, np.empty((500, 8)), np.empty((500, 8)))
    assert exact <= _seconds(_chunks, rows, orders, 256) / 10
