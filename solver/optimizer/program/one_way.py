"""The same program where trades only run forward along an order of tokens, so that nothing can run in a circle.

Free money among the markets can dwarf an order and needs capital that the order does not bring. Without the edges that
lead backward there is none, but for what a pool of many coins does within itself.
"""

from collections.abc import Iterable
from dataclasses import replace
from itertools import permutations

import numpy as np

from solver.domain.primitives import Address
from solver.optimizer.answered import Flow
from solver.optimizer.program.build import Program
from solver.optimizer.program.network import Curves, Places
from solver.optimizer.program.rows import Owners
from solver.optimizer.program.selection import over_rows

_PERMUTED = 6


def one_way(program: Program, order: tuple[Address, ...]) -> Program:
    """Pairs become curves of one piece; curves and books that run backward are gone, tokens not in `order` as well."""
    rank = np.full(len(program.tokens), -1, np.int64)
    for number, token in enumerate(order):
        if token in program.tokens:
            rank[program.place(token)] = number
    n, o = program.network, program.owners
    p = n.products
    into = (rank[p.tokens[:, 0]] > rank[p.tokens[:, 1]]).astype(np.int64)
    pair, out = np.arange(into.size), 1 - into
    curves = Curves(
        tokens=np.concatenate([n.curves.tokens, np.stack([p.tokens[pair, into], p.tokens[pair, out]], axis=1)]),
        keep=np.concatenate([n.curves.keep, p.keep]),
        start=np.concatenate([n.curves.start, n.curves.start[-1] + 1 + pair]),
        reserve_in=np.concatenate([n.curves.reserve_in, p.reserves[pair, into]]),
        reserve_out=np.concatenate([n.curves.reserve_out, p.reserves[pair, out]]),
        capacity=np.concatenate([n.curves.capacity, np.full(into.size, np.inf)]),
    )
    owners = Owners(o.product, np.concatenate([o.curve, o.product]), o.book, o.basket, o.stable)
    kept = (
        np.zeros(into.size, np.bool_),
        _forward(curves.tokens, rank),
        _forward(n.books.tokens, rank),
        np.ones(o.basket.size, np.bool_),
        np.ones(o.stable.size, np.bool_),
    )
    network, owned = over_rows(replace(n, curves=curves), owners, kept)
    return replace(program, network=network, owners=owned)


def _forward(tokens: Places, rank: Places) -> "np.ndarray[tuple[int], np.dtype[np.bool_]]":
    begin, end = rank[tokens[:, 0]], rank[tokens[:, 1]]
    return np.asarray((begin >= 0) & (end > begin))


def token_order(flows: Iterable[Flow], sell: Address, buy: Address, worth: dict[Address, float]) -> tuple[Address, ...]:
    """Tokens from sell to buy such that as little worth as possible flows backward; fixed by the flows alone."""
    carried = dict[tuple[Address, Address], float]()
    for flow in flows:
        paid = [(token, -amount * worth.get(token, 0.0)) for token, amount in flow.net if amount < 0]
        got = [(token, amount * worth.get(token, 0.0)) for token, amount in flow.net if amount > 0]
        total = sum(value for _, value in got) or 1.0
        for begin, value in paid:
            for end, share in got:
                carried[begin, end] = carried.get((begin, end), 0.0) + value * share / total
    between = sorted({token for pair in carried for token in pair} - {sell, buy})
    if len(between) > _PERMUTED:
        leaving = {t: sum(w for (a, b), w in carried.items() if a == t and b != buy) for t in between}
        arriving = {t: sum(w for (a, b), w in carried.items() if b == t and a != sell) for t in between}
        return (sell, *sorted(between, key=lambda t: (arriving[t] - leaving[t], t)), buy)
    best = min(permutations(between), key=lambda order: _backward(carried, order))
    return (sell, *best, buy)


def _backward(carried: dict[tuple[Address, Address], float], order: tuple[Address, ...]) -> float:
    return sum(carried.get((later, earlier), 0.0) for k, later in enumerate(order) for earlier in order[:k])
