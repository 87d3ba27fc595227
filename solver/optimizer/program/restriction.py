"""The same program over some of its markets."""

from collections.abc import Collection
from dataclasses import replace

import numpy as np

from solver.optimizer.program.back import moves
from solver.optimizer.program.build import Program
from solver.optimizer.program.network import Floats, Optimum
from solver.optimizer.program.rows import owners_of_slots
from solver.optimizer.program.selection import over_rows


def restricted(program: Program, markets: Collection[int]) -> Program:
    """Only the rows of these markets, and limits of orders; what is aside stays there only if it is one of them."""
    chosen = np.array(sorted(markets), np.int64)
    network, owners = over_rows(
        program.network, program.owners, tuple(np.isin(c, chosen) | (c < 0) for c in program.owners.columns())
    )
    aside, aside_owners = over_rows(
        program.aside, program.aside_owners, tuple(np.isin(c, chosen) for c in program.aside_owners.columns())
    )
    return replace(program, network=network, owners=owners, aside=aside, aside_owners=aside_owners)


def opened(program: Program, depth: Floats) -> Program:
    """Only that share of each market (by place) is there: a curve shrinks as a whole, a market at zero is gone."""
    part = restricted(program, np.flatnonzero(depth > 0).tolist())
    pair, curve, book, basket, stable = (np.where(c < 0, 1.0, depth[c]) for c in part.owners.columns())
    n = part.network
    piece, level = curve[owners_of_slots(n.curves.start)], book[owners_of_slots(n.books.start)]
    network = replace(
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
    return replace(part, network=network)


def earnings(program: Program, found: Optimum) -> Floats:
    """What each market earns at the optimum's prices by what the optimum trades with it, in scaled worth."""
    owner, token, amount = moves(program, found)
    mine = owner >= 0
    worth = amount[mine] * found.prices[token[mine]]
    return np.asarray(np.maximum(np.bincount(owner[mine], worth, len(program.pools)), 0.0))
