"""The dual function of a network and its gradient, market by market, compiled."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from solver.optimizer.program.network import Network
from solver.optimizer.reference.account import Flows, no_flows
from solver.optimizer.reference.pieces import along, by_owner, owners
from tests.bench.peers.hyperbolas import curve_arbitrage, product_arbitrage
from tests.bench.peers.kinds import At, Coins, Pairs, Walks, Weights, Written
from tests.bench.peers.powers import basket_arbitrage
from tests.bench.peers.stable import stable_arbitrage

_WIDTH = 1e-6


@dataclass(frozen=True, slots=True, eq=False)
class Dual:
    """at: prices and gradient, written in place; flows: every market's, where they are wanted."""

    network: Network
    at: At
    flows: Flows
    kinds: tuple[Callable[[bool], float], ...]

    @staticmethod
    def of(network: Network) -> "Dual":
        """With room for everything it writes, and only the kinds that are there."""
        at = At(np.ones(network.tokens), np.zeros(network.tokens))
        flows = no_flows(network)
        kinds = (
            (network.products.keep, _products(network, at, flows)),
            (network.curves.keep, _curves(network, at, flows)),
            (network.books.size, _books(network, at, flows)),
            (network.baskets.keep, _baskets(network, at, flows)),
            (network.stables.keep_in, _stables(network, at, flows)),
        )
        return Dual(network, at, flows, tuple(kind for present, kind in kinds if present.size))

    def __call__(self, wanted: bool = False) -> float:
        """The dual's value at at.v > 0; at.left becomes psi, its gradient; the flows are kept if wanted."""
        self.at.left[:] = self.network.supply
        value = float(self.network.supply @ self.at.v)
        for kind in self.kinds:
            value += kind(wanted)
        return value


def _products(network: Network, at: At, flows: Flows) -> Callable[[bool], float]:
    given = Pairs(network.products.tokens, network.products.reserves, network.products.keep)
    none, kept = (Written(wanted, flows.product_in, flows.product_out) for wanted in (False, True))
    return lambda wanted: product_arbitrage(given, at, kept if wanted else none)


def _curves(network: Network, at: At, flows: Flows) -> Callable[[bool], float]:
    c = network.curves
    given = Walks(c.tokens, c.keep, c.start, c.reserve_in, c.reserve_out, c.capacity)
    none, kept = (Written(wanted, flows.curve_in, flows.curve_out) for wanted in (False, True))
    return lambda wanted: curve_arbitrage(given, at, kept if wanted else none)


def _books(network: Network, at: At, flows: Flows) -> Callable[[bool], float]:
    """Levels as ranges a millionth wide that give what the level gives where they are full.

    A level itself has a kink in its dual, at which the line search of L-BFGS-B gives up.
    """
    b, owner = network.books, owners(network.books.start)
    room = b.size / (np.sqrt((2 + _WIDTH) / (2 - _WIDTH)) - 1)
    given = Walks(b.tokens, np.ones(b.start.size - 1), b.start, room, b.price * (room + b.size), b.size)
    none, kept = (Written(wanted, flows.book_in, flows.book_out) for wanted in (False, True))

    def earned(wanted: bool) -> float:
        found = curve_arbitrage(given, at, kept if wanted else none)
        if wanted:
            flows.book_out[:] = by_owner(owner, along(b.start, b.size, flows.book_in) * b.price, b.start.size - 1)
        return found

    return earned


def _baskets(network: Network, at: At, flows: Flows) -> Callable[[bool], float]:
    w = network.baskets
    given = Weights(w.start, w.token, w.balance, w.weight, w.keep)
    none, kept = (Written(wanted, flows.basket_net, flows.basket_net) for wanted in (False, True))
    return lambda wanted: basket_arbitrage(given, at, kept if wanted else none)


def _stables(network: Network, at: At, flows: Flows) -> Callable[[bool], float]:
    s = network.stables
    multipliers = np.zeros((s.keep_in.size, 2))
    given = Coins(s.start, s.token, s.balance, s.share, s.keep_in, s.keep_out, multipliers)
    none, kept = (Written(wanted, flows.stable_net, flows.stable_net) for wanted in (False, True))
    return lambda wanted: stable_arbitrage(given, at, kept if wanted else none)
