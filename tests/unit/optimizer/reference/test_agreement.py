"""The compiled solver and Clarabel, which know nothing of each other, find the same optimum."""

from dataclasses import replace

import numpy as np
import pytest

from solver.optimizer.dual import solve as dual
from solver.optimizer.program.network import Network
from solver.optimizer.reference import solve as reference
from solver.testing.networks import assemble, batch, constant_product, exact_out, mixed, recorded

KINDS = ("products", "curves", "books", "baskets", "stables")


def same(network: Network) -> None:
    """One value, by both; and each proves that there is nothing better."""
    theirs, ours = reference.solve(network), dual.solve(network)
    traded = np.concatenate([np.abs(network.supply), theirs.book_in])
    scale = max(abs(theirs.primal), float(traded.max()))
    assert theirs.status in {"optimal", "optimal_inaccurate"}
    assert ours.primal == pytest.approx(theirs.primal, abs=1e-6 * scale)
    assert ours.dual == pytest.approx(theirs.dual, abs=1e-6 * scale)
    assert max(abs(ours.gap), ours.shortfall) < 1e-9
    assert max(abs(theirs.gap), theirs.shortfall) < 1e-6


def only(network: Network, *kinds: str) -> Network:
    """The same order over some kinds of markets."""
    chosen = {kind: getattr(network, kind) for kind in kinds}
    return replace(assemble(network.tokens, **chosen), supply=network.supply, value=network.value, fixed=network.fixed)


def small(seed: int) -> Network:
    """Some of every kind among four tokens, under a small order."""
    return mixed(40, seed, tokens=4, books=8, sell=1e5)


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_alone(kind: str) -> None:
    for seed in range(3):
        same(only(small(seed), kind))


@pytest.mark.parametrize("pair", [("products", "books"), ("curves", "baskets"), ("stables", "products"), KINDS[:3]])
def test_kinds_together(pair: tuple[str, ...]) -> None:
    same(only(small(5), *pair))


@pytest.mark.parametrize("seed", range(3))
def test_every_kind_at_once(seed: int) -> None:
    same(mixed(60, seed))


def test_an_amount_that_must_be_received() -> None:
    same(exact_out(small(1), 0, 1, 5e4))


def test_the_published_benchmark() -> None:
    for seed in range(3):
        same(constant_product(100, seed))


def test_a_batch_of_orders() -> None:
    same(batch(10, 60, 1).joint())


@pytest.mark.parametrize("ether", [1, 100, 3000])
def test_recorded_pools(ether: int) -> None:
    network = recorded(ether)
    if network is None:
        pytest.skip("no recorded pools")
    same(network)
