"""The next block: a few markets have moved a little, the rest are as they were."""

from dataclasses import replace

import numpy as np

from solver.optimizer.program.network import Network


def moved(network: Network, seed: int, *, share: float = 0.02, by: float = 1e-3) -> Network:
    """A share of the pairs and weighted pools trade at a price that differs by `by` (sigma of the log)."""
    chance = np.random.default_rng(seed)
    pairs, baskets = network.products, network.baskets
    step = by / 2 * chance.standard_normal(pairs.keep.size) * (chance.random(pairs.keep.size) < share)
    factor = np.exp(np.stack([step, -step], axis=1))
    slots = by * chance.standard_normal(baskets.token.size) * (chance.random(baskets.token.size) < share)
    return replace(
        network,
        products=replace(pairs, reserves=pairs.reserves * factor),
        baskets=replace(baskets, balance=baskets.balance * np.exp(slots)),
    )
