"""What prices and flows are worth, by themselves."""

from typing import NamedTuple

from solver.optimizer.dual.arrays import Order
from solver.optimizer.dual.compiled import compiled
from solver.optimizer.program.network import Floats


class Account(NamedTuple):
    """dual, primal: as in Optimum; short: the worst missing token's worth; scale: what they are measured by."""

    dual: float
    primal: float
    short: float
    scale: float


@compiled
def judged(order: Order, prices: Floats, psi: Floats, earned: float) -> Account:
    """Of psi (T), supply and all flows, and what all markets earned. Missing tokens are charged at the prices."""
    dual, primal, short, supplied = earned, 0.0, 0.0, 0.0
    for t in range(psi.size):
        dual += order.supply[t] * prices[t]
        supplied += abs(order.supply[t]) * prices[t]
        if order.fixed[t] or psi[t] > 0.0:
            primal += order.value[t] * psi[t]
        else:
            primal += prices[t] * psi[t]
            short = max(short, -prices[t] * psi[t])
    return Account(dual, primal, short, max(supplied, abs(primal)))
