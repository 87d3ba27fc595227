"""The house's JSON as domain values; bytes that do not fit raise Refused with code 'malformed'."""

from typing import TypeVar

import msgspec

from solver.adapters.auctions.house import shapes
from solver.domain.auction import (
    AuctionedIntent,
    AuctionResult,
    Award,
    Cosignature,
    Listing,
    RevealedBid,
    Side,
)
from solver.domain.nesting import require_shallow
from solver.domain.primitives import Address, DomainError, Hash
from solver.intents.codec import from_wire
from solver.intents.wire import SignedWire
from solver.ports import AuctionEvent, Closed, Opened, Refused

WHO = "auction house"
_SHOWN = 200

S = TypeVar("S")


def shape(kind: type[S], body: bytes | str) -> S:
    """Decode JSON of one shape."""
    try:
        octets = body.encode() if isinstance(body, str) else body
        return msgspec.json.decode(require_shallow(octets), type=kind)
    except (msgspec.MsgspecError, UnicodeError, RecursionError) as error:
        raise malformed(error) from error


def malformed(error: Exception) -> Refused:
    """The refusal for an answer that makes no sense."""
    return Refused(WHO, "malformed", f"{type(error).__name__}: {error}"[:_SHOWN])


def listing(value: shapes.ListingShape) -> Listing:
    """A listing."""
    return Listing(
        Hash(value.auction_id),
        Address(value.sell_token),
        Address(value.buy_token),
        Side(value.side),
        value.size_bucket,
        value.opens_at_block,
        value.bids_close_at_block,
    )


def event(name: str, data: str) -> AuctionEvent | None:
    """A streamed event; None for kinds this program does not know."""
    if name == "opened":
        return Opened(listing(shape(shapes.ListingShape, data)))
    if name == "closed":
        return Closed(Hash(shape(shapes.ClosedShape, data).auction_id))
    return None


def polled(value: shapes.OpenedEventShape | shapes.ClosedEventShape) -> AuctionEvent:
    """A polled event."""
    if isinstance(value, shapes.OpenedEventShape):
        return Opened(listing(value.data))
    return Closed(Hash(value.data.auction_id))


def auctioned(body: bytes) -> AuctionedIntent:
    """A full intent, nothing verified."""
    value = shape(shapes.AuctionedShape, body)
    try:
        return AuctionedIntent(listing(value.listing), from_wire(SignedWire(value.intent, value.signature)))
    except (DomainError, ValueError) as error:
        raise malformed(error) from error


def award(auction_id: Hash, body: bytes) -> Award:
    """Our award, nothing checked but its shape."""
    value = shape(shapes.AwardShape, body)
    c = value.cosigned
    try:
        cosigned = Cosignature(
            Hash(c.intent_hash),
            c.fill_index,
            c.valid_until,
            c.decay_start,
            c.exclusive_until,
            Address(c.exclusive_filler),
            c.override_bps,
            tuple(map(int, c.spend_caps)),
            tuple(map(int, c.receive_floors)),
        )
        return Award(auction_id, cosigned, bytes.fromhex(value.cosignature[2:]))
    except DomainError as error:
        raise malformed(error) from error


def result(auction_id: Hash, body: bytes) -> AuctionResult:
    """A result; one of another auction is malformed."""
    value = shape(shapes.ResultShape, body)
    if value.auction_id != auction_id:
        raise Refused(WHO, "malformed", f"asked for {auction_id}, answered {value.auction_id}")
    bids = tuple(
        RevealedBid(
            Address(line.bidder),
            None if line.executor is None else Address(line.executor),
            None if line.amount is None else int(line.amount),
        )
        for line in value.bids
    )
    return AuctionResult(
        auction_id, value.closed_at_block, None if value.winner is None else Address(value.winner), bids
    )


def refusal(status: int, body: bytes) -> Refused:
    """An error answer with its code, or 'http_<status>' where it names none."""
    try:
        error = msgspec.json.decode(require_shallow(body), type=shapes.ErrorShape).error
        code = error.code if isinstance(error.code, str) else f"http_{status}"
        return Refused(WHO, code, error.message[:_SHOWN])
    except (msgspec.MsgspecError, UnicodeError, RecursionError):
        return Refused(WHO, f"http_{status}", body[:_SHOWN].decode(errors="replace"))
