"""A batch as a program.

Of each order some part is certain: all of it where it has no limit, else nothing or its least. With limit l (units
bought for a unit sold) the rest r is a level: it pays out the sell token for the buy token at 1/l, up to r l of that
(EXACT_IN) or r (EXACT_OUT). A certain part c supplies c and is owed c l (EXACT_IN), or supplies c / l and is owed c;
without a limit a certain sale is owed nothing, and a certain buy may spend what `spends` says. So every limit is met
wherever no token is missing, and what markets and orders leave of surplus tokens is surplus, which counts at its value.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from solver.domain.primitives import Address
from solver.optimizer.batch.reach import Reach
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

    certain: units of each order that are filled whatever comes; idle: those that nothing could fill, which its level
    leaves out; values: of a unit of each token
    """

    program: Program
    orders: Numbered
    certain: Mapping[int, int]
    idle: Mapping[int, int]
    worth: float
    surplus: tuple[int, ...]
    values: Mapping[Address, float]


def with_orders(rows: Rows, orders: Numbered, certain: Mapping[int, int]) -> Rows:
    """The limits as books among the markets' rows, in units, owned by ~order; and tokens that no market trades."""
    ends = {token for order in orders.values() for token in (order.sell_token, order.buy_token)}
    tokens = (*rows.tokens, *sorted(ends - rows.place.keys()))
    place = {token: number for number, token in enumerate(tokens)}
    limits = [n for n, order in orders.items() if order.limit is not None and certain.get(n, 0) < order.amount]
    levels = [_level(orders[n], orders[n].amount - certain.get(n, 0), place) for n in limits]
    table = np.array(levels, np.float64).reshape(-1, 4)
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
    book = np.concatenate([rows.owners.book, np.array([~n for n in limits], np.int64)])
    return replace(rows, tokens=tokens, place=place, network=network, owners=replace(rows.owners, book=book))


def _level(order: Order, rest: int, place: Mapping[Address, int]) -> tuple[int, int, float, float]:
    """Takes the buy token, pays the sell token: how much of the first, and at what price."""
    limit = float(order.limit or 0)
    size = rest * limit if order.exact_in else float(rest)
    return place[order.buy_token], place[order.sell_token], size, 1 / limit


def token_prices(rows: Rows, orders: Numbered) -> tuple[Rows, Floats]:
    """Worth of a unit of each token: what the markets say, and limits only of tokens on which these are silent.

    The rows come with all limits among them.
    """
    extended = with_orders(rows, orders, {})
    said = np.zeros(len(extended.tokens))
    said[: len(rows.tokens)] = reference_prices(rows.network)
    ends = [extended.place[t] for order in orders.values() for t in (order.sell_token, order.buy_token)]
    if said[ends].all():
        return extended, said
    asked = reference_prices(extended.network)
    known = (said > 0) & (asked > 0)
    scale = float(np.median(said[known] / asked[known])) if known.any() else 1.0
    return extended, np.where(said > 0, said, asked * scale)


def token_values(tokens: Rows, problem: BatchProblem, prices: Floats) -> Floats:
    """Worth of a unit on the scale of the batch's values: as named, else as priced."""
    named = {tokens.place[token]: float(value) for token, value in problem.values.items() if token in tokens.place}
    anchor = next((place for place in named if prices[place] > 0), None)
    values = prices.copy() if anchor is None else prices * (named[anchor] / prices[anchor])
    for place, value in named.items():
        values[place] = value
    return values


def state(
    rows: Rows, problem: BatchProblem, orders: Numbered, certain: Mapping[int, int], spends: Mapping[int, int]
) -> Stated | None:
    """The program of these orders; None where nothing joins the tokens of any.

    certain: units of an order with a limit that are filled whatever comes, where not zero
    spends: units of its sell token that a buy without limit may spend
    """
    priced, prices = token_prices(rows, orders)
    asked = Reach.of(rows, priced.place, prices).fillable(orders)
    extended = with_orders(rows, asked, certain)
    values = token_values(priced, problem, prices)
    program = program_of(extended, tuple(asked.values()), prices, problem.most_hops)
    if program is None:
        return None
    known = {n: order for n, order in orders.items() if {order.sell_token, order.buy_token} <= set(program.tokens)}
    surplus = sorted({program.place(order.surplus_token) for order in known.values()})
    each = values[[extended.place[token] for token in program.tokens]] * program.unit
    worth, value = float(np.median(each)), np.zeros(each.size)
    value[surplus] = each[surplus] / worth
    sure = {n: order.amount if order.limit is None else certain.get(n, 0) for n, order in known.items()}
    network = replace(program.network, supply=_supply(program, known, sure, spends), value=value)
    by_token = dict(zip(extended.tokens, values.tolist(), strict=True))
    idle = {n: order.amount - asked[n].amount for n, order in known.items() if asked[n].amount < order.amount}
    return Stated(replace(program, network=network), known, sure, idle, worth, tuple(surplus), by_token)


def _supply(program: Program, orders: Numbered, sure: Mapping[int, int], spends: Mapping[int, int]) -> Floats:
    supply = np.zeros(program.unit.size)
    for number, order in orders.items():
        sell, buy = program.place(order.sell_token), program.place(order.buy_token)
        gives, owed = both_legs(order, sure[number], spends.get(number, 0))
        supply[sell] += gives / program.unit[sell]
        supply[buy] -= owed / program.unit[buy]
    return supply


def both_legs(order: Order, amount: float, spend: float) -> tuple[float, float]:
    """Units sold and units owed for it at the limit; without one nothing is owed, or so much is spent."""
    limit = None if order.limit is None else float(order.limit)
    if order.exact_in:
        return amount, 0.0 if limit is None else amount * limit
    return spend if limit is None else amount / limit, amount
