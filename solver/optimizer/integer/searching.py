"""Exact amounts out where legs do not run backward: how much must be sold is searched by running them forward."""

from collections.abc import Sequence

from solver.domain.primitives import Address
from solver.optimizer.integer.course import Course, Filled
from solver.optimizer.integer.forward import forward
from solver.optimizer.integer.legs import Leg
from solver.optimizer.integer.outcome import Reason

_ROUNDS = 12


def searched(course: Course, legs: Sequence[Leg]) -> Filled | Reason:
    """The least sale found that pays all that is wanted, by proportional steps from what the orders expect to sell."""
    sold, best = [trade.about_sold for trade in course.trades], None
    last: Reason = Reason.INSUFFICIENT_LIQUIDITY
    for number in range(_ROUNDS):
        filled = forward(course, legs, sold, polished=True)
        if isinstance(filled, Reason):
            last = filled
            break
        missing = {token: least - filled.end.get(token, 0) for token, least in course.wanted().items()}
        if max(missing.values()) <= 0 and (best is None or sum(filled.sold) < sum(best.sold)):
            best = filled
        adjusted = [_adjusted(course, place, amount, missing, number) for place, amount in enumerate(sold)]
        if adjusted == sold:
            break
        sold = adjusted
    return best or last


def _adjusted(course: Course, place: int, sold: int, missing: dict[Address, int], number: int) -> int:
    """What an order for an exact amount should sell so that what is missing (or too much) comes in at its price.

    What is missing is charged generously the later it is, so that the search ends above; what is too much is given back
    rounded down.
    """
    trade = course.trades[place]
    if trade.exact_in:
        return sold
    short = missing[trade.buy_token]
    if short > 0:
        return sold + -(-short * sold // trade.amount) * (1 + number // 4) + number // 2
    return max(1, sold - -short * sold // trade.amount)
