"""Networks of constant products alone, as markets are and as they are not."""

from dataclasses import replace

import numpy as np

from solver.optimizer.program.network import Floats, Network, Products
from solver.testing.networks import assemble
from solver.testing.networks.mixed import products
from solver.testing.networks.pairing import draw

LEAST_EXPONENT, MOST_EXPONENT = -9.0, 30.0


def hubs(pools: int, tokens: int, seed: int, mispricing: float = 0.003) -> Network:
    """Hubs and spokes, nothing asked."""
    return assemble(tokens, products=products(draw(np.random.default_rng(seed), pools, tokens, mispricing)))


def with_pairs(network: Network, tokens: list[list[int]], reserves: list[list[float]], keep: list[float]) -> Network:
    """And these."""
    had = network.products
    both = Products(
        np.concatenate([had.tokens, np.array(tokens)]),
        np.concatenate([had.reserves, np.array(reserves)]),
        np.concatenate([had.keep, np.array(keep)]),
    )
    return replace(network, products=both)


def twice(network: Network) -> Network:
    """Every pool has a twin."""
    given = network.products
    both = Products(*(np.concatenate([column, column]) for column in (given.tokens, given.reserves, given.keep)))
    return replace(network, products=both)


def without_fees(network: Network) -> Network:
    """Everything that goes in counts."""
    return replace(network, products=replace(network.products, keep=np.ones(network.products.keep.size)))


def with_strangers(network: Network, count: int) -> Network:
    """And tokens that no pool trades, and as many that trade only among themselves."""
    first = network.tokens + count
    ends = [[first + n, first + (n + 1) % count] for n in range(count)]
    larger = with_pairs(network, ends, [[5.0, 7.0]] * count, [0.997] * count)
    more = np.zeros(2 * count)
    return replace(
        larger,
        tokens=network.tokens + 2 * count,
        supply=np.concatenate([network.supply, more]),
        value=np.concatenate([network.value, more]),
        fixed=np.concatenate([network.fixed, more > 0]),
    )


def in_units(network: Network, unit: Floats) -> Network:
    """The same, one unit of a token being `unit` of what it was."""
    given = network.products
    return replace(
        network,
        products=replace(given, reserves=given.reserves / unit[given.tokens]),
        supply=network.supply / unit,
        value=network.value * unit,
    )


def in_odd_units(network: Network, seed: int) -> Network:
    """Reserves from a billionth to 1e30, by token."""
    reserves = network.products.reserves
    low, high = np.log10(reserves.min()), np.log10(reserves.max())
    chance = np.random.default_rng(seed)
    return in_units(network, 10.0 ** -chance.uniform(LEAST_EXPONENT - low, MOST_EXPONENT - high, network.tokens))
