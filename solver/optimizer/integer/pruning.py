"""Dropping hops that do not earn their gas.

At the optimum's prices a hop earns what it pays less what it takes, both by worth: by duality no rest of the plan makes
up for less than that, so a hop that earns its gas stays. For any other the plan without it is tried exactly.
"""

from collections.abc import Sequence
from fractions import Fraction

from solver.markets.market import MarketError
from solver.optimizer.integer.backward import backward, runs_backward
from solver.optimizer.integer.course import Course, Filled, score
from solver.optimizer.integer.forward import forward
from solver.optimizer.integer.legs import Leg, connected

_MOST_TRIED = 12


def without_unprofitable(course: Course, legs: tuple[Leg, ...]) -> tuple[Leg, ...]:
    """The legs that are better kept than shared out among their neighbours."""
    if not course.rules.gas_worth:
        return legs
    loss = {leg: _gas_worth(course, leg) - _earned(course, leg) for leg in legs}
    suspects = sorted((leg for leg in legs if loss[leg] > 0), key=lambda leg: -loss[leg])
    here = _score(course, legs) if suspects else None
    for leg in suspects[:_MOST_TRIED]:
        if leg not in legs or len(legs) == 1:
            continue
        lesser = reaching(course, [other for other in legs if other != leg])
        there = _score(course, lesser)
        if there is not None and (here is None or there > here):
            legs, here = lesser, there
    return legs


def reaching(course: Course, legs: Sequence[Leg]) -> tuple[Leg, ...]:
    """Legs that what is sold can reach and that lead to what is bought; late settling may begin anywhere."""
    sources = {trade.sell_token for trade in course.trades}
    sources |= {leg.token_in for leg in legs if course.settles_late(leg)}
    return connected(legs, sources, {trade.buy_token for trade in course.trades})


def _score(course: Course, legs: tuple[Leg, ...]) -> Fraction | None:
    """Of the legs with plain shares; None where they cannot run. What is missing or too much counts at its worth."""
    if runs_backward(course, legs):
        filled = backward(course, legs, polished=False)
    else:
        filled = forward(course, legs, [trade.about_sold for trade in course.trades], polished=False)
    return score(course, filled, surplus=True) if isinstance(filled, Filled) else None


def _gas_worth(course: Course, leg: Leg) -> float:
    try:
        gas = course.markets[leg.market].gas(leg.token_in, leg.token_out, leg.spent)
    except MarketError:
        return 0.0
    return float(gas * course.rules.gas_worth)


def _earned(course: Course, leg: Leg) -> float:
    return leg.got * course.of_one(leg.token_out) - leg.spent * course.of_one(leg.token_in)
