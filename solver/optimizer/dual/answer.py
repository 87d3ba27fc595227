"""From the end of a search to flows, and their worth, judged by the flows alone."""

from typing import NamedTuple

import numpy as np

from solver.optimizer.dual.arrays import Markets, Order, Point
from solver.optimizer.dual.compiled import compiled
from solver.optimizer.dual.ladders import ladder_flows
from solver.optimizer.dual.pairs import pair_flows
from solver.optimizer.program.network import Floats, Places


class Flows(NamedTuple):
    """As the fields of Optimum with these names; *_earned: what each market's best arbitrage is worth."""

    product_in: Floats
    product_out: Floats
    product_earned: Floats
    curve_in: Floats
    curve_out: Floats
    curve_earned: Floats


class Account(NamedTuple):
    """dual, primal: as in Optimum; short: the worst missing token's worth; scale: what they are measured by."""

    dual: float
    primal: float
    short: float
    scale: float


@compiled
def flows_at(markets: Markets, at: Point) -> Flows:
    """What every market trades at these prices."""
    pairs, curves = markets.pairs.drag.size, markets.ladders.keep.size
    flows = Flows(
        np.empty((pairs, 2)), np.empty((pairs, 2)), np.empty(pairs), np.empty(curves), np.empty(curves),
        np.empty(curves),
    )  # fmt: skip
    pair_flows(markets.pairs, at, flows.product_in, flows.product_out, flows.product_earned)
    ladder_flows(markets.ladders, at, flows.curve_in, flows.curve_out, flows.curve_earned)
    return flows


@compiled
def _add_two_way(ends: Places, takes: Floats, pays: Floats, psi: Floats) -> None:
    for i in range(ends.shape[0]):
        for side in range(2):
            psi[ends[i, side]] += pays[i, side] - takes[i, side]


@compiled
def _add_one_way(ends: Places, takes: Floats, pays: Floats, psi: Floats) -> None:
    for i in range(ends.shape[0]):
        psi[ends[i, 0]] -= takes[i]
        psi[ends[i, 1]] += pays[i]


@compiled
def account(markets: Markets, order: Order, prices: Floats, flows: Flows) -> Account:
    """Missing tokens are charged to the primal at these prices."""
    psi = order.supply.copy()
    _add_two_way(markets.pairs.ends, flows.product_in, flows.product_out, psi)
    _add_one_way(markets.ladders.ends, flows.curve_in, flows.curve_out, psi)
    dual = flows.product_earned.sum() + flows.curve_earned.sum()
    primal, short, supplied = 0.0, 0.0, 0.0
    for t in range(psi.size):
        dual += order.supply[t] * prices[t]
        supplied += abs(order.supply[t]) * prices[t]
        if order.fixed[t] or psi[t] > 0.0:
            primal += order.value[t] * psi[t]
        else:
            primal += prices[t] * psi[t]
            short = max(short, -prices[t] * psi[t])
    return Account(dual, primal, short, max(supplied, abs(primal)))
