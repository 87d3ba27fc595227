"""The same program over some of its markets, or over a part of each."""

from collections.abc import Collection
from dataclasses import replace
from typing import TypeVar

import numpy as np

from solver.domain.primitives import Address
from solver.optimizer.program.back import moves
from solver.optimizer.program.build import Program
from solver.optimizer.program.network import Flags, Floats, Network, Optimum, Places
from solver.optimizer.program.rows import Owners, owners_of_slots
from solver.optimizer.program.selection import over_rows, over_slots

AnyColumn = TypeVar("AnyColumn", Flags, Floats)


def restricted(program: Program, markets: Collection[int]) -> Program:
    """Only the rows of these markets, and limits of orders; what is aside stays there only if it is one of them."""
    chosen = np.zeros(len(program.pools), np.bool_)
    chosen[list(markets)] = True
    network, owners = _rows_of(program.network, program.owners, chosen)
    aside, aside_owners = _rows_of(program.aside, program.aside_owners, chosen)
    return replace(program, network=network, owners=owners, aside=aside, aside_owners=aside_owners)


def along(program: Program, traded: Collection[tuple[int, Address]]) -> Program:
    """Only these markets, by place, each for trades between these tokens of it: a pool loses its other coins."""
    part = restricted(program, {market for market, _ in traded})
    network, owners, wanted = part.network, part.owners, set(traded)

    def slots(pools: Places, start: Places, token: Places) -> Flags:
        owner = pools[owners_of_slots(start)]
        pairs = zip(owner.tolist(), token.tolist(), strict=True)
        return np.array([(market, part.tokens[place]) in wanted for market, place in pairs], np.bool_)

    baskets = slots(owners.basket, network.baskets.start, network.baskets.token)
    stables = slots(owners.stable, network.stables.start, network.stables.token)
    return replace(part, network=over_slots(network, baskets, stables))


def _rows_of(network: Network, owners: Owners, chosen: Flags) -> tuple[Network, Owners]:
    kept = tuple(_by_owner(column, chosen, True) for column in owners.columns())
    return over_rows(network, owners, kept)


def _by_owner(column: Places, values: AnyColumn, of_order: float) -> AnyColumn:
    """The value of each row's market; limits of orders have one of their own."""
    if not column.size or not values.size:
        return np.full(column.size, of_order, values.dtype)
    return np.where(column < 0, values.dtype.type(of_order), values[np.maximum(column, 0)])


def opened(program: Program, depth: Floats) -> Program:
    """Only that share of each market (by place) is there: a curve shrinks as a whole, a market at zero is gone."""
    network, owners = _rows_of(program.network, program.owners, depth > 0)
    part = replace(program, network=network, owners=owners)
    return part if ((depth == 0) | (depth == 1)).all() else replace(part, network=_shrunk(network, owners, depth))


def _shrunk(n: Network, owners: Owners, depth: Floats) -> Network:
    pair, curve, book, basket, stable = (_by_owner(column, depth, 1.0) for column in owners.columns())
    piece, level = curve[owners_of_slots(n.curves.start)], book[owners_of_slots(n.books.start)]
    return replace(
        n,
        products=replace(n.products, reserves=n.products.reserves * pair[:, None]),
        curves=replace(
            n.curves,
            reserve_in=n.curves.reserve_in * piece,
            reserve_out=n.curves.reserve_out * piece,
            capacity=n.curves.capacity * piece,
        ),
        books=replace(n.books, size=n.books.size * level),
        baskets=replace(n.baskets, balance=n.baskets.balance * basket[owners_of_slots(n.baskets.start)]),
        stables=replace(n.stables, balance=n.stables.balance * stable[owners_of_slots(n.stables.start)]),
    )


def earnings(program: Program, found: Optimum) -> Floats:
    """What each market earns at the optimum's prices by what the optimum trades with it, in scaled worth."""
    owner, token, amount = moves(program, found)
    mine = owner >= 0
    worth = amount[mine] * found.prices[token[mine]]
    return np.asarray(np.maximum(np.bincount(owner[mine], worth, len(program.pools)), 0.0))
