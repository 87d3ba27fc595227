"""A batch solved as one: orders that it cannot fill within their limits are dropped, and the rest is solved again."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from solver.markets.market import Market
from solver.optimizer.batch.allotment import Allotment, allotted
from solver.optimizer.batch.endings import Unfilled
from solver.optimizer.batch.spreading import Settled, settled
from solver.optimizer.batch.statement import Numbered, Stated, certain_spend, state
from solver.optimizer.certificate.figures import least_gas
from solver.optimizer.costing import Trials, fills
from solver.optimizer.dual.solve import prepare, solve
from solver.optimizer.fixed_costs.choice import NothingFills, choose
from solver.optimizer.orders import BatchProblem
from solver.optimizer.program.earned import earned_rows
from solver.optimizer.program.network import Floats, Optimum
from solver.optimizer.program.restriction import restricted
from solver.optimizer.program.rows import Rows

_SOLVES = 60


@dataclass(frozen=True, slots=True, eq=False)
class Joint:
    """whole, found: over all markets, gas apart; settled: over the markets that earn their gas.

    granted: what the program counts as worth, yet is no surplus, in scaled worth; unfilled: orders dropped, and why
    """

    whole: Stated
    found: Optimum
    settled: Settled
    allotment: Allotment
    granted: float
    unfilled: Mapping[int, Unfilled]

    @property
    def bound(self) -> float:
        """Surplus of these orders that no answer exceeds, gas apart, in the batch's value."""
        aside = earned_rows(self.whole.program.aside, self.found.prices)
        return (self.found.dual + sum(float(rows.sum()) for rows in aside) - self.granted) * self.whole.worth


def jointly(rows: Rows, problem: BatchProblem, orders: Numbered, spends: Mapping[int, int]) -> Joint | None:
    """The continuous answer; None where no order is left."""
    left, unfilled = dict(orders), dict[int, Unfilled]()
    while left:
        stated = state(rows, problem, left, spends)
        apart = left.keys() - (stated.orders.keys() if stated is not None else set())
        unfilled |= dict.fromkeys(apart, Unfilled.NOT_JOINED)
        left = {n: order for n, order in left.items() if n not in apart}
        if stated is None:
            return None
        found = solve(stated.program.network)
        if not fills(found):
            hopeless = _largest_demand(stated)
            if hopeless is None:
                return None
            unfilled[hopeless] = Unfilled.INSUFFICIENT_LIQUIDITY
            del left[hopeless]
            continue
        done = _settled(stated, problem, rows)
        allotment = allotted(done, spends)
        broken = _worst(stated, allotment)
        if broken is None:
            return Joint(stated, found, done, allotment, granted(stated, spends), unfilled)
        unfilled[broken] = Unfilled.LIMIT_NOT_MET
        del left[broken]
    return None


def granted(stated: Stated, spends: Mapping[int, int]) -> float:
    """Worth of the limits of what is certain: it arrives as surplus does, and is none."""
    program, value, total = stated.program, stated.program.network.value, 0.0
    for number, order in stated.orders.items():
        place = program.place(order.surplus_token)
        units = 0.0
        if order.exact_in and order.limit is not None:
            units = float(order.at_least * order.limit)
        elif not order.exact_in and order.limit is None:
            units = certain_spend(order, spends.get(number, 0))
        total += units / float(program.unit[place]) * float(value[place])
    return total


def _largest_demand(stated: Stated) -> int | None:
    """The order that must receive most, by worth: what the markets cannot deliver is most likely its."""
    program = stated.program
    demands = {
        n: order.at_least / float(program.unit[program.place(order.buy_token)])
        for n, order in stated.orders.items()
        if not order.exact_in and order.at_least
    }
    return max(demands, key=lambda n: demands[n], default=None)


def _worst(stated: Stated, allotment: Allotment) -> int | None:
    """The order whose fill is farthest beyond its limit."""
    beyond = {}
    for number, one in allotment.by_order.items():
        order = stated.orders[number]
        if order.limit is not None and not one.within(order):
            beyond[number] = one.bought / (float(order.limit) * one.sold)
    return min(beyond, key=lambda n: beyond[n], default=None)


def _settled(stated: Stated, problem: BatchProblem, rows: Rows) -> Settled:
    """Over the markets that earn their gas, at the values at which all of them clear.

    At the first values opposite orders may look as well served without any market, at a price far from the markets'.
    """
    free = settled(stated, solve)
    chosen = _worth_their_gas(free.stated, problem, rows)
    return free if chosen is free.stated else settled(chosen, solve)


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
