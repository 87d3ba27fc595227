"""A batch's continuous answer in integers, each order exactly within its limit."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import product

from solver.domain.auction import Side
from solver.domain.primitives import Address
from solver.domain.route import Hop
from solver.markets.market import Market
from solver.optimizer.batch.allotment import Allotted
from solver.optimizer.batch.endings import Fill
from solver.optimizer.batch.jointly import Joint
from solver.optimizer.executing import SPARES, wishes
from solver.optimizer.integer import NoIntegers, Rules, Trade, Wish, integers
from solver.optimizer.orders import Order
from solver.optimizer.program.back import flows


@dataclass(frozen=True, slots=True)
class Way:
    """How integers are asked for. even: every order is due what it gets in the continuous answer, not its bare limit.

    spare: swaps into tokens that are bought carry this share more, and an order for an exact amount sells so much more
    than it is expected to; None: as the optimum has it, and it sells the least that does
    """

    even: bool
    spare: float | None


_SPARES = (None, *SPARES, 1e-5, 1e-4)
_WAYS = (*(Way(True, spare) for spare in _SPARES[:-1]), *(Way(False, spare) for spare in _SPARES))
_EVEN = 1e-6


@dataclass(frozen=True, slots=True)
class Carried:
    """fills: of the orders that are filled; left: units of each token that stay with us."""

    fills: Mapping[int, Fill]
    hops: tuple[Hop, ...]
    gas: int
    left: tuple[tuple[Address, int], ...]


def carried_out(markets: tuple[Market, ...], joint: Joint, gas_price_value: Fraction) -> Carried | NoIntegers | None:
    """None where no order is filled, or floats have failed. gas_price_value: what one gas costs, in the batch's value.

    Limits may be so tight that they do not bear what leaving out a hop for its gas costs: then every hop stays.
    """
    program, orders = joint.settled.stated.program, joint.settled.stated.orders
    if not all(math.isfinite(one.sold) and math.isfinite(one.bought) for one in joint.allotment.by_order.values()):
        return None
    worth = {
        token: float(price) / float(unit)
        for token, price, unit in zip(program.tokens, joint.settled.found.prices, program.unit, strict=True)
    }
    gas = Rules(gas_worth=gas_price_value / Fraction(joint.settled.stated.worth), prove=False)
    wished = tuple(wishes(markets, flows(program, joint.settled.found), worth))
    last: NoIntegers | None = None
    for rules, way in product((gas, replace(gas, gas_worth=Fraction(0))), _WAYS):
        trades = {n: trade(orders[n], one, way) for n, one in joint.allotment.by_order.items()}
        bought = {orders[n].buy_token for n in trades}
        more = [_more(wish, way.spare) if way.spare and wish.token_out in bought else wish for wish in wished]
        made = integers(markets, tuple(trades.values()), more, worth, rules) if trades else None
        if made is None or isinstance(made, NoIntegers):
            last = made
            continue
        filled = {n: _fill(orders[n], *pair) for n, *pair in zip(trades, made.sold, made.bought, strict=True)}
        if all(orders[n].accepts(one.sold, one.bought) for n, one in filled.items()):
            return Carried(filled, made.hops, made.gas, _left(made.left, orders, filled, trades, made.bought))
    return last


def _more(wish: Wish, spare: float) -> Wish:
    return replace(wish, spent=wish.spent * (1 + spare), got=wish.got * (1 + spare))


def _fill(order: Order, sold: int, bought: int) -> Fill:
    return Fill(sold, bought if order.exact_in else min(bought, order.amount))


def _left(
    left: tuple[tuple[Address, int], ...],
    orders: Mapping[int, Order],
    filled: Mapping[int, Fill],
    trades: Mapping[int, Trade],
    bought: tuple[int, ...],
) -> tuple[tuple[Address, int], ...]:
    """With what an order for an exact amount got too many."""
    total = dict(left)
    for number, units in zip(trades, bought, strict=True):
        token = orders[number].buy_token
        total[token] = total.get(token, 0) + units - filled[number].bought
    return tuple(sorted((token, units) for token, units in total.items() if units))


def trade(order: Order, one: Allotted, way: Way) -> Trade:
    """What is named in whole units, and the other leg's limit rounded in the order's favour."""
    amount, other = (one.sold, one.bought) if order.exact_in else (one.bought, one.sold)
    units = min(order.amount, max(order.at_least, 1, math.floor(amount)))
    pair = (order.sell_token, order.buy_token)
    if order.exact_in:
        limit = 0 if order.limit is None else math.ceil(units * order.limit)
        due = math.floor(other * (1 - _EVEN)) if way.even else 0
        return Trade(*pair, Side.EXACT_IN, units, other, max(limit, due) or None)
    most = None if order.limit is None else math.floor(units / order.limit)
    if way.spare is None:
        return Trade(*pair, Side.EXACT_OUT, units, other, most)
    sold = math.ceil(other * (1 + way.spare)) + 1
    sold = sold if most is None else max(1, min(sold, most))  # a limit below one unit is refused once it is filled
    return Trade(*pair, Side.EXACT_IN, sold, float(units), units)
