"""Seeded parallel markets of every shape, with costs."""

from dataclasses import dataclass

import numpy as np

from solver.domain.primitives import Address
from solver.markets.shapes import Curve, Levels, Piece, Product, Shape
from solver.optimizer.fixed_costs.parallel import Parallel, from_reserves, parallel
from solver.optimizer.fixed_costs.water import Floats

SOLD, BOUGHT = Address("0x" + "a1" * 20), Address("0x" + "b2" * 20)
FEES = (1e-4, 5e-4, 3e-3, 1e-2)


@dataclass(frozen=True, slots=True, eq=False)
class Pools:
    """Constant-product pools, an order in the sold token (worth about one bought), and gas a pool."""

    reserve_in: Floats
    reserve_out: Floats
    keep: Floats
    gas: Floats
    order: float

    def parallel(self, *, exact_in: bool = True) -> Parallel:
        return from_reserves(self.reserve_in, self.reserve_out, self.keep, exact_in=exact_in, costs=self.gas)


def pools(count: int, seed: int, *, dollars_of_gas: float = 60.0) -> Pools:
    """Lognormal depths, four fee tiers, orders of 0.01 % to 50 % of all depth."""
    chance = np.random.default_rng([seed, count])
    depth = chance.lognormal(np.log(1e6), 1.5, count)
    root = np.exp(0.0015 * chance.standard_normal(count))
    keep = 1 - chance.choice(FEES, count, p=[0.1, 0.3, 0.5, 0.1])
    gas = chance.uniform(0.5, 2, count) * dollars_of_gas / 2 * 10 ** chance.uniform(-2.5, 0)
    return Pools(depth / root, depth * root, keep, gas, float(depth.sum()) * 10 ** chance.uniform(-4, -0.3))


@dataclass(frozen=True, slots=True, eq=False)
class Mixed:
    """A few markets of any shape; crossings are None where ticks cost nothing."""

    markets: tuple[tuple[Shape, ...], ...]
    gas: Floats
    crossings: Floats | None
    order: float
    exact_in: bool

    def parallel(self) -> Parallel:
        crossings = None if self.crossings is None else self.crossings.tolist()
        return parallel(
            self.markets, SOLD, BOUGHT, exact_in=self.exact_in, costs=self.gas.tolist(), crossings=crossings
        )


def mixed(seed: int, *, most: int = 4) -> Mixed:
    """One to `most` products, ladders of ticks and books, under orders from tiny to larger than all of them."""
    chance = np.random.default_rng(seed)
    count = int(chance.integers(1, most + 1))
    markets = tuple((_shape(chance),) for _ in range(count))
    gas = chance.uniform(0.5, 2, count) * 10 ** chance.uniform(-1, 4)
    crossings = chance.uniform(0, 1, count) * 10 ** chance.uniform(-1, 3) if chance.random() < 0.5 else None
    return Mixed(markets, gas, crossings, 1e6 * 10 ** chance.uniform(-4, 0.5), bool(chance.random() < 0.5))


def _shape(chance: np.random.Generator) -> Shape:
    depth, price = chance.lognormal(np.log(1e6), 1.5), np.exp(0.003 * chance.standard_normal())
    fee, kind = float(chance.choice(FEES)), chance.random()
    if kind < 0.4:
        tokens = (SOLD, BOUGHT) if chance.random() < 0.5 else (BOUGHT, SOLD)
        return Product(tokens, (depth, depth), 1 - fee)
    if kind < 0.8:
        return _ticks(chance, 10 * depth, price, 1 - fee)
    count = int(chance.integers(1, 5))
    prices = sorted(price * (1 - fee) * np.exp(-chance.exponential(0.002, count)), reverse=True)
    return Levels(SOLD, BOUGHT, tuple(depth * chance.uniform(0.001, 0.02, count)), tuple(prices))


def _ticks(chance: np.random.Generator, depth: float, price: float, keep: float) -> Curve:
    root, step, pieces = np.sqrt(price), np.exp(chance.uniform(0.0005, 0.01)), []
    for _ in range(int(chance.integers(1, 5))):
        here = depth * np.exp(0.7 * chance.standard_normal())
        pieces.append(Piece(here / root, here * root, keep, here * (step - 1) / root / keep))
        root /= step * (step if chance.random() < 0.2 else 1)
    return Curve(SOLD, BOUGHT, tuple(pieces))
