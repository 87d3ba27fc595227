"""Several orders over one network: a limit order is a level that pays what it sells and takes what it buys."""

from dataclasses import dataclass, replace

import numpy as np

from solver.optimizer.program.network import LevelBooks, Network
from solver.testing.networks.mixed import mixed
from solver.testing.networks.parts import assemble


@dataclass(frozen=True, slots=True)
class Order:
    """Sells up to `amount` of `sell`, any part of it, for at least `price` of `buy` each."""

    sell: int
    buy: int
    amount: float
    price: float


@dataclass(frozen=True, slots=True, eq=False)
class Batch:
    """markets: the network without an order; orders: what is asked of it."""

    markets: Network
    orders: tuple[Order, ...]

    def joint(self) -> Network:
        """All orders at once: surplus of every token counts at its reference price, one dollar."""
        return self._with(self.orders)

    def alone(self, order: Order) -> Network:
        """One order over the same markets."""
        return self._with((order,))

    def _with(self, orders: tuple[Order, ...]) -> Network:
        books = self.markets.books
        levels = LevelBooks(
            tokens=np.concatenate([books.tokens, np.array([[o.buy, o.sell] for o in orders])]),
            start=np.concatenate([books.start, books.start[-1] + 1 + np.arange(len(orders))]),
            size=np.concatenate([books.size, [o.amount * o.price for o in orders]]),
            price=np.concatenate([books.price, [1 / o.price for o in orders]]),
        )
        return replace(self.markets, books=levels, value=np.ones(self.markets.tokens))


def batch(orders: int, pools: int, seed: int) -> Batch:
    """Orders of about 50,000 dollars between the hubs and busy tokens, limits up to one percent below fair."""
    network = mixed(pools, seed)
    chance = np.random.default_rng([seed, 2])
    busy = min(network.tokens, 12)
    found = []
    for _ in range(orders):
        sell = int(chance.integers(busy))
        buy = int((sell + 1 + chance.integers(busy - 1)) % busy)
        found.append(Order(sell, buy, float(chance.lognormal(np.log(5e4), 1.0)), float(1 - 0.01 * chance.random())))
    return Batch(
        assemble(
            network.tokens,
            products=network.products,
            curves=network.curves,
            books=network.books,
            baskets=network.baskets,
            stables=network.stables,
        ),
        tuple(found),
    )
