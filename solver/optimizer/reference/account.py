"""What prices and flows are worth, from the network alone: the dual is closed or a search that only ever loosens it."""

from dataclasses import dataclass

import numpy as np

from solver.markets.stable_swap.arbitrage import Coin, most_earned
from solver.optimizer.program.network import Baskets, Floats, LevelBooks, Network, Optimum, Stables
from solver.optimizer.reference.pieces import owners
from solver.optimizer.reference.slots import groups

_ROUNDS = 100
_LEAST = 1e-18
_UNPRICED = 1e-3
"""Part of an order's amount that counts as its value where nothing can be had for it."""


@dataclass(frozen=True, slots=True, eq=False)
class Flows:
    """As the fields of Optimum with these names."""

    product_in: Floats
    product_out: Floats
    curve_in: Floats
    curve_out: Floats
    book_in: Floats
    book_out: Floats
    basket_net: Floats
    stable_net: Floats


def no_flows(network: Network) -> Flows:
    """Nothing traded."""
    pairs, curves, books = network.products.reserves.shape, network.curves.keep.size, network.books.start.size - 1
    shapes = (pairs, pairs, curves, curves, books, books, network.baskets.token.size, network.stables.token.size)
    return Flows(*[np.zeros(shape) for shape in shapes])


def left_over(network: Network, flows: Flows) -> Floats:
    """psi: what remains of each token."""
    psi = network.supply.copy()
    for token, net in (
        (network.products.tokens, flows.product_out - flows.product_in),
        (network.baskets.token, flows.basket_net),
        (network.stables.token, flows.stable_net),
    ):
        np.add.at(psi, token, net)
    for given, takes, pays in (
        (network.curves, flows.curve_in, flows.curve_out),
        (network.books, flows.book_in, flows.book_out),
    ):
        np.add.at(psi, given.tokens[:, 0], -takes)
        np.add.at(psi, given.tokens[:, 1], pays)
    return psi


def admissible(network: Network, prices: Floats) -> Floats:
    """The nearest prices the dual allows: at least each token's value, equal to it where fixed, and above zero."""
    least = _LEAST * max(float(np.max(network.value)), float(np.max(prices)))
    return np.where(network.fixed, network.value, np.maximum(np.maximum(prices, network.value), least))


def bound(network: Network, prices: Floats, flows: Flows) -> float:
    """No trade is worth more than this, whatever the prices; flows: where to start the search of stable pools."""
    v = admissible(network, prices)
    earned = _products(network, v) + _curves(network, v) + _books(network.books, v)
    return float(network.supply @ v) + earned + _baskets(network.baskets, v) + _stables(network.stables, v, flows)


def _hyperbolas(gain: Floats, cost: Floats, keep: Floats, most: Floats | float) -> Floats:
    """Best of gain keep x / (1 + keep x) - cost x for 0 <= x <= most, in worth and reserves of each side."""
    spent = np.clip((np.sqrt(gain * keep / cost) - 1) / keep, 0.0, most)
    return gain * keep * spent / (1 + keep * spent) - cost * spent


def _products(network: Network, v: Floats) -> float:
    given = network.products
    worth = given.reserves * v[given.tokens]
    ways = ((worth[:, 1], worth[:, 0]), (worth[:, 0], worth[:, 1]))
    return float(sum(_hyperbolas(gain, cost, given.keep, np.inf).sum() for gain, cost in ways))


def _curves(network: Network, v: Floats) -> float:
    given = network.curves
    owner = owners(given.start)
    token = given.tokens[owner]
    gain, cost = given.reserve_out * v[token[:, 1]], given.reserve_in * v[token[:, 0]]
    return float(_hyperbolas(gain, cost, given.keep[owner], given.capacity / given.reserve_in).sum())


def _books(given: LevelBooks, v: Floats) -> float:
    token = given.tokens[owners(given.start)]
    return float((given.size * np.maximum(given.price * v[token[:, 1]] - v[token[:, 0]], 0.0)).sum())


def _baskets(given: Baskets, v: Floats) -> float:
    return sum(
        _group(given.balance[g.place] * v[given.token[g.place]], given.weight[g.place], given.keep[g.pool][:, None])
        for g in groups(given.start)
    )


def _group(worth: Floats, weight: Floats, keep: Floats) -> float:
    """Least over the invariant's price m of what it and each token's best change x = 1 + c are worth together."""
    low, high = np.log((worth / weight).min(axis=1)), np.log((worth / (weight * keep)).max(axis=1))
    for _ in range(_ROUNDS):
        middle = (low + high) / 2
        slope = np.sum(weight * np.log(_growth(np.exp(middle)[:, None] * weight / worth, keep)), axis=1)
        low, high = np.where(slope < 0, middle, low), np.where(slope < 0, high, middle)
    best = np.full(worth.shape[0], np.inf)
    for end in (low, high):
        m = np.exp(end)[:, None]
        growth = _growth(m * weight / worth, keep)
        change = growth - 1
        earned = np.sum(m * weight * np.log(growth) - worth * change / np.where(change > 0, keep, 1.0), axis=1)
        best = np.minimum(best, earned)
    return float(np.maximum(best, 0.0).sum())


def _growth(wanted: Floats, keep: Floats) -> Floats:
    """A balance grows where even after the fee more is wanted, shrinks where less is, else it stays."""
    return np.where(wanted * keep > 1, wanted * keep, np.minimum(wanted, 1.0))


def _stables(given: Stables, v: Floats, flows: Flows) -> float:
    worth = given.balance * v[given.token]
    total = 0.0
    for pool in range(given.keep_in.size):
        keep_in, keep_out = float(given.keep_in[pool]), float(given.keep_out[pool])
        slots = range(int(given.start[pool]), int(given.start[pool + 1]))
        coins = [Coin(float(given.share[i]), float(worth[i]) / keep_in, float(worth[i]) * keep_out) for i in slots]
        changes = [_change(float(flows.stable_net[i]), keep_in, keep_out) / float(given.balance[i]) for i in slots]
        total += most_earned(coins, changes)
    return total


def _change(net: float, keep_in: float, keep_out: float) -> float:
    """What the pool's balance gains when the trader gets net."""
    return -net * keep_in if net < 0 else -net / keep_out


def worth(network: Network, flows: Flows, prices: Floats) -> tuple[float, float]:
    """Value of what remains, missing tokens charged at the prices; and the worst missing, at the prices."""
    psi = left_over(network, flows)
    missing = np.where(network.fixed, 0.0, np.minimum(psi, 0.0)) * admissible(network, prices)
    kept = np.where(network.fixed, psi, np.maximum(psi, 0.0))
    return float(network.value @ kept + missing.sum()), float(-missing.min())


def accounted(network: Network, status: str, iterations: int, prices: Floats, flows: Flows) -> Optimum:
    """An answer and how good it is, whoever found it."""
    dual = bound(network, prices, flows)
    primal, short = worth(network, flows, prices)
    allowed = admissible(network, prices)
    supplied = np.abs(network.supply)
    order = max(abs(primal), float(supplied @ allowed), _UNPRICED * float(supplied.sum() * network.value.max()))
    return Optimum(
        status=status,
        iterations=iterations,
        prices=allowed,
        dual=dual,
        primal=primal,
        gap=(dual - primal) / order if order else 0.0,
        shortfall=short / order if order else 0.0,
        product_in=flows.product_in,
        product_out=flows.product_out,
        curve_in=flows.curve_in,
        curve_out=flows.curve_out,
        book_in=flows.book_in,
        book_out=flows.book_out,
        basket_net=flows.basket_net,
        stable_net=flows.stable_net,
    )
