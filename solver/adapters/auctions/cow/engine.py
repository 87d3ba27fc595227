"""From an auction to its solutions."""

from collections.abc import Callable

from solver.adapters.auctions.cow.alone import alone
from solver.adapters.auctions.cow.auction import AuctionOrder, CowAuction
from solver.adapters.auctions.cow.case import Case
from solver.adapters.auctions.cow.choosing import worth_joining
from solver.adapters.auctions.cow.endings import Ending, NotFilled, Solved, Unfilled
from solver.adapters.auctions.cow.jointly import together
from solver.optimizer.route import Kind

Expired = Callable[[], bool]
"""Whether no further routing may be begun, of one order or of several."""


def solve(auction: CowAuction, kind: Kind, expired: Expired = lambda: False) -> Ending:
    """Several orders jointly where one price a token leaves them no less than each has by itself; all others alone.

    Only "convex" fills several orders at once.
    """
    case = Case.of(auction)
    joint, ended = _several(case, expired) if kind == "convex" and len(auction.orders) > 1 else (None, {})
    solved = [] if joint is None else [joint]
    settled = {trade.order.uid for one in solved for trade in one.solution.trades}
    unfilled = {uid: NotFilled(why) for uid, why in auction.refused}
    for order in auction.orders:
        if order.uid in settled:
            continue
        done = ended.get(order.uid) or _by_itself(case, order, kind, expired)
        if isinstance(done, NotFilled):
            unfilled[order.uid] = done
        else:
            solved.append(done)
    return Ending(tuple(solved), unfilled)


def _several(case: Case, expired: Expired) -> tuple[Solved | None, dict[str, Solved | NotFilled]]:
    """Several orders in one solution; where they are no better off in it, what becomes of each by itself instead.

    Once time is over it is compared with those that are routed already.
    """
    joint = together(case, case.auction.orders, expired)
    if joint is None:
        return None, {}
    orders = [trade.order for trade in joint.solved.solution.trades]
    ended = {order.uid: _by_itself(case, order, "convex", expired) for order in orders}
    if worth_joining(joint, [one for one in ended.values() if isinstance(one, Solved)]):
        return joint.solved, {}
    return None, ended


def _by_itself(case: Case, order: AuctionOrder, kind: Kind, expired: Expired) -> Solved | NotFilled:
    return NotFilled(Unfilled.OUT_OF_TIME) if expired() else alone(case, order, kind, expired)
