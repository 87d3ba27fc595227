"""Running legs backward: what is wanted of a token tells what is needed of those before, down to what is sold."""

from collections import Counter
from collections.abc import Mapping, Sequence

from solver.domain.primitives import Address
from solver.optimizer.integer.account import Account, open_account
from solver.optimizer.integer.course import Course, Filled
from solver.optimizer.integer.lanes import Lane
from solver.optimizer.integer.leftovers import leftovers
from solver.optimizer.integer.legs import Leg
from solver.optimizer.integer.ordering import topological
from solver.optimizer.integer.outcome import Reason
from solver.optimizer.integer.polish import acquire, plainly_acquired
from solver.optimizer.integer.sharing import by_weight

_Run = tuple[Leg, Lane, int]


def runs_backward(course: Course, legs: Sequence[Leg]) -> bool:
    """Whether every order wants an exact amount, no market serves twice, and nothing pays what orders sell."""
    sold = {trade.sell_token for trade in course.trades}
    return (
        not any(trade.exact_in for trade in course.trades)
        and max(Counter(leg.market for leg in legs).values(), default=1) == 1
        and not any(leg.token_out in sold for leg in legs)
        and not sold & {trade.buy_token for trade in course.trades}
        and topological(legs) is not None
    )


def backward(course: Course, legs: Sequence[Leg], *, polished: bool) -> Filled | Reason:
    """The least that pays exactly what the orders want; for legs that run backward. polished: as in forward."""
    order, needed = topological(legs) or (), course.wanted()
    account = open_account(course, legs, {})
    runs: list[_Run] = []
    for token in reversed(order):
        paying = [leg for leg in legs if leg.token_out == token]
        if not paying or not needed.get(token):
            continue
        lanes = [account.lane(leg) for leg in paying]
        weights, wanted = [leg.got for leg in paying], needed.pop(token)
        split = (None if polished else plainly_acquired(lanes, weights, wanted)) or acquire(lanes, weights, wanted)
        if split is None:
            return Reason.INSUFFICIENT_LIQUIDITY
        for leg, through, amount in zip(paying, lanes, split.inputs, strict=True):
            needed[leg.token_in] = needed.get(leg.token_in, 0) + amount
            runs.append((leg, through, amount))
    sold = _sold(course, needed)
    return Reason.NO_EXECUTABLE_ORDER if sold is None else _run(course, account, order, runs, sold)


def _sold(course: Course, needed: Mapping[Address, int]) -> tuple[int, ...] | None:
    """What each order sells of what is needed in the end; None where something else is needed."""
    shares = dict[Address, list[int]]()
    for token, amount in needed.items():
        sellers = [trade for trade in course.trades if trade.sell_token == token]
        if amount and not sellers:
            return None
        shares[token] = by_weight(amount, [trade.about_sold for trade in sellers])
    return tuple(shares[t.sell_token].pop(0) if shares.get(t.sell_token) else 0 for t in course.trades)


def _run(
    course: Course, account: Account, order: Sequence[Address], runs: Sequence[_Run], sold: tuple[int, ...]
) -> Filled:
    account.balances.update(course.start(sold))
    for token in order:
        for leg, through, amount in runs:
            if leg.token_in == token:
                account.run(leg, through, amount)
    legs = [leg for leg, _, _ in runs]
    left = leftovers(account, legs, sold)
    return Filled(tuple(account.hops), account.gas, sold, account.balances, left=left, loose=left)
