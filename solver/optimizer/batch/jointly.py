"""A batch solved as one: orders that it cannot fill within their limits are dropped, and the rest is solved again."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from solver.markets.market import Market
from solver.optimizer.batch.allotment import Allotment, allotted
from solver.optimizer.batch.clearing import filled
from solver.optimizer.batch.endings import Unfilled
from solver.optimizer.batch.spreading import Settled, settled
from solver.optimizer.batch.statement import Numbered, Stated, state
from solver.optimizer.certificate.after_gas import least_gas
from solver.optimizer.costing import Trials, fills
from solver.optimizer.dual.solve import prepare, solve
from solver.optimizer.fixed_costs.choice import NothingFills, choose
from solver.optimizer.orders import BatchProblem, Order
from solver.optimizer.program.earned import earned_rows
from solver.optimizer.program.network import Floats, Optimum
from solver.optimizer.program.restriction import restricted
from solver.optimizer.program.rows import Rows

_SOLVES = 60
_WHOLE = 1e-9
_SIGHT = 0.05
"""By how much a price may be worse than a limit that counts: gas, and surplus spread anew, move prices less."""


@dataclass(frozen=True, slots=True, eq=False)
class Joint:
    """whole, found: over all markets, gas apart; settled: over the markets that earn their gas.

    granted: what the program counts as worth, yet is no surplus, in scaled worth; spends: what it comes from
    unfilled: orders dropped, and why
    """

    whole: Stated
    found: Optimum
    settled: Settled
    allotment: Allotment
    granted: float
    spends: Mapping[int, int]
    unfilled: Mapping[int, Unfilled]

    @property
    def bound(self) -> float:
        """Surplus of these orders that no answer exceeds, gas apart, in the batch's value: by closed forms alone."""
        program, prices = self.whole.program, self.found.prices
        every = (*earned_rows(program.network, prices), *earned_rows(program.aside, prices))
        earned = sum(float(rows.sum()) for rows in every) + idle_worth(self.whole, prices)
        return (float(program.network.supply @ prices) + earned - self.granted) * self.whole.worth


def jointly(rows: Rows, problem: BatchProblem, orders: Numbered, spends: Mapping[int, int]) -> Joint | None:
    """The continuous answer; None where no order is left.

    First all limits are levels, which bounds every answer. Orders that come out below their least are then decided, the
    most filled first: filled at least so far, or dropped, whichever is worth more.
    """
    case = _Case(rows, problem, spends, dict(orders), {})
    relaxed = case.relaxed()
    if relaxed is None:
        return None
    certain = case.decided(*relaxed)
    stated = case.stated(case.left, certain)
    if stated is None:
        return None
    stated = case.stated(_in_sight(stated), certain) or stated
    done = _settled(stated, problem, rows)
    return Joint(*relaxed, done, allotted(done, spends), granted(relaxed[0], spends), spends, case.unfilled)


@dataclass(frozen=True, slots=True, eq=False)
class _Case:
    """left, unfilled: orders still in, and those taken out with the reason; both change as they are decided."""

    rows: Rows
    problem: BatchProblem
    spends: Mapping[int, int]
    left: dict[int, Order]
    unfilled: dict[int, Unfilled]

    def stated(self, orders: Numbered, certain: Mapping[int, int]) -> Stated | None:
        """The program of these orders."""
        return state(self.rows, self.problem, orders, certain, self.spends) if orders else None

    def relaxed(self) -> tuple[Stated, Optimum] | None:
        """With all limits as levels, without what nothing joins and what keeps all others from being solved."""
        while self.left:
            stated = self.stated(self.left, {})
            for apart in self.left.keys() - (stated.orders.keys() if stated is not None else set()):
                self._drop(apart, Unfilled.NOT_JOINED)
            if stated is None:
                return None
            found = solve(stated.program.network)
            if fills(found):
                return stated, found
            self._drop(_hopeless(stated), Unfilled.INSUFFICIENT_LIQUIDITY)
        return None

    def decided(self, stated: Stated, found: Optimum) -> dict[int, int]:
        """What is certain of orders that have a least; the others of these are dropped."""
        share = _shares(stated, found)
        certain = {n: self.left[n].at_least for n, part in share.items() if part >= 1.0}
        for number in sorted((n for n in share if n not in certain), key=lambda n: (-share[n], n)):
            order = self.left[number]
            sure = certain | {number: order.at_least}
            without = {n: other for n, other in self.left.items() if n != number}
            if share[number] and self.worth(self.left, sure) > self.worth(without, certain):
                certain = sure
            else:
                self._drop(number, Unfilled.LIMIT_NOT_MET)
        return certain

    def worth(self, orders: Numbered, certain: Mapping[int, int]) -> float:
        """Surplus of the optimum, in the batch's value; -inf where it does not fill what is certain."""
        stated = self.stated(orders, certain)
        found = None if stated is None else solve(stated.program.network)
        if stated is None or found is None or not fills(found):
            return -np.inf if certain else 0.0
        return (found.primal - granted(stated, self.spends)) * stated.worth

    def _drop(self, number: int, why: Unfilled) -> None:
        self.unfilled[number] = why
        del self.left[number]


def _shares(stated: Stated, found: Optimum) -> dict[int, float]:
    """Of orders with a least: how much of it the optimum fills."""
    done, shares = filled(stated, found), dict[int, float]()
    for number, order in stated.orders.items():
        if order.limit is not None and order.at_least:
            units = done.amount[number] * float(stated.program.unit[stated.program.place(order.fixed_token)])
            part = units / order.at_least
            shares[number] = 1.0 if part >= 1 - _WHOLE else part if part > _WHOLE else 0.0
    return shares


def _in_sight(stated: Stated) -> dict[int, Order]:
    """Without orders whose limits are far from every price: a token in which only they count surplus keeps none."""
    found, program = solve(stated.program.network), stated.program
    done, prices = filled(stated, found), found.prices / program.unit

    def far(number: int, order: Order) -> bool:
        if order.limit is None or done.amount[number] > 0:
            return False
        sell, buy = (float(prices[program.place(token)]) for token in (order.sell_token, order.buy_token))
        return not sell >= float(order.limit) * buy * (1 - _SIGHT)

    return {n: order for n, order in stated.orders.items() if not far(n, order)}


def idle_worth(stated: Stated, prices: Floats) -> float:
    """What the rest would pay for what nothing could fill, in scaled worth: bounds speak of that, too."""
    total, at = 0.0, prices / stated.program.unit
    for number, units in stated.idle.items():
        order = stated.orders[number]
        limit = float(order.limit or 0)
        sell, buy = (float(at[stated.program.place(token)]) for token in (order.sell_token, order.buy_token))
        total += units * max(0.0, sell - limit * buy if order.exact_in else sell / limit - buy)
    return total


def granted(stated: Stated, spends: Mapping[int, int]) -> float:
    """Worth of what buys without limit may spend: it is there as surplus is, and is none."""
    program, value, total = stated.program, stated.program.network.value, 0.0
    for number, order in stated.orders.items():
        if not order.exact_in and order.limit is None:
            place = program.place(order.sell_token)
            total += spends.get(number, 0) / float(program.unit[place]) * float(value[place])
    return total


def _hopeless(stated: Stated) -> int:
    """Of orders that must receive something the largest by worth: what markets cannot deliver is most likely its.

    Without any the one whose limit is the farthest from what tokens are worth: numbers fail at that first.
    """
    program = stated.program
    demands = {
        n: order.amount / float(program.unit[program.place(order.buy_token)])
        for n, order in stated.orders.items()
        if not order.exact_in and order.limit is None
    }
    return max(demands or stated.orders, key=lambda n: demands[n] if demands else _oddness(stated, stated.orders[n]))


def _oddness(stated: Stated, order: Order) -> float:
    sell, buy = (stated.values.get(token, 0.0) for token in (order.sell_token, order.buy_token))
    if order.limit is None or not sell or not buy:
        return 0.0
    return abs(float(np.log(float(order.limit)) + np.log(buy) - np.log(sell)))


def _settled(stated: Stated, problem: BatchProblem, rows: Rows) -> Settled:
    """Over the markets that earn their gas, at the values at which all of them clear.

    At the first values opposite orders may look as well served without any market, at a price far from the markets'.
    """
    free = settled(stated)
    chosen = _worth_their_gas(free.stated, problem, rows)
    return free if chosen is free.stated else settled(chosen)


def _worth_their_gas(stated: Stated, problem: BatchProblem, rows: Rows) -> Stated:
    """Over the markets that earn their gas."""
    costs = gas_costs(stated, problem, rows.markets)
    if not costs.any():
        return stated
    ready = prepare(stated.program.network)
    trials = Trials.of(stated.program, ready, solve(ready))
    try:
        choice = choose(trials, costs[list(trials.places)], solves=_SOLVES)
    except NothingFills:
        return stated
    on = [place for place, on in zip(trials.places, choice.on, strict=True) if on]
    return replace(stated, program=restricted(stated.program, on))


def gas_costs(stated: Stated, problem: BatchProblem, markets: Sequence[Market]) -> Floats:
    """By market, of its smallest hop, in scaled worth."""
    price = float(problem.gas_price_units) * stated.values.get(problem.gas_token, 0.0) / stated.worth
    costs = np.zeros(len(markets))
    if price:
        for place in stated.program.owners.markets():
            costs[place] = least_gas(markets[place]) * price
    return costs
