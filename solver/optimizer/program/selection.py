"""Parts of a network: over fewer tokens, in other units, with fewer rows; the owners go along."""

from dataclasses import replace

import numpy as np

from solver.optimizer.program.network import (
    Baskets,
    Curves,
    Flags,
    Floats,
    LevelBooks,
    Network,
    Places,
    Products,
    Stables,
)
from solver.optimizer.program.rows import Masks, Owners, kept_slots, owners_of_slots

_TRADE = 2
"""A trade has two sides."""


def over_tokens(network: Network, owners: Owners, kept: Flags) -> tuple[Network, Owners]:
    """The markets between the kept tokens, which get new places in the same order; a pool loses its other coins.

    What is left of a pool is exact: a coin that nobody trades stays as it is. Weights are scaled to sum to one again.
    """
    place = np.where(kept, np.cumsum(kept) - 1, -1)
    smaller = over_slots(network, kept[network.baskets.token], kept[network.stables.token])
    rows = (
        _both(kept, network.products.tokens),
        _both(kept, network.curves.tokens),
        _both(kept, network.books.tokens),
        np.diff(smaller.baskets.start) >= _TRADE,
        np.diff(smaller.stables.start) >= _TRADE,
    )
    chosen, owned = over_rows(smaller, owners, rows)
    renamed = replace(
        chosen,
        tokens=int(kept.sum()),
        products=replace(chosen.products, tokens=place[chosen.products.tokens]),
        curves=replace(chosen.curves, tokens=place[chosen.curves.tokens]),
        books=replace(chosen.books, tokens=place[chosen.books.tokens]),
        baskets=replace(chosen.baskets, token=place[chosen.baskets.token]),
        stables=replace(chosen.stables, token=place[chosen.stables.token]),
        supply=network.supply[kept],
        value=network.value[kept],
        fixed=network.fixed[kept],
    )
    return renamed, owned


def over_slots(network: Network, of_baskets: Flags, of_stables: Flags) -> Network:
    """Pools with fewer coins; what is left of each is exact."""
    return replace(
        network, baskets=_basket_slots(network.baskets, of_baskets), stables=_coins(network.stables, of_stables)
    )


def _both(kept: Flags, tokens: Places) -> Flags:
    return np.asarray(kept[tokens[:, 0]] & kept[tokens[:, 1]])


def _basket_slots(baskets: Baskets, slots: Flags) -> Baskets:
    if slots.all():
        return baskets
    owner = owners_of_slots(baskets.start)[slots]
    pools = baskets.start.size - 1
    total = np.bincount(owner, baskets.weight[slots], pools)
    return Baskets(
        start=_starts(np.bincount(owner, minlength=pools)),
        token=baskets.token[slots],
        balance=baskets.balance[slots],
        weight=baskets.weight[slots] / total[owner],
        keep=baskets.keep,
    )


def _coins(stables: Stables, slots: Flags) -> Stables:
    if slots.all():
        return stables
    counts = np.bincount(owners_of_slots(stables.start)[slots], minlength=stables.start.size - 1)
    return replace(
        stables,
        start=_starts(counts),
        token=stables.token[slots],
        balance=stables.balance[slots],
        share=stables.share[slots],
    )


def _starts(counts: Places) -> Places:
    return np.concatenate([np.zeros(1, np.int64), np.cumsum(counts, dtype=np.int64)])


def over_rows(network: Network, owners: Owners, kept: Masks) -> tuple[Network, Owners]:
    """Only the rows of the masks."""
    pairs, curves, books, baskets, stables = kept
    p = network.products
    chosen = replace(
        network,
        products=Products(p.tokens[pairs], p.reserves[pairs], p.keep[pairs]),
        curves=_some_curves(network.curves, curves),
        books=_some_books(network.books, books),
        baskets=_some_baskets(network.baskets, baskets),
        stables=_some_stables(network.stables, stables),
    )
    return chosen, Owners(*(column[mask] for column, mask in zip(owners.columns(), kept, strict=True)))


def _some_curves(c: Curves, kept: Flags) -> Curves:
    if kept.all():
        return c
    start, pieces = kept_slots(c.start, kept)
    return Curves(c.tokens[kept], c.keep[kept], start, c.reserve_in[pieces], c.reserve_out[pieces], c.capacity[pieces])


def _some_books(b: LevelBooks, kept: Flags) -> LevelBooks:
    if kept.all():
        return b
    start, levels = kept_slots(b.start, kept)
    return LevelBooks(b.tokens[kept], start, b.size[levels], b.price[levels])


def _some_baskets(w: Baskets, kept: Flags) -> Baskets:
    if kept.all():
        return w
    start, slots = kept_slots(w.start, kept)
    return Baskets(start, w.token[slots], w.balance[slots], w.weight[slots], w.keep[kept])


def _some_stables(s: Stables, kept: Flags) -> Stables:
    if kept.all():
        return s
    start, coins = kept_slots(s.start, kept)
    return Stables(start, s.token[coins], s.balance[coins], s.share[coins], s.keep_in[kept], s.keep_out[kept])


def in_units(network: Network, unit: Floats) -> Network:
    """The same network where 1.0 of each token is `unit` of what it was; the order's supply too, its values not."""
    p, c, b, w, s = network.products, network.curves, network.books, network.baskets, network.stables
    curve, book = owners_of_slots(c.start), owners_of_slots(b.start)
    into, out = unit[c.tokens[curve, 0]], unit[c.tokens[curve, 1]]
    level_in, level_out = unit[b.tokens[book, 0]], unit[b.tokens[book, 1]]
    return replace(
        network,
        products=replace(p, reserves=p.reserves / unit[p.tokens]),
        curves=replace(c, reserve_in=c.reserve_in / into, reserve_out=c.reserve_out / out, capacity=c.capacity / into),
        books=replace(b, size=b.size / level_in, price=b.price * (level_in / level_out)),
        baskets=replace(w, balance=w.balance / unit[w.token]),
        stables=replace(s, balance=s.balance / unit[s.token]),
        supply=network.supply / unit,
    )


def directed(network: Network) -> Places:
    """All pairs of tokens (in, out) that some market trades."""
    p = network.products.tokens
    found = [p, p[:, ::-1], network.curves.tokens, network.books.tokens]
    found += _within(network.baskets.start, network.baskets.token)
    found += _within(network.stables.start, network.stables.token)
    return np.concatenate(found)


def _within(start: Places, token: Places) -> list[Places]:
    """Pairs of different slots of one pool: one shift of the slots at a time."""
    owner, found = owners_of_slots(start), []
    longest = int(np.diff(start).max(initial=0))
    for shift in range(1, longest):
        same = owner[shift:] == owner[:-shift]
        pairs = np.stack([token[:-shift][same], token[shift:][same]], axis=1)
        found += [pairs, pairs[:, ::-1]]
    return found
