"""Every market of a snapshot as rows of flat arrays, in units of its tokens, and which market each row is of.

Made once for a snapshot; every order on it is built from these rows by numpy alone.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import assert_never

import numpy as np

from solver.domain.primitives import Address
from solver.markets.market import Market
from solver.markets.shapes import Curve, Levels, Product, Shape, Stable, Weighted
from solver.optimizer.program.families import shapes_of
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

Masks = tuple[Flags, ...]
"""Which pairs, which curves, which books, which baskets and which stable pools."""


@dataclass(frozen=True, slots=True, eq=False)
class Owners:
    """The market, by its place, of each pair, curve, book, basket and stable pool; below zero: ~order of a limit."""

    product: Places
    curve: Places
    book: Places
    basket: Places
    stable: Places

    def columns(self) -> tuple[Places, ...]:
        """In that order."""
        return self.product, self.curve, self.book, self.basket, self.stable

    def markets(self) -> frozenset[int]:
        """All that have a row."""
        return frozenset(int(n) for column in self.columns() for n in column if n >= 0)


@dataclass(frozen=True, slots=True, eq=False)
class Rows:
    """network: without an order, in units; place: of each token in it; empty: markets that have nothing to trade."""

    markets: tuple[Market, ...]
    tokens: tuple[Address, ...]
    place: dict[Address, int]
    network: Network
    owners: Owners
    empty: tuple[int, ...]


def rows(markets: Sequence[Market]) -> Rows:
    """Tokens in the order of their addresses, so that the same markets give the same rows."""
    tokens = tuple(sorted({token for market in markets for token in market.tokens}))
    place = {token: number for number, token in enumerate(tokens)}
    collected, empty = _Collected(), []
    for number, market in enumerate(markets):
        shapes = shapes_of(market)
        if not shapes:
            empty.append(number)
        for shape in shapes:
            collected.add(number, shape, place)
    network, owners = collected.arrays(len(tokens))
    return Rows(tuple(markets), tokens, place, network, owners, tuple(empty))


@dataclass(slots=True)
class _Slots:
    """Variable numbers of slots under each owner: start as in Network, columns by name."""

    owner: list[int] = field(default_factory=list)
    start: list[int] = field(default_factory=lambda: [0])
    head: list[tuple[float, ...]] = field(default_factory=list)
    slots: list[tuple[float, ...]] = field(default_factory=list)

    def add(self, owner: int, head: tuple[float, ...], slots: Iterable[tuple[float, ...]]) -> None:
        self.owner.append(owner)
        self.head.append(head)
        self.slots.extend(slots)
        self.start.append(len(self.slots))


@dataclass(slots=True)
class _Collected:
    products: _Slots = field(default_factory=_Slots)
    curves: _Slots = field(default_factory=_Slots)
    books: _Slots = field(default_factory=_Slots)
    baskets: _Slots = field(default_factory=_Slots)
    stables: _Slots = field(default_factory=_Slots)

    def add(self, owner: int, shape: Shape, place: dict[Address, int]) -> None:
        match shape:
            case Product(tokens, reserves, keep):
                self.products.add(owner, (place[tokens[0]], place[tokens[1]], *reserves, keep), ())
            case Curve(token_in, token_out, pieces):
                head = (place[token_in], place[token_out], pieces[0].keep)
                self.curves.add(owner, head, ((p.reserve_in, p.reserve_out, p.capacity) for p in pieces))
            case Levels(token_in, token_out, sizes, prices):
                self.books.add(owner, (place[token_in], place[token_out]), zip(sizes, prices, strict=True))
            case Weighted(tokens, balances, weights, keep):
                places = [place[token] for token in tokens]
                self.baskets.add(owner, (keep,), zip(places, balances, weights, strict=True))
            case Stable(tokens, balances, shares, keep_in, keep_out):
                coins = zip((place[token] for token in tokens), balances, shares, strict=True)
                self.stables.add(owner, (keep_in, keep_out), coins)
            case _:
                assert_never(shape)

    def arrays(self, tokens: int) -> tuple[Network, Owners]:
        pair, way, book = (_table(slots.head, width) for slots, width in self._heads())
        piece, level = _table(self.curves.slots, 3), _table(self.books.slots, 2)
        coin, slot = _table(self.stables.slots, 3), _table(self.baskets.slots, 3)
        network = Network(
            tokens=tokens,
            products=Products(_tokens(pair), _solid(pair[:, 2:4]), _solid(pair[:, 4])),
            curves=Curves(_tokens(way), _solid(way[:, 2]), _places(self.curves.start), *_columns(piece)),
            books=LevelBooks(_tokens(book), _places(self.books.start), *_columns(level)),
            baskets=Baskets(
                _places(self.baskets.start),
                _places(slot[:, 0]),
                _solid(slot[:, 1]),
                _solid(slot[:, 2]),
                _solid(_table(self.baskets.head, 1)[:, 0]),
            ),
            stables=Stables(
                _places(self.stables.start),
                _places(coin[:, 0]),
                _solid(coin[:, 1]),
                _solid(coin[:, 2]),
                *_columns(_table(self.stables.head, 2)),
            ),
            supply=np.zeros(tokens),
            value=np.zeros(tokens),
            fixed=np.zeros(tokens, np.bool_),
        )
        owner = (self.products, self.curves, self.books, self.baskets, self.stables)
        return network, Owners(*(_places(slots.owner) for slots in owner))

    def _heads(self) -> tuple[tuple[_Slots, int], ...]:
        return (self.products, 5), (self.curves, 3), (self.books, 2)


def _table(found: list[tuple[float, ...]], width: int) -> Floats:
    return np.array(found, dtype=np.float64).reshape(len(found), width)


def _tokens(table: Floats) -> Places:
    return _places(table[:, :2])


def _places(found: Floats | list[int]) -> Places:
    return np.ascontiguousarray(np.asarray(found), dtype=np.int64)


def _solid(column: Floats) -> Floats:
    return np.ascontiguousarray(column)


def _columns(table: Floats) -> list[Floats]:
    return [np.ascontiguousarray(column) for column in table.T]


def owners_of_slots(start: Places) -> Places:
    """Which owner each slot belongs to."""
    return np.repeat(np.arange(start.size - 1), np.diff(start))


def kept_slots(start: Places, kept: Flags) -> tuple[Places, Flags]:
    """Returns start and the mask of slots once only the kept owners are left."""
    counts = np.diff(start)
    return np.concatenate([np.zeros(1, np.int64), np.cumsum(counts[kept])]), np.repeat(kept, counts)
