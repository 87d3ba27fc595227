"""Generated networks are what their descriptions say."""

import dataclasses

import numpy as np
import pytest

from solver.markets.stable_swap.convex import shapes
from solver.optimizer.program.network import Curves, Floats, Network
from solver.optimizer.reference.pieces import owners
from solver.testing.markets import three_pool
from solver.testing.networks import MIXED_TOKENS, batch, constant_product, mixed, moved, two_asset
from solver.testing.networks.pairing import some_of
from solver.testing.networks.stable_pools import shares


def arrays(network: Network) -> list[Floats]:
    kinds = (network.products, network.curves, network.books, network.baskets, network.stables)
    return [getattr(kind, field.name) for kind in kinds for field in dataclasses.fields(kind)]


def test_one_seed_gives_one_network(seed: int) -> None:
    for one, other in zip(arrays(mixed(100, seed)), arrays(mixed(100, seed)), strict=True):
        assert np.array_equal(one, other)
    assert not np.array_equal(mixed(100, seed).products.reserves, mixed(100, seed + 1).products.reserves)


@pytest.mark.parametrize("pools", list(MIXED_TOKENS))
def test_a_mixed_network_has_its_pools_and_every_number_is_usable(pools: int, seed: int) -> None:
    network = mixed(pools, seed)
    found = network.products.keep.size + network.curves.keep.size // 2
    assert found + network.baskets.keep.size + network.stables.keep_in.size == pools
    assert network.tokens == MIXED_TOKENS[pools]
    for array in arrays(network):
        assert array.flags.c_contiguous
        assert np.isfinite(array).all()
        assert (array >= 0).all()


def test_a_thousand_mixed_pools_are_about_twelve_thousand_segments() -> None:
    network = mixed(1000, 1)
    assert 11_000 <= network.curves.capacity.size + network.books.size.size <= 13_000


def last_prices(c: Curves) -> Floats:
    keep = c.keep[owners(c.start)]
    return c.reserve_in * c.reserve_out / (c.reserve_in + keep * c.capacity) ** 2


def test_prices_never_improve_along_a_curve_or_a_book(seed: int) -> None:
    network = mixed(100, seed)
    c, owner = network.curves, owners(network.curves.start)
    follows = owner[1:] == owner[:-1]
    first, last = c.reserve_out / c.reserve_in, last_prices(c)
    assert (first[1:] <= last[:-1] * (1 + 1e-12))[follows].all()
    owner = owners(network.books.start)
    assert (np.diff(network.books.price) < 0)[owner[1:] == owner[:-1]].all()


def test_tokens_of_a_pool_differ(seed: int) -> None:
    network = mixed(1000, seed)
    for tokens in (network.products.tokens, network.curves.tokens, network.books.tokens):
        assert (tokens[:, 0] != tokens[:, 1]).all()
    drawn = np.sort(some_of(np.random.default_rng(seed), 1000, 4, 6), axis=1)
    assert (np.diff(drawn, axis=1) > 0).all()
    assert set(np.unique(drawn)) == set(range(6))


def test_shares_of_stable_pools_are_those_of_the_market_itself() -> None:
    market = three_pool()
    (shape,) = shapes(market)
    balances = np.array([[float(balance) for balance in market.scaled]])
    ann = np.array([float(market.amplification * 3)])
    assert shares(balances, ann)[0] == pytest.approx(shape.shares, rel=1e-9)


def test_constant_product_networks_have_two_roots_of_pools_tokens() -> None:
    assert [constant_product(size, 1).tokens for size in (10, 100, 1000, 10_000)] == [6, 20, 63, 200]


def test_a_few_pools_move_a_little_between_blocks(seed: int) -> None:
    before = mixed(1000, seed)
    after = moved(before, seed)
    changed = (after.products.reserves != before.products.reserves).any(axis=1)
    assert 0 < changed.mean() < 0.1
    assert after.products.reserves == pytest.approx(before.products.reserves, rel=0.01)
    assert after.products.reserves.prod(axis=1) == pytest.approx(before.products.reserves.prod(axis=1), rel=1e-12)


def test_a_batch_states_each_order_as_a_level_that_pays_what_it_sells(seed: int) -> None:
    given = batch(20, 100, seed)
    joint, books = given.joint(), given.markets.books
    assert joint.books.start.size == books.start.size + 20
    for order, ends, size, price in zip(
        given.orders, joint.books.tokens[-20:], joint.books.size[-20:], joint.books.price[-20:], strict=True
    ):
        assert ends.tolist() == [order.buy, order.sell]
        assert size * price == pytest.approx(order.amount)
        assert size == pytest.approx(order.amount * order.price)


def test_a_two_asset_order_sells_its_share_of_all_depth(seed: int) -> None:
    network = two_asset(50, seed, share=0.05)
    depth = np.sqrt(network.products.reserves.prod(axis=1)).sum()
    assert network.supply == pytest.approx([0.05 * depth, 0.0])
