"""Networks of constant products alone are solved by machine code of their own, to the answer of the general search."""

from dataclasses import replace

import numpy as np
import pytest

from solver.optimizer.dual.products.solve import knows, optimum
from solver.optimizer.dual.solve import prepare, solve, solve_any
from solver.optimizer.program.network import Floats, Network, Optimum, Products
from solver.testing.networks import assemble, constant_product, exact_in, exact_out, mixed, moved
from tests.unit.optimizer.dual.product_networks import (
    hubs,
    in_odd_units,
    in_units,
    twice,
    with_pairs,
    with_strangers,
    without_fees,
)

TOLERANCE = 1e-12
CLOSE = 1e-11
ASKED = {
    "arbitrage": constant_product(1000, 1),
    "a small sale": exact_in(hubs(300, 40, 1), 0, 1, 1e4),
    "a large sale": exact_in(hubs(300, 40, 2), 0, 1, 1e8),
    "a sale between spokes": exact_in(hubs(300, 40, 3), 38, 39, 1e5),
    "an amount demanded": exact_out(hubs(300, 40, 4), 0, 1, 1e5),
    "an amount demanded of a spoke": exact_out(hubs(300, 40, 5), 0, 39, 1e4),
}
NETWORKS = {
    **ASKED,
    "one pool": exact_in(hubs(1, 2, 1), 0, 1, 1e3),
    "one pool, an amount demanded": exact_out(hubs(1, 2, 1), 0, 1, 1e3),
    **{f"{name}, every pool twice": twice(network) for name, network in ASKED.items()},
    **{f"{name}, no fees": without_fees(network) for name, network in ASKED.items()},
    **{f"{name}, beside strangers": with_strangers(network, 3) for name, network in ASKED.items()},
}


def fast(network: Network, warm: Optimum | None = None) -> Optimum:
    """The answer of the fast way, which must have one."""
    found = optimum(network, None if warm is None else warm.prices, TOLERANCE, 200)
    assert knows(network)
    assert found is not None
    return found


def traded(network: Network, found: Optimum) -> Floats:
    """Worth by the order's (or by all that is gained) of what each pool takes and pays of each token."""
    worth = found.prices[network.products.tokens] / max(float(np.abs(network.supply) @ found.prices), found.dual)
    return (found.product_out - found.product_in) * worth


def agree(network: Network, ours: Optimum, theirs: Optimum) -> None:
    """One value, proved by ours; the same trades; over every pool that trades the same price."""
    scale = max(float(np.abs(network.supply) @ theirs.prices), abs(theirs.dual))
    assert (ours.status, theirs.status) == ("optimal", "optimal")
    assert max(abs(ours.gap), ours.shortfall) <= CLOSE
    assert ours.dual == pytest.approx(theirs.dual, abs=1e-9 * scale)
    assert traded(network, ours) == pytest.approx(traded(network, theirs), abs=1e-6)
    ends, used = network.products.tokens, np.abs(traded(network, ours)).max(axis=1) > CLOSE
    ratios = [found.prices[ends[used, 0]] / found.prices[ends[used, 1]] for found in (ours, theirs)]
    assert ratios[0] == pytest.approx(ratios[1], rel=1e-7)


@pytest.mark.parametrize("name", NETWORKS)
def test_both_ways_lead_to_one_optimum(name: str) -> None:
    network = NETWORKS[name]
    agree(network, fast(network), solve_any(network))


@pytest.mark.parametrize("name", ASKED)
def test_both_ways_lead_to_one_optimum_from_the_last_blocks_prices(name: str) -> None:
    then = moved(ASKED[name], 7)
    last = fast(ASKED[name])
    found = fast(then, last)
    agree(then, found, solve_any(then, last))
    assert found.iterations <= fast(then).iterations


@pytest.mark.parametrize("name", ASKED)
def test_reserves_from_a_billionth_to_1e30_change_nothing(name: str) -> None:
    odd = in_odd_units(ASKED[name], 3)
    assert odd.products.reserves.max() / odd.products.reserves.min() > 1e25
    ours, plain = fast(odd), fast(ASKED[name])
    assert max(abs(ours.gap), ours.shortfall) <= CLOSE
    assert ours.dual == pytest.approx(plain.dual, rel=1e-9)


@pytest.mark.parametrize("name", ASKED)
def test_a_network_of_pairs_goes_the_fast_way(name: str) -> None:
    for given in (ASKED[name], prepare(ASKED[name])):
        found, ours = solve(given), fast(ASKED[name])
        assert found.iterations == ours.iterations
        assert np.array_equal(found.prices, ours.prices)
        assert np.array_equal(found.product_in, ours.product_in)
        assert np.array_equal(found.product_out, ours.product_out)


def test_other_markets_and_many_tokens_go_the_general_way() -> None:
    assert not knows(mixed(100, 1))
    assert not knows(constant_product(100, 1, tokens=401))
    assert not knows(assemble(2))
    assert knows(constant_product(100, 1, tokens=400))


def test_where_the_fast_way_ends_nowhere_the_general_search_takes_over() -> None:
    network = exact_out(hubs(10, 4, 2), 0, 1, 3e9)
    assert knows(network)
    assert optimum(network, None, TOLERANCE, 200) is None
    assert solve(network).status == "unbounded"


def test_no_iterations_are_spent_beyond_those_allowed() -> None:
    network = ASKED["arbitrage"]
    needed = fast(network).iterations
    assert optimum(network, None, TOLERANCE, needed - 1) is None
    assert solve(network, most_iterations=1).status == "iterations"


def test_an_optimum_is_its_own_warm_start() -> None:
    for network in ASKED.values():
        again = fast(network, fast(network))
        assert again.iterations <= 1
        assert max(abs(again.gap), again.shortfall) <= CLOSE


def test_a_token_without_a_price_keeps_none() -> None:
    network = with_strangers(ASKED["a small sale"], 3)
    found = fast(network)
    assert not found.prices[-6:].any()
    assert not found.product_in[-3:].any()
    assert (found.prices[:-6] > 0).all()


def test_what_is_owned_of_a_stranger_is_worth_nothing() -> None:
    network = with_strangers(ASKED["a small sale"], 3)
    supply = network.supply.copy()
    supply[-1] = 5.0
    assert fast(replace(network, supply=supply)).dual == pytest.approx(fast(network).dual, rel=1e-12)


def test_an_empty_pool_is_passed_by() -> None:
    network = ASKED["a small sale"]
    found = fast(with_pairs(network, [[0, 1]], [[0.0, 0.0]], [0.997]))
    assert not found.product_in[-1].any()
    assert found.dual == pytest.approx(fast(network).dual, rel=1e-12)


def test_a_pool_pays_by_its_own_formula() -> None:
    keep, amount = 0.997, 3.0
    pool = Products(np.array([[0, 1]]), np.array([[20.0, 30.0]]), np.array([keep]))
    found = fast(exact_in(assemble(2, products=pool), 0, 1, amount))
    assert found.product_in[0] == pytest.approx([amount, 0.0], rel=1e-12)
    assert found.product_out[0] == pytest.approx([0.0, 30.0 * keep * amount / (20.0 + keep * amount)], rel=1e-12)


def test_deep_pools_lose_no_digits_of_a_small_order() -> None:
    network = exact_in(hubs(300, 40, 6), 0, 1, 1.0)
    found = fast(in_units(network, np.full(network.tokens, 1e-3)))
    assert max(abs(found.gap), found.shortfall) <= CLOSE
