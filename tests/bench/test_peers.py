"""Each peer is a fair implementation: right where its answer is known, and never better than the best there is."""

from dataclasses import replace

import numpy as np
import pytest
from scipy.optimize import fmin_l_bfgs_b

from solver.optimizer.program.network import Floats
from solver.optimizer.reference.account import bound
from solver.optimizer.reference.solve import read, solve
from solver.testing.networks import constant_product, mixed, two_asset
from solver.testing.networks.two_asset import two_asset_gas
from tests.bench.after import after
from tests.bench.peers import conic, published
from tests.bench.peers.dual import Dual
from tests.bench.peers.paths import Graph
from tests.bench.peers.subsets import best_subset
from tests.bench.peers.two_asset import each_single, kept_chunks, quoted_chunks, side_of


@pytest.mark.parametrize("seed", range(3))
def test_the_compiled_dual_is_the_bound_that_numpy_computes(seed: int) -> None:
    network = mixed(100, seed)
    dual, chance = Dual.of(network), np.random.default_rng(seed)
    for spread in (1e-4, 1e-2, 0.2):
        prices = np.exp(spread * chance.standard_normal(network.tokens))
        dual.at.v[:] = np.where(network.fixed, network.value, prices)
        value = dual(wanted=True)
        assert value == pytest.approx(bound(network, dual.at.v, dual.flows), rel=1e-7)


def test_its_gradient_is_its_slope() -> None:
    dual = Dual.of(mixed(100, 1))
    prices = np.exp(0.01 * np.random.default_rng(1).standard_normal(dual.at.v.size))

    def at(v: Floats) -> float:
        dual.at.v[:] = v
        return dual()

    at(prices)
    gradient = dual.at.left.copy()
    for token in (2, 3, 10):
        step = np.zeros(prices.size)
        step[token] = 1e-6
        slope = (at(prices + step) - at(prices - step)) / 2e-6
        assert slope == pytest.approx(gradient[token], rel=1e-3, abs=1e-4 * np.abs(gradient).max())


def test_the_published_method_is_scipys_own_without_its_wrapper() -> None:
    network = constant_product(200, 1)
    found, dual = published.solve(network), Dual.of(network)

    def value(v: Floats) -> tuple[float, Floats]:
        dual.at.v[:] = v
        return dual(), dual.at.left.copy()

    least = [(one + 1e-8, None) for one in network.value]
    prices, _, told = fmin_l_bfgs_b(value, np.ones(network.tokens), bounds=least, m=5, factr=1e1, pgtol=1e-5)
    assert told["funcalls"] == found.evaluations
    assert found.dual.at.v == pytest.approx(prices, rel=1e-12)


def test_the_published_method_solves_the_published_benchmark() -> None:
    for seed in range(3):
        answer = published.optimum(published.solve(constant_product(300, seed)))
        assert answer.gap == pytest.approx(0.0, abs=1e-6)


def test_clarabel_called_directly_says_what_it_says_through_cvxpy() -> None:
    network = mixed(30, 1)
    through, direct = read(network, *conic.through_cvxpy(network)), conic.Direct.of(network)
    alone = direct.account(direct.run())
    assert alone.status == through.status == "optimal"
    assert alone.primal == pytest.approx(through.primal, rel=1e-9)


def test_chunks_with_gains_kept_are_chunks_quoted_anew() -> None:
    for seed in range(5):
        network = two_asset(8, seed, share=0.05)
        side, order, spent = side_of(network), float(network.supply[0]), np.empty(8)
        kept, amounts = kept_chunks(side, order, 256, spent), spent.copy()
        assert quoted_chunks(side, order, 256, spent) == pytest.approx(kept, rel=1e-13)
        assert amounts == pytest.approx(spent)
        assert spent.sum() == pytest.approx(order)


def test_finer_chunks_are_worth_more_and_none_beat_the_optimum() -> None:
    network = two_asset(8, 1, share=0.05)
    side, order, spent, alone = side_of(network), network.supply[:1], np.empty(8), np.empty(1)
    each_single(side, order, alone)
    best = solve(network).primal
    values = [float(alone[0]), *(kept_chunks(side, order[0], count, spent) for count in (20, 256)), best * (1 + 1e-9)]
    assert values == sorted(values)


@pytest.mark.parametrize("seed", range(3))
def test_paths_over_a_mixed_network_never_beat_its_optimum(seed: int) -> None:
    network = mixed(50, seed)
    best, graph = solve(network).dual, Graph.of(network)
    values = [graph.route(chunks) for chunks in (1, 20, 256)]
    assert values[0] > 0.1 * best
    assert max(values) <= best * (1 + 1e-9)


def test_paths_between_two_tokens_are_chunks() -> None:
    network = two_asset(8, 2, share=0.05)
    chunked = kept_chunks(side_of(network), float(network.supply[0]), 256, np.empty(8))
    assert Graph.of(network).route(256) == pytest.approx(chunked, rel=1e-9)


def test_without_gas_the_best_subset_is_the_optimum() -> None:
    priced = two_asset_gas(8, 1)
    order = float(priced.network.supply[0])
    best = best_subset(side_of(priced.network), np.zeros(8), order)
    assert best == pytest.approx(solve(priced.network).primal, rel=1e-8)
    assert best_subset(side_of(priced.network), priced.gas, order) < best


def test_markets_after_half_an_order_fill_the_other_half_as_if_in_one() -> None:
    """What an order brings is what its halves bring, one after the other, where every pool is used one way."""
    network = mixed(30, 4, sell=1e5)
    whole = solve(network)
    half = replace(network, supply=network.supply / 2)
    first = solve(half)
    second = solve(replace(after(half, first), supply=half.supply))
    assert first.primal + second.primal == pytest.approx(whole.primal, rel=2e-4)
    assert first.primal + second.primal <= whole.dual * (1 + 1e-7)
