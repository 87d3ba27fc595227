"""Every way in which the house says no; the value is the `code` of docs/reference/auction.yaml."""

from dataclasses import dataclass
from enum import StrEnum


class Code(StrEnum):
    """Closed list of refusals."""

    MALFORMED = "malformed"
    TOO_LARGE = "too_large"
    NOT_FOUND = "not_found"
    METHOD_NOT_ALLOWED = "method_not_allowed"
    WRONG_COSIGNER = "wrong_cosigner"
    UNSUPPORTED_SHAPE = "unsupported_shape"
    UNPRICED = "unpriced"
    ALREADY_AUCTIONED = "already_auctioned"
    BAD_SIGNATURE = "bad_signature"
    NOT_ALLOWED = "not_allowed"
    TOO_MANY_REQUESTS = "too_many_requests"
    UNKNOWN_AUCTION = "unknown_auction"
    BID_ALREADY_PLACED = "bid_already_placed"
    ALREADY_DECLINED = "already_declined"
    AUCTION_OPEN = "auction_open"
    AUCTION_CLOSED = "auction_closed"
    BELOW_LIMIT = "below_limit"
    NO_AWARD = "no_award"
    CHAIN_UNAVAILABLE = "chain_unavailable"
    INTERNAL = "internal"


STATUS: dict[Code, int] = {
    Code.MALFORMED: 400,
    Code.TOO_LARGE: 413,
    Code.NOT_FOUND: 404,
    Code.METHOD_NOT_ALLOWED: 405,
    Code.WRONG_COSIGNER: 422,
    Code.UNSUPPORTED_SHAPE: 422,
    Code.UNPRICED: 422,
    Code.ALREADY_AUCTIONED: 409,
    Code.BAD_SIGNATURE: 401,
    Code.NOT_ALLOWED: 403,
    Code.TOO_MANY_REQUESTS: 429,
    Code.UNKNOWN_AUCTION: 404,
    Code.BID_ALREADY_PLACED: 409,
    Code.ALREADY_DECLINED: 409,
    Code.AUCTION_OPEN: 409,
    Code.AUCTION_CLOSED: 410,
    Code.BELOW_LIMIT: 422,
    Code.NO_AWARD: 404,
    Code.CHAIN_UNAVAILABLE: 503,
    Code.INTERNAL: 500,
}


@dataclass(eq=False)
class Refusal(Exception):
    """A request that gets an Error as its answer; message is one line for a person."""

    code: Code
    message: str
