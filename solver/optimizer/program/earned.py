"""The best arbitrage of every row at any prices, used or not, closed or open: what bounds choices among markets."""

import math

import numpy as np

from solver.markets.stable_swap.arbitrage import Coin, most_earned
from solver.optimizer.certificate.arbitrage import most_from_weighted
from solver.optimizer.program.network import Baskets, Curves, Floats, LevelBooks, Network, Places, Products, Stables
from solver.optimizer.program.rows import Owners, owners_of_slots


def earned(network: Network, owners: Owners, prices: Floats, markets: int) -> Floats:
    """By market, in scaled worth; rows of orders' limits are left out."""
    total = np.zeros(markets)
    for owner, rows in zip(owners.columns(), earned_rows(network, prices), strict=True):
        mine = owner >= 0
        total += np.bincount(owner[mine], rows[mine], markets)
    return total


def earned_rows(network: Network, prices: Floats) -> tuple[Floats, ...]:
    """Of pairs, curves, books, baskets and stable pools."""
    return (
        _pairs(network.products, prices),
        _curves(network.curves, prices),
        _books(network.books, prices),
        _baskets(network.baskets, prices),
        _stables(network.stables, prices),
    )


def _pairs(p: Products, prices: Floats) -> Floats:
    root, drag = np.sqrt(p.reserves * prices[p.tokens]), 1 / np.sqrt(p.keep)
    ahead, back = root[:, 1] - root[:, 0] * drag, root[:, 0] - root[:, 1] * drag
    return np.asarray(np.maximum(np.maximum(ahead, back), 0.0) ** 2)


def stretches(c: Curves, row: int, prices: Floats) -> Floats:
    """The best arbitrage of each piece of one curve, outwards."""
    slots = slice(int(c.start[row]), int(c.start[row + 1]))
    return _pieces(c, slots, np.full(slots.stop - slots.start, row), prices)


def _curves(c: Curves, prices: Floats) -> Floats:
    owner = owners_of_slots(c.start)
    return _sums(owner, _pieces(c, slice(None), owner, prices), c.keep.size)


def _pieces(c: Curves, slots: slice, owner: Places, prices: Floats) -> Floats:
    """Of these pieces and the curves they belong to."""
    keep, cost, gain = c.keep[owner], prices[c.tokens[owner, 0]], prices[c.tokens[owner, 1]]
    into, out, capacity = c.reserve_in[slots], c.reserve_out[slots], c.capacity[slots]
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        best = (np.sqrt(into * out * keep * gain / cost) - into) / keep
        free = (np.sqrt(out * gain) - np.sqrt(into * cost / keep)) ** 2
        kept = keep * capacity
        whole = gain * (out * kept / (into + kept)) - cost * capacity
    pays = out * keep * gain > cost * into
    inside = ~(best >= capacity)
    return np.where(pays, np.where(inside, free, np.maximum(whole, 0.0)), 0.0)


def _books(b: LevelBooks, prices: Floats) -> Floats:
    owner = owners_of_slots(b.start)
    gain = prices[b.tokens[owner, 1]] * b.price - prices[b.tokens[owner, 0]]
    return _sums(owner, b.size * np.maximum(gain, 0.0), b.tokens.shape[0])


def _baskets(w: Baskets, prices: Floats) -> Floats:
    slots = list(zip(prices[w.token].tolist(), w.balance.tolist(), w.weight.tolist(), strict=True))
    ranges = zip(w.start[:-1].tolist(), w.start[1:].tolist(), w.keep.tolist(), strict=True)
    return np.array([most_from_weighted(slots[begin:end], keep) for begin, end, keep in ranges], np.float64)


def _stables(s: Stables, prices: Floats) -> Floats:
    worth, share = (prices[s.token] * s.balance).tolist(), s.share.tolist()
    found = []
    for begin, end, keep_in, keep_out in zip(
        s.start[:-1].tolist(), s.start[1:].tolist(), s.keep_in.tolist(), s.keep_out.tolist(), strict=True
    ):
        coins = [Coin(share[i], worth[i] / keep_in, worth[i] * keep_out) for i in range(begin, end)]
        most = most_earned(coins, [0.0] * len(coins))
        found.append(most if math.isfinite(most) else 0.0)
    return np.array(found, np.float64)


def _sums(owner: Places, slots: Floats, owners: int) -> Floats:
    return np.bincount(owner, slots, owners).astype(np.float64)
