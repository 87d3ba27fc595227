"""Seeded networks of markets as flat arrays, from ten markets to a hundred thousand, generated without a loop.

One unit of a token is worth about one dollar, so that prices are near one.
"""

from solver.testing.networks.batch import Batch, Order, batch
from solver.testing.networks.mixed import MIXED_TOKENS, mixed
from solver.testing.networks.moved import moved
from solver.testing.networks.parts import assemble, exact_in, exact_out
from solver.testing.networks.recorded import recorded
from solver.testing.networks.scaling import constant_product
from solver.testing.networks.two_asset import Priced, small_network, two_asset, two_asset_gas

__all__ = [
    "MIXED_TOKENS",
    "Batch",
    "Order",
    "Priced",
    "assemble",
    "batch",
    "constant_product",
    "exact_in",
    "exact_out",
    "mixed",
    "moved",
    "recorded",
    "small_network",
    "two_asset",
    "two_asset_gas",
]
