"""JSON of docs/reference/auction.yaml: unknown fields, odd hex and numbers out of range are refused while decoding."""

from typing import Annotated, Literal

from msgspec import UNSET, Meta, Struct, UnsetType

from solver.intents.wire import AddressText, BytesText, HashText, IntentWire, UintText

Whole = Annotated[int, Meta(ge=0, le=2**63 - 1)]


class ListingShape(Struct, frozen=True, forbid_unknown_fields=True, rename="camel"):
    """Listing."""

    auction_id: HashText
    sell_token: AddressText
    buy_token: AddressText
    side: Literal["exact_in", "exact_out"]
    size_bucket: Annotated[int, Meta(ge=0, le=90)]
    opens_at_block: Whole
    bids_close_at_block: Whole


class ClosedShape(Struct, frozen=True, forbid_unknown_fields=True, rename="camel"):
    """ClosedNotice."""

    auction_id: HashText


class OpenedEventShape(Struct, frozen=True, forbid_unknown_fields=True, tag_field="type", tag="opened"):
    """Event of an opening."""

    id: Whole
    data: ListingShape


class ClosedEventShape(Struct, frozen=True, forbid_unknown_fields=True, tag_field="type", tag="closed"):
    """Event of a close."""

    id: Whole
    data: ClosedShape


class EventsShape(Struct, frozen=True, forbid_unknown_fields=True):
    """A page of events."""

    events: Annotated[list[OpenedEventShape | ClosedEventShape], Meta(max_length=1000)]
    next: Whole


class AuctionedShape(Struct, frozen=True, forbid_unknown_fields=True):
    """A full intent with its listing."""

    listing: ListingShape
    intent: IntentWire
    signature: BytesText


class BidShape(Struct, frozen=True):
    """Our bid."""

    executor: str
    amount: str


class CosignatureShape(Struct, frozen=True, forbid_unknown_fields=True, rename="camel"):
    """Cosignature."""

    intent_hash: HashText
    fill_index: Annotated[int, Meta(ge=0, le=2**32 - 1)]
    valid_until: int
    decay_start: int
    exclusive_until: int
    exclusive_filler: AddressText
    override_bps: Annotated[int, Meta(ge=0, le=2**16 - 1)]
    spend_caps: Annotated[tuple[UintText, ...], Meta(max_length=64)]
    receive_floors: Annotated[tuple[UintText, ...], Meta(max_length=64)]


class AwardShape(Struct, frozen=True, forbid_unknown_fields=True):
    """The winner's award."""

    cosigned: CosignatureShape
    cosignature: BytesText


class RevealedShape(Struct, frozen=True, forbid_unknown_fields=True):
    """One line of a result."""

    bidder: AddressText
    executor: AddressText | None
    amount: UintText | None


class ResultShape(Struct, frozen=True, forbid_unknown_fields=True, rename="camel"):
    """A closed auction's result."""

    auction_id: HashText
    closed_at_block: Whole
    winner: AddressText | None
    bids: Annotated[list[RevealedShape], Meta(max_length=1000)]


class ErrorBody(Struct, frozen=True):
    """The inside of an Error; a newer house may say more."""

    code: Annotated[str, Meta(max_length=64)] | UnsetType = UNSET
    message: str = ""


class ErrorShape(Struct, frozen=True):
    """An Error."""

    error: ErrorBody
