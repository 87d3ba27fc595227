"""The endings of an intent for this solver, closed: exactly one each."""

from dataclasses import dataclass
from enum import StrEnum

from solver.domain.primitives import Address, Hash


class Reason(StrEnum):
    """Why an intent is declined; the value is what database and reports show."""

    MALFORMED = "malformed"
    WRONG_REACTOR = "wrong_reactor"
    UNKNOWN_RESOLVER = "unknown_resolver"
    UNKNOWN_TOKEN = "unknown_token"  # noqa: S105 - a reason, not a password
    BAD_RECIPIENT = "bad_recipient"
    BAD_RULE = "bad_rule"
    BAD_LIFETIME = "bad_lifetime"
    BAD_LEGS = "bad_legs"
    WRONG_HEDGE_SIDE = "wrong_hedge_side"
    EXPIRED = "expired"
    NOT_YET_VALID = "not_yet_valid"
    FORGED = "forged"
    NONCE_USED = "nonce_used"
    CANCELLED = "cancelled"
    DUPLICATE = "duplicate"
    INSUFFICIENT_BALANCE = "insufficient_balance"
    INSUFFICIENT_ALLOWANCE = "insufficient_allowance"
    UNREACHABLE_LIMIT = "unreachable_limit"
    NO_ROUTE = "no_route"
    SIMULATION_FAILED = "simulation_failed"
    TOO_LATE = "too_late"
    HALTED = "halted"


@dataclass(frozen=True, slots=True)
class Settled:
    """Our transaction filled it; spent and received as the reactor's event says."""

    tx_hash: Hash
    block_number: int
    spent: tuple[int, ...]
    received: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Declined:
    """We did not bid, for a named reason; detail is one line for a person."""

    reason: Reason
    detail: str


@dataclass(frozen=True, slots=True)
class Lost:
    """A rival's bid won; winner is None where the house does not tell."""

    winner: Address | None
    winning_amount: int | None
    our_amount: int


@dataclass(frozen=True, slots=True)
class Reverted:
    """Our transaction landed and failed."""

    tx_hash: Hash
    block_number: int
    error: str


@dataclass(frozen=True, slots=True)
class Expired:
    """We won and did not land before the window, exclusivity or deadline ended."""

    last_block: int
    detail: str


Ending = Settled | Declined | Lost | Reverted | Expired


def ending_kind(ending: Ending) -> str:
    """The ending's one name in database, reports and logs."""
    match ending:
        case Settled():
            return "settled"
        case Declined():
            return "declined"
        case Lost():
            return "lost"
        case Reverted():
            return "reverted"
        case Expired():
            return "expired"
