"""From an auction to its solutions."""

from collections.abc import Callable

from solver.adapters.auctions.cow.alone import alone
from solver.adapters.auctions.cow.auction import CowAuction
from solver.adapters.auctions.cow.case import Case
from solver.adapters.auctions.cow.endings import Ending, NotFilled, Unfilled
from solver.adapters.auctions.cow.jointly import together
from solver.optimizer.route import Kind

Expired = Callable[[], bool]
"""Whether no further order, and no further turn of several, may be begun."""


def solve(auction: CowAuction, kind: Kind, expired: Expired = lambda: False) -> Ending:
    """Several orders jointly where one price a token serves them; every order that this leaves out, alone.

    Only "convex" fills several orders at once.
    """
    case = Case.of(auction)
    unfilled = {uid: NotFilled(why) for uid, why in auction.refused}
    joint = together(case, auction.orders, expired) if kind == "convex" and len(auction.orders) > 1 else None
    solved = [] if joint is None else [joint]
    settled = {trade.order.uid for one in solved for trade in one.solution.trades}
    for order in auction.orders:
        if order.uid in settled:
            continue
        done = NotFilled(Unfilled.OUT_OF_TIME) if expired() else alone(case, order, kind)
        if isinstance(done, NotFilled):
            unfilled[order.uid] = done
        else:
            solved.append(done)
    return Ending(tuple(solved), unfilled)
