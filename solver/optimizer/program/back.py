"""An optimum as prices and flows in units of the real tokens."""

from collections.abc import Iterator

import numpy as np

from solver.domain.primitives import Address
from solver.optimizer.answered import Flow, Priced
from solver.optimizer.program.build import Program
from solver.optimizer.program.network import Floats, Optimum, Places
from solver.optimizer.program.rows import owners_of_slots

Moves = tuple[Places, Places, Floats]
"""Owner, token place and what the trader gets, in scaled units."""


def priced(program: Program, prices: Floats, objective: Address) -> Priced:
    """Exactly 1 for the objective token."""
    worth = prices / program.unit
    worth = worth / worth[program.place(objective)]
    return tuple((token, float(price)) for token, price in zip(program.tokens, worth, strict=True))


def moves(program: Program, found: Optimum) -> Moves:
    """Everything that every row moves, limits of orders too."""
    n, o = program.network, program.owners
    parts = [
        *(_pair(o.product, n.products.tokens[:, k], found.product_out[:, k] - found.product_in[:, k]) for k in (0, 1)),
        _pair(o.curve, n.curves.tokens[:, 0], -found.curve_in),
        _pair(o.curve, n.curves.tokens[:, 1], found.curve_out),
        _pair(o.book, n.books.tokens[:, 0], -found.book_in),
        _pair(o.book, n.books.tokens[:, 1], found.book_out),
        _pair(o.basket[owners_of_slots(n.baskets.start)], n.baskets.token, found.basket_net),
        _pair(o.stable[owners_of_slots(n.stables.start)], n.stables.token, found.stable_net),
    ]
    owner, token, amount = (np.concatenate(column) for column in zip(*parts, strict=True))
    moved = amount != 0
    return owner[moved], token[moved], amount[moved]


def _pair(owner: Places, token: Places, amount: Floats) -> Moves:
    return owner, token, amount


def flows(program: Program, found: Optimum) -> tuple[Flow, ...]:
    """Of each market that moves anything, by its place."""
    owner, token, amount = moves(program, found)
    order = np.lexsort((token, owner))
    return tuple(_flows(program, owner[order], token[order], amount[order]))


def _flows(program: Program, owner: Places, token: Places, amount: Floats) -> Iterator[Flow]:
    units = amount * program.unit[token]
    ends = [*np.flatnonzero(np.diff(owner)) + 1, owner.size] if owner.size else []
    for begin, end in zip([0, *ends], ends, strict=False):
        if owner[begin] < 0:
            continue
        net: dict[Address, float] = {}
        for place, value in zip(token[begin:end], units[begin:end], strict=True):
            name = program.tokens[int(place)]
            net[name] = net.get(name, 0.0) + float(value)
        yield Flow(program.pools[int(owner[begin])], tuple(net.items()))
