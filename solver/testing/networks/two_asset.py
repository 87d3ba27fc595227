"""Small instances: a split between two tokens, and a network small enough to try every subset of its pools."""

from dataclasses import dataclass

import numpy as np

from solver.optimizer.program.network import Floats, Network, Products
from solver.testing.networks.parts import assemble, exact_in

_FEES = np.array([1e-4, 5e-4, 3e-3, 1e-2])


@dataclass(frozen=True, slots=True, eq=False)
class Priced:
    """A network and what using each of its pools costs, in the bought token."""

    network: Network
    gas: Floats


def two_asset(pools: int, seed: int, *, share: float = 0.01, mispricing: float = 0.002) -> Network:
    """Pairs of tokens 0 and 1, lognormal depth; the order sells `share` of all depth."""
    chance = np.random.default_rng(seed)
    tvl = np.exp(chance.normal(np.log(1e6), 1.5, pools))
    root = np.exp(mispricing / 2 * chance.standard_normal(pools))
    products = Products(
        tokens=np.tile(np.array([0, 1]), (pools, 1)),
        reserves=np.stack([tvl / root, tvl * root], axis=1),
        keep=1 - chance.choice(_FEES, pools, p=[0.1, 0.3, 0.5, 0.1]),
    )
    return exact_in(assemble(2, products=products), 0, 1, share * float(tvl.sum()))


def two_asset_gas(pools: int, seed: int) -> Priced:
    """Orders of 0.01 % to 5 % of depth, gas of 0.05 to 60 dollars a pool."""
    chance = np.random.default_rng([seed, 1])
    network = two_asset(pools, seed, share=10 ** chance.uniform(-4, -1.3), mispricing=0.003)
    return Priced(network, chance.uniform(0.5, 2, pools) * 10 ** chance.uniform(-1, 1.5))


def small_network(pools: int, tokens: int, seed: int) -> Priced:
    """Pairs around three hubs, an order of ten thousand to half a million dollars, gas of 0.5 to 60 dollars a pool."""
    chance = np.random.default_rng(seed)
    hubs = min(3, tokens)
    first = np.where(chance.random(pools) < 0.85, chance.integers(0, hubs, pools), chance.integers(0, tokens, pools))  # noqa: PLR2004 (the hubs' share)
    second = (first + 1 + chance.integers(0, tokens - 1, pools)) % tokens
    tvl = chance.lognormal(np.log(1e6), 1.5, pools)
    root = np.exp(0.001 * chance.standard_normal(pools))
    products = Products(
        tokens=np.stack([first, second], axis=1).astype(np.int64),
        reserves=np.stack([tvl / root, tvl * root], axis=1),
        keep=1 - chance.choice(_FEES[:3], pools),
    )
    network = exact_in(assemble(tokens, products=products), 0, 1, 10 ** chance.uniform(4, 5.7))
    return Priced(network, chance.uniform(0.5, 2, pools) * 10 ** chance.uniform(0, 1.5))
