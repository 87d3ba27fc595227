"""A batch as a program.

With limit l (units bought for a unit sold) an order that sells up to a, at least a0 of it, supplies a0 for certain and
is a level for the rest: it pays out its sell token for its buy token at 1/l, up to (a - a0) l of that. An order that
buys up to a takes a0 for certain and supplies a0/l for it, and pays out a0's rest at 1/l for what it buys. Without a
limit all is certain; what an order may spend at most for a certain buy is `spends`. Whatever the markets and the others
leave of surplus tokens is surplus, and counts at their value.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from solver.domain.primitives import Address
from solver.optimizer.orders import BatchProblem, Order
from solver.optimizer.program.build import Program, program_of
from solver.optimizer.program.network import Floats, LevelBooks
from solver.optimizer.program.reference import reference_prices
from solver.optimizer.program.rows import Rows

Numbered = Mapping[int, Order]
"""Orders by their place in the batch."""


@dataclass(frozen=True, slots=True, eq=False)
class Stated:
    """orders: those whose tokens are in the program; worth: value of 1.0 of a token; surplus: tokens that count.

    values: of a unit of each token that anything is known of
    """

    program: Program
    orders: Numbered
    worth: float
    surplus: tuple[int, ...]
    values: Mapping[Address, float]


def with_orders(rows: Rows, orders: Numbered) -> Rows:
    """The limits as books among the markets' rows, in units, owned by ~order; and tokens that no market trades."""
    ends = {token for order in orders.values() for token in (order.sell_token, order.buy_token)}
    tokens = (*rows.tokens, *sorted(ends - rows.place.keys()))
    place = {token: number for number, token in enumerate(tokens)}
    limits = [(n, order) for n, order in orders.items() if order.limit is not None and flexible(order)]
    table = np.array([_level(order, place) for _, order in limits], np.float64).reshape(-1, 4)
    books, none = rows.network.books, np.zeros(len(tokens))
    network = replace(
        rows.network,
        tokens=len(tokens),
        books=LevelBooks(
            tokens=np.concatenate([books.tokens, table[:, :2].astype(np.int64)]),
            start=np.concatenate([books.start, books.start[-1] + 1 + np.arange(len(limits))]),
            size=np.concatenate([books.size, table[:, 2]]),
            price=np.concatenate([books.price, table[:, 3]]),
        ),
        supply=none,
        value=none,
        fixed=none > 0,
    )
    book = np.concatenate([rows.owners.book, np.array([~n for n, _ in limits], np.int64)])
    return replace(rows, tokens=tokens, place=place, network=network, owners=replace(rows.owners, book=book))


def _level(order: Order, place: Mapping[Address, int]) -> tuple[int, int, float, float]:
    """Takes the buy token, pays the sell token: how much of the first, and at what price."""
    rest, limit = order.amount - order.at_least, float(order.limit or 0)
    size = rest * limit if order.exact_in else float(rest)
    return place[order.buy_token], place[order.sell_token], size, 1 / limit


def token_prices(rows: Rows, extended: Rows, orders: Numbered) -> Floats:
    """Worth of a unit of each token: what the markets say, and limits only where these are silent on an order."""
    said = np.zeros(len(extended.tokens))
    said[: len(rows.tokens)] = reference_prices(rows.network)
    ends = [extended.place[t] for order in orders.values() for t in (order.sell_token, order.buy_token)]
    if said[ends].all():
        return said
    partial = {n: replace(order, least=0) for n, order in orders.items() if order.limit is not None}
    return reference_prices(with_orders(extended, partial).network)


def token_values(tokens: Rows, problem: BatchProblem, prices: Floats) -> Floats:
    """Worth of a unit on the scale of the batch's values: as named, else as priced."""
    named = {tokens.place[token]: float(value) for token, value in problem.values.items() if token in tokens.place}
    anchor = next((place for place in named if prices[place] > 0), None)
    values = prices.copy() if anchor is None else prices * (named[anchor] / prices[anchor])
    for place, value in named.items():
        values[place] = value
    return values


def state(rows: Rows, problem: BatchProblem, orders: Numbered, spends: Mapping[int, int]) -> Stated | None:
    """The program of these orders; None where nothing joins the tokens of any.

    spends: units of its sell token that an order without limit may spend on what it buys for certain
    """
    extended = with_orders(rows, orders)
    prices = token_prices(rows, extended, orders)
    values = token_values(extended, problem, prices)
    program = program_of(extended, tuple(orders.values()), prices, problem.most_hops)
    if program is None:
        return None
    known = {n: order for n, order in orders.items() if {order.sell_token, order.buy_token} <= set(program.tokens)}
    surplus = sorted({program.place(order.surplus_token) for order in known.values()})
    each = values[[extended.place[token] for token in program.tokens]] * program.unit
    worth, value = float(np.median(each)), np.zeros(each.size)
    value[surplus] = each[surplus] / worth
    network = replace(program.network, supply=_supply(program, known, spends), value=value)
    by_token = dict(zip(extended.tokens, values.tolist(), strict=True))
    return Stated(replace(program, network=network), known, worth, tuple(surplus), by_token)


def flexible(order: Order) -> bool:
    """Whether some part of it may stay unfilled."""
    return order.at_least < order.amount


def _supply(program: Program, orders: Numbered, spends: Mapping[int, int]) -> Floats:
    supply = np.zeros(program.unit.size)
    for number, order in orders.items():
        sell, buy = program.place(order.sell_token), program.place(order.buy_token)
        if order.exact_in:
            supply[sell] += order.at_least / program.unit[sell]
        else:
            supply[buy] -= order.at_least / program.unit[buy]
            supply[sell] += certain_spend(order, spends.get(number, 0)) / program.unit[sell]
    return supply


def certain_spend(order: Order, spend: int) -> float:
    """Most that an order may spend on what it buys for certain."""
    return float(order.at_least / order.limit) if order.limit is not None else float(spend)
