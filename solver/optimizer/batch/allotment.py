"""What each order pays and gets in the continuous answer, in units.

At uniform prices the other leg of an order is worth as much as the one it names. Where such prices break a limit, or do
not exist, every order gets its bare limit and a share of the surplus of its token, by its worth.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from solver.optimizer.batch.clearing import Filled
from solver.optimizer.batch.spreading import Settled
from solver.optimizer.batch.statement import both_legs
from solver.optimizer.orders import Order
from solver.optimizer.program.network import Floats

_FILLED = 1e-9
"""Of what could be filled of an order: less than that is nothing, and what lacks less than that of it is all."""
_SLACK = 1e-12


@dataclass(frozen=True, slots=True)
class Allotted:
    """Units of the sell token and of the buy token, as real numbers."""

    sold: float
    bought: float

    def within(self, order: Order) -> bool:
        """Whether the limit holds, up to rounding."""
        return order.limit is None or self.bought >= float(order.limit) * self.sold * (1 - _SLACK)


@dataclass(frozen=True, slots=True)
class Allotment:
    """By order; those that are not filled are not named. uniform: whether all trade at one price a token."""

    by_order: Mapping[int, Allotted]
    uniform: bool


def allotted(settled: Settled, spends: Mapping[int, int]) -> Allotment:
    """At uniform prices where they hold for all, else one by one."""
    stated, done = settled.stated, settled.done
    filled = {n: whole(order.amount - stated.idle.get(n, 0), _units(settled, n)) for n, order in stated.orders.items()}
    filled = {n: amount for n, amount in filled.items() if amount > 0}
    if settled.cleared.uniform:
        found = {n: _at(settled, n, amount) for n, amount in filled.items()}
        if all(allotted.within(stated.orders[n]) for n, allotted in found.items()):
            return Allotment(found, uniform=True)
    return Allotment(_apart(settled, done, filled, spends), uniform=False)


def whole(most: int, amount: float) -> float:
    """The amount, or all that could be filled or nothing where it is next to that."""
    if amount <= most * _FILLED:
        return 0.0
    return float(most) if amount >= most * (1 - _FILLED) else amount


def _units(settled: Settled, number: int) -> float:
    program, order = settled.stated.program, settled.stated.orders[number]
    return settled.done.amount[number] * float(program.unit[program.place(order.fixed_token)])


def _at(settled: Settled, number: int, amount: float) -> Allotted:
    order, program = settled.stated.orders[number], settled.stated.program
    price = settled.cleared.prices / program.unit
    sell, buy = float(price[program.place(order.sell_token)]), float(price[program.place(order.buy_token)])
    return Allotted(amount, amount * sell / buy) if order.exact_in else Allotted(amount * buy / sell, amount)


def _apart(
    settled: Settled, done: Filled, filled: Mapping[int, float], spends: Mapping[int, int]
) -> dict[int, Allotted]:
    """Every order at its limit, and the rest of each surplus token shared by worth."""
    stated = settled.stated
    bare = {n: Allotted(*both_legs(stated.orders[n], amount, spends.get(n, 0))) for n, amount in filled.items()}
    rest = _rest(settled, done, bare)
    worth = {n: _worth(settled, n, bare[n]) for n in bare}
    found = {}
    for number, one in bare.items():
        order = stated.orders[number]
        place = stated.program.place(order.surplus_token)
        total = sum(worth[n] for n in bare if stated.orders[n].surplus_token == order.surplus_token)
        share = max(0.0, float(rest[place])) * worth[number] / total if total else 0.0
        found[number] = (
            Allotted(one.sold, one.bought + share)
            if order.exact_in
            else Allotted(max(0.0, one.sold - share), one.bought)
        )
    return found


def _rest(settled: Settled, done: Filled, bare: Mapping[int, Allotted]) -> Floats:
    """Units of each token that markets and orders leave once every order has its bare limit."""
    program = settled.stated.program
    rest = done.net * program.unit
    for number, one in bare.items():
        order = settled.stated.orders[number]
        rest[program.place(order.sell_token)] += one.sold
        rest[program.place(order.buy_token)] -= one.bought
    return rest


def _worth(settled: Settled, number: int, one: Allotted) -> float:
    order, program = settled.stated.orders[number], settled.stated.program
    place = program.place(order.fixed_token)
    amount = one.sold if order.exact_in else one.bought
    return amount * float(settled.found.prices[place] / program.unit[place])
