"""What becomes of an auction and of each of its orders."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from solver.adapters.auctions.cow.auction import Unusable
from solver.adapters.auctions.cow.solution import Solution
from solver.optimizer.answer import NoRoute, Refusal


class Unfilled(StrEnum):
    """Why no solution fills an order."""

    NO_PATH = "no_path"
    INSUFFICIENT_LIQUIDITY = "insufficient_liquidity"
    NO_EXECUTABLE_ORDER = "no_executable_order"
    LIMIT_NOT_MET = "limit_not_met"
    FEE_EXCEEDS_ORDER = "fee_exceeds_order"
    NO_REFERENCE_PRICE = "no_reference_price"
    FAULTY = "faulty"
    OUT_OF_TIME = "out_of_time"


@dataclass(frozen=True, slots=True)
class NotFilled:
    """An expected ending; detail is one line."""

    reason: Unfilled | Unusable
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Proven:
    """How good a solution is proven to be, as domain.route.Certificate says it; None was not computed.

    bound: objective units that nothing exceeds (or undercuts), gas apart. primal: what the continuous optimum comes to
        Of several orders, and of one that is filled in part, both are surplus in wei, primal that of the trades
    gap: of the continuous optimum, and what the trades fall short of the amounts it was made into
    integer_distance: in units of the objective token
    """

    method: str
    status: str
    bound: float | None
    primal: float | None
    gap: float | None
    shortfall: float | None
    gas_bound: float | None
    integer_distance: float | None
    iterations: int


@dataclass(frozen=True, slots=True)
class Solved:
    """One solution without faults, and its proof."""

    solution: Solution
    proven: Proven


@dataclass(frozen=True, slots=True)
class Ending:
    """solved: one that settles several orders first, then the others in the auction's order. unfilled: by uid."""

    solved: tuple[Solved, ...]
    unfilled: Mapping[str, NotFilled]


def not_routed(found: NoRoute) -> NotFilled:
    """The optimizer's reason under our name."""
    match found.reason:
        case Refusal.NO_PATH:
            return NotFilled(Unfilled.NO_PATH, found.detail)
        case Refusal.INSUFFICIENT_LIQUIDITY:
            return NotFilled(Unfilled.INSUFFICIENT_LIQUIDITY, found.detail)
        case Refusal.NO_EXECUTABLE_ORDER:
            return NotFilled(Unfilled.NO_EXECUTABLE_ORDER, found.detail)
