"""Laws of the fast way through networks of constant products alone, over random networks."""

from collections.abc import Callable

import numpy as np
import pytest

from solver.optimizer.dual.products.solve import optimum
from solver.optimizer.dual.solve import solve, solve_any
from solver.optimizer.program.network import Network
from solver.testing.networks import assemble, constant_product, exact_in, exact_out
from solver.testing.networks.mixed import products
from solver.testing.networks.pairing import draw

CLOSE = 1e-10


def asked(seed: int) -> Network:
    """Markets more or less at odds, and a little or a lot wanted of them; or nothing but arbitrage."""
    chance = np.random.default_rng(seed)
    tokens = int(chance.integers(4, 60))
    pools = int(chance.integers(tokens, 12 * tokens))
    if chance.random() < 0.2:
        return constant_product(pools, seed, tokens)
    network = assemble(tokens, products=products(draw(chance, pools, tokens, 10 ** chance.uniform(-4, -1))))
    sell, buy = chance.choice(tokens, 2, replace=False)
    order: Callable[[Network, int, int, float], Network] = exact_in if chance.random() < 0.6 else exact_out
    return order(network, int(sell), int(buy), 10 ** chance.uniform(0, 7))


@pytest.mark.scaled(quick=60, soak=6000)
def test_what_the_fast_way_finds_the_general_search_does_not_better(scale: int, seed: int) -> None:
    found = 0
    for instance in range(seed, seed + scale):
        network = asked(instance)
        ours = optimum(network, None, 1e-12, 200)
        if ours is None:
            continue
        found += 1
        theirs = solve_any(network)
        size = max(float(np.abs(network.supply) @ ours.prices), abs(ours.dual), 1.0)
        assert max(abs(ours.gap), ours.shortfall) <= CLOSE, instance
        assert ours.dual <= theirs.dual + CLOSE * size, instance
        assert ours.primal >= theirs.primal - CLOSE * size, instance
    assert found >= 0.9 * scale


@pytest.mark.scaled(quick=60, soak=6000)
def test_no_network_is_solved_worse_for_there_being_a_fast_way(scale: int, seed: int) -> None:
    for instance in range(seed, seed + scale):
        network = asked(instance)
        ours, theirs = solve(network), solve_any(network)
        assert theirs.status != "optimal" or ours.status == "optimal", instance
