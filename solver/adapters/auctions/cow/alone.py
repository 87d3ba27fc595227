"""One order as one solution, with the fee that pays for its gas.

The fee of a sell order comes out of what it sells, so the route decides the fee and the fee the route: both are found
in turns. The fee is the rule's for the gas of the answer; only where turns do not end is it the most that any of them
asked for.
"""

from collections.abc import Callable
from fractions import Fraction

from solver.adapters.auctions.cow.auction import AuctionOrder, CowAuction
from solver.adapters.auctions.cow.case import Case
from solver.adapters.auctions.cow.endings import NotFilled, Solved, Unfilled
from solver.adapters.auctions.cow.filling import Filled, halved, part, whole
from solver.adapters.auctions.cow.solution import SETTLEMENT_GAS, Solution, Trade, faults
from solver.optimizer.route import Kind

_TURNS, _PATIENT = 8, 4


def alone(
    case: Case, order: AuctionOrder, kind: Kind, expired: Callable[[], bool] = lambda: False
) -> Solved | NotFilled:
    """The best solution that fills this order and no other.

    expired: whether no further routing may be begun; the first always is, and what has been found by then counts.
    """
    done = _with_fee(case, order, kind, expired)
    if isinstance(done, NotFilled):
        return done
    filled, fee = done
    trade = Trade(order, filled.sold, fee, filled.bought)
    prices = {order.sell_token: filled.bought, order.buy_token: filled.sold}
    return checked(Solved(Solution(prices, (trade,), filled.hops, filled.gas), filled.proven), case.auction)


def checked(solved: Solved, auction: CowAuction) -> Solved | NotFilled:
    """The solution itself, if nothing speaks against it."""
    found = faults(solved.solution, auction)
    return NotFilled(Unfilled.FAULTY, "; ".join(found)) if found else solved


def _with_fee(
    case: Case, order: AuctionOrder, kind: Kind, expired: Callable[[], bool]
) -> tuple[Filled, int] | NotFilled:
    fee = case.fee(order, SETTLEMENT_GAS)
    if fee is None:
        return NotFilled(Unfilled.NO_REFERENCE_PRICE, f"nothing says what {order.sell_token} is worth")
    enough: tuple[Filled, int] | None = None
    rate: Fraction | None = None
    for turn in range(_TURNS):
        if fee >= order.sell_amount:
            return NotFilled(Unfilled.FEE_EXCEEDS_ORDER, f"a fee of {fee} out of {order.sell_amount}")
        if turn and expired():
            return _within(order, enough) if enough else NotFilled(Unfilled.OUT_OF_TIME, "its fee is not known yet")
        filled = _filled(case, order, order.sell_amount - fee, kind, rate, expired=expired)
        if isinstance(filled, NotFilled):
            return filled
        due = case.fee(order, filled.gas) or 0
        if due == fee or not order.exact_in:
            enough = filled, due
            break
        if due < fee:
            enough = filled, fee
        fee = due if turn < _PATIENT else max(due, fee)
        rate = Fraction(filled.bought, filled.sold)
    return _within(order, enough)


def _filled(
    case: Case,
    order: AuctionOrder,
    most_sold: int,
    kind: Kind,
    rate: Fraction | None,
    *,
    expired: Callable[[], bool],
) -> Filled | NotFilled:
    """What an order buys does not depend on its fee; what it sells does."""
    amount = most_sold if order.exact_in else order.buy_amount
    if not order.partially_fillable or order.limit is None:
        return whole(case, order, amount, kind, rate)
    if kind == "convex":
        return part(case, order, amount, rate, expired)
    return halved(case, order, amount, kind, rate, expired=expired)


def _within(order: AuctionOrder, enough: tuple[Filled, int] | None) -> tuple[Filled, int] | NotFilled:
    """The fill, if the order's limit bears the fee too."""
    if enough is None:
        return NotFilled(Unfilled.FEE_EXCEEDS_ORDER, "the fee does not settle")
    filled, fee = enough
    given = filled.sold + fee
    if given > order.sell_amount or filled.bought * order.sell_amount < order.buy_amount * given:
        return NotFilled(Unfilled.LIMIT_NOT_MET, f"{filled.bought} for {given}, {fee} of it the fee")
    return enough
