"""The bodies of docs/reference/auction.yaml: camelCase on the wire, unknown and missing fields refused."""

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

HexAddress = Annotated[str, Meta(pattern=r"\A0x[0-9a-f]{40}\Z")]
HexHash = Annotated[str, Meta(pattern=r"\A0x[0-9a-f]{64}\Z")]
HexBytes = Annotated[str, Meta(pattern=r"\A0x([0-9a-f]{2})*\Z")]
Decimal = Annotated[str, Meta(pattern=r"\A(0|[1-9][0-9]{0,77})\Z")]
SignedDecimal = Annotated[str, Meta(pattern=r"\A(0|-?[1-9][0-9]{0,38})\Z")]
Name = Annotated[str, Meta(max_length=64)]


class Message(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename="camel"):
    """What all bodies have in common."""


class OrderInfo(Message, frozen=True):
    """Who, where, when and how often."""

    reactor: HexAddress
    swapper: HexAddress
    nonce: Decimal
    issued_at: int
    not_before: int
    deadline: int
    authorization: int
    rule: int
    max_fills: int


class ResolverCall(Message, frozen=True):
    """The resolver and its parameters."""

    resolver: HexAddress
    data: HexBytes


class CosignPolicy(Message, frozen=True):
    """Who may cosign."""

    cosigner: HexAddress
    max_exclusive_seconds: int
    max_override_bps: int


class Spend(Message, frozen=True):
    """What the trader gives."""

    standard: int
    token: HexAddress
    id: Decimal
    max_per_fill: Decimal
    max_total: Decimal


class Receive(Message, frozen=True):
    """What the recipient gets."""

    standard: int
    token: HexAddress
    min_total: Decimal
    recipient: HexAddress
    position_hash: HexHash


class OptionLeg(Message, frozen=True):
    """One option of the position."""

    instrument: Name
    style: int
    is_call: bool
    strike_e8: Decimal
    expiry: int
    vol_e8: int
    size_e8: SignedDecimal


class GreekBand(Message, frozen=True):
    """Target and width of one greek."""

    target_e8: SignedDecimal
    lower_width_e8: Decimal
    upper_width_e8: Decimal
    unit: int


class HedgeTerms(Message, frozen=True):
    """What the trade is for."""

    base_token: HexAddress
    quote_token: HexAddress
    underlying: Name
    legs: Annotated[tuple[OptionLeg, ...], Meta(max_length=64)]
    delta: GreekBand
    gamma: GreekBand
    vega: GreekBand
    spot_ref_e8: Decimal
    carry_e8: int
    initial_hedge_e8: SignedDecimal
    max_cost_bps: int
    urgency: int
    max_participation_bps: int
    venue_policy: HexHash
    benchmark: HexHash


class HedgeIntent(Message, frozen=True):
    """The signed type."""

    info: OrderInfo
    resolution: ResolverCall
    cosign: CosignPolicy
    spends: Annotated[tuple[Spend, ...], Meta(max_length=64)]
    receives: Annotated[tuple[Receive, ...], Meta(max_length=64)]
    terms: HedgeTerms


class PostedIntent(Message, frozen=True):
    """What a trader posts."""

    intent: HedgeIntent
    signature: HexBytes


class Posted(Message, frozen=True):
    """What the trader is told."""

    auction_id: HexHash
    intent_hash: HexHash


class Listing(Message, frozen=True):
    """All that is public before the close."""

    auction_id: HexHash
    sell_token: HexAddress
    buy_token: HexAddress
    side: Literal["exact_in", "exact_out"]
    size_bucket: int
    opens_at_block: int
    bids_close_at_block: int


class ClosedNotice(Message, frozen=True):
    """The data of a closed event."""

    auction_id: HexHash


class Event(Message, frozen=True):
    """One line of the house's history."""

    id: int
    type: Literal["opened", "closed"]
    data: Listing | ClosedNotice


class Events(Message, frozen=True):
    """The answer to a poll."""

    events: tuple[Event, ...]
    next: int


class AuctionedIntent(Message, frozen=True):
    """What a bidder reads."""

    listing: Listing
    intent: HedgeIntent
    signature: HexBytes


class Bid(Message, frozen=True):
    """What a bidder posts."""

    executor: HexAddress
    amount: Decimal


class Decline(Message, frozen=True):
    """An empty body."""


class Accepted(Message, frozen=True):
    """A bid or a decline was taken."""

    auction_id: HexHash


class Cosignature(Message, frozen=True):
    """The award as the reactor takes it."""

    intent_hash: HexHash
    fill_index: int
    valid_until: int
    decay_start: int
    exclusive_until: int
    exclusive_filler: HexAddress
    override_bps: int
    spend_caps: tuple[Decimal, ...]
    receive_floors: tuple[Decimal, ...]


class Award(Message, frozen=True):
    """What the winner reads."""

    cosigned: Cosignature
    cosignature: HexBytes


class RevealedBid(Message, frozen=True):
    """One line of a result; null where the bidder declined."""

    bidder: HexAddress
    executor: HexAddress | None
    amount: Decimal | None


class Result(Message, frozen=True):
    """What everybody reads after the close."""

    auction_id: HexHash
    closed_at_block: int
    winner: HexAddress | None
    bids: tuple[RevealedBid, ...]


class HouseFacts(Message, frozen=True):
    """Who the house is."""

    chain_id: int
    reactor: HexAddress
    cosigner: HexAddress
    last_event: int


class ErrorDetail(Message, frozen=True):
    """Code and one line."""

    code: str
    message: str


class Error(Message, frozen=True):
    """The body of every answer of 400 and above."""

    error: ErrorDetail
