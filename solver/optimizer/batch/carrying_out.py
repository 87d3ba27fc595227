"""A batch's continuous answer in integers, each order exactly within its limit."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from solver.domain.primitives import Address
from solver.domain.route import Hop
from solver.markets.market import Market
from solver.optimizer.batch.allotment import Allotted
from solver.optimizer.batch.endings import Fill
from solver.optimizer.batch.jointly import Joint
from solver.optimizer.executing import wishes
from solver.optimizer.integer import NoIntegers, Rules, Trade, integers
from solver.optimizer.orders import Order
from solver.optimizer.program.back import flows


@dataclass(frozen=True, slots=True)
class Carried:
    """fills: of the orders that are filled; left: units of each token that stay with us."""

    fills: Mapping[int, Fill]
    hops: tuple[Hop, ...]
    gas: int
    left: tuple[tuple[Address, int], ...]


def carried_out(markets: tuple[Market, ...], joint: Joint, gas_price_value: Fraction) -> Carried | NoIntegers | None:
    """None where no order is filled. gas_price_value: what one gas costs, in the batch's value."""
    program, orders = joint.settled.stated.program, joint.settled.stated.orders
    worth = {
        token: float(price) / float(unit)
        for token, price, unit in zip(program.tokens, joint.settled.found.prices, program.unit, strict=True)
    }
    trades = {n: trade(orders[n], one) for n, one in joint.allotment.by_order.items()}
    if not trades:
        return None
    gas = gas_price_value / Fraction(joint.settled.stated.worth)
    made = integers(
        markets,
        tuple(trades.values()),
        tuple(wishes(markets, flows(program, joint.settled.found), worth)),
        worth,
        Rules(gas_worth=gas, prove=False),
    )
    if isinstance(made, NoIntegers):
        return made
    filled = {n: Fill(sold, got) for n, sold, got in zip(trades, made.sold, made.bought, strict=True)}
    if not all(orders[n].accepts(one.sold, one.bought) for n, one in filled.items()):
        return None
    return Carried(filled, made.hops, made.gas, made.left)


def trade(order: Order, one: Allotted) -> Trade:
    """What is named in whole units, and the other leg's limit rounded in the order's favour."""
    amount, other = (one.sold, one.bought) if order.exact_in else (one.bought, one.sold)
    units = min(order.amount, max(order.at_least, 1, math.floor(amount)))
    limit = None
    if order.limit is not None:
        limit = math.ceil(units * order.limit) if order.exact_in else math.floor(units / order.limit)
    return Trade(order.sell_token, order.buy_token, order.side, units, other, limit)
