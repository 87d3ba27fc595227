"""Constant-product networks of the published scaling benchmark (CFMMRouter.jl, benchmark/scaling.jl).

Reserves uniform in (0, 1000), fee 0 or 30 basis points, two distinct tokens drawn uniformly, 2 sqrt(pools) tokens, and
the objective: arbitrage, every token valued at a price uniform in (0, 1), nothing owed.
"""

import numpy as np

from solver.optimizer.program.network import Network, Products
from solver.testing.networks.parts import assemble


def constant_product(pools: int, seed: int, tokens: int | None = None) -> Network:
    """One instance; tokens: 2 sqrt(pools) unless said."""
    count = max(2, round(2 * pools**0.5)) if tokens is None else tokens
    chance = np.random.default_rng(seed)
    first = chance.integers(0, count, pools)
    second = (first + 1 + chance.integers(0, count - 1, pools)) % count
    order = np.lexsort((second, first))
    products = Products(
        tokens=np.ascontiguousarray(np.stack([first, second], axis=1)[order]),
        reserves=1000.0 * (1.0 - chance.random((pools, 2))),
        keep=np.where(chance.random(pools) < 0.5, 0.997, 1.0),  # noqa: PLR2004 (an even choice)
    )
    return assemble(count, products=products, value=1.0 - chance.random(count))
