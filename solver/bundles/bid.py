"""What to bid: what the route delivers, less gas, less what we keep; never beyond either limit."""

from dataclasses import dataclass

from solver.domain.auction import Side
from solver.domain.ending import Declined, Reason
from solver.domain.hedge import HedgePlan
from solver.domain.route import Route

_WHOLE_BPS = 10_000


@dataclass(frozen=True, slots=True)
class FixedBid:
    """What we keep: a part of the order's own value and a share of what the route gains over the intent's limit."""

    margin_bps: int = 0
    share_bps: int = 0

    def __post_init__(self) -> None:
        if not (0 <= self.margin_bps <= _WHOLE_BPS and 0 <= self.share_bps <= _WHOLE_BPS):
            raise ValueError(f"margin {self.margin_bps} and share {self.share_bps} must lie in 0..{_WHOLE_BPS} bps")


@dataclass(frozen=True, slots=True)
class Priced:
    """A bid, and what is left for us when the route and its gas come in as estimated; units of the objective token.

    worth: what the trade can give (EXACT_IN) or needs (EXACT_OUT) after gas; a bid on it leaves nothing
    """

    amount: int
    worth: int
    profit: int


def price(plan: HedgePlan, route: Route, policy: FixedBid, gas_cost_units: int) -> Priced | Declined:
    """The fixed policy's bid; gas_cost_units is the whole transaction's gas in units of the objective token.

    Margins round up, for us; the bid stays at or inside the intent's limit, and our profit at or above zero.
    """
    if route.amount_in > plan.amount and plan.side is Side.EXACT_IN:
        return Declined(Reason.NO_ROUTE, f"the route needs {route.amount_in} of {plan.amount}")
    if route.amount_out < plan.amount and plan.side is Side.EXACT_OUT:
        return Declined(Reason.NO_ROUTE, f"the route gives {route.amount_out} of {plan.amount}")
    if plan.side is Side.EXACT_IN:
        worth = route.amount_out - gas_cost_units
        room = worth - plan.limit
    else:
        worth = route.amount_in + gas_cost_units
        room = plan.limit - worth
    if room < 0:
        return Declined(Reason.UNREACHABLE_LIMIT, f"after gas {worth} against a limit of {plan.limit}")
    kept = min(_bps_up(worth, policy.margin_bps) + _bps_up(room, policy.share_bps), room)
    return Priced(worth - kept if plan.side is Side.EXACT_IN else worth + kept, worth, kept)


def _bps_up(units: int, bps: int) -> int:
    return -(-units * bps // _WHOLE_BPS)
