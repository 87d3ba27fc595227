"""JSON shape of a signed intent: camelCase names of the Solidity structs, sizes capped, unknown fields refused.

Integers up to 64 bits are numbers, larger ones decimal strings; addresses and bytes are lower-case hex.
"""

from typing import Annotated

from msgspec import Meta, Struct

MAX_BODY_BYTES = 64 * 1024
MAX_ROWS = 16
MAX_LEGS = 32

AddressText = Annotated[str, Meta(pattern=r"^0x[0-9a-f]{40}\Z")]
HashText = Annotated[str, Meta(pattern=r"^0x[0-9a-f]{64}\Z")]
BytesText = Annotated[str, Meta(pattern=r"^0x([0-9a-f]{2})*\Z", max_length=16_386)]
UintText = Annotated[str, Meta(pattern=r"^(0|[1-9][0-9]{0,77})\Z")]
IntText = Annotated[str, Meta(pattern=r"^(0|-?[1-9][0-9]{0,38})\Z")]
Name = Annotated[str, Meta(max_length=64)]
Small = Annotated[int, Meta(ge=0, le=2**32 - 1)]


class InfoWire(Struct, frozen=True, forbid_unknown_fields=True, rename="camel"):
    """OrderInfo."""

    reactor: AddressText
    swapper: AddressText
    nonce: UintText
    issued_at: int
    not_before: int
    deadline: int
    authorization: Small
    rule: Small
    max_fills: Small


class ResolutionWire(Struct, frozen=True, forbid_unknown_fields=True, rename="camel"):
    """ResolverCall."""

    resolver: AddressText
    data: BytesText


class CosignWire(Struct, frozen=True, forbid_unknown_fields=True, rename="camel"):
    """CosignPolicy."""

    cosigner: AddressText
    max_exclusive_seconds: Small
    max_override_bps: Small


class SpendWire(Struct, frozen=True, forbid_unknown_fields=True, rename="camel"):
    """Spend."""

    standard: Small
    token: AddressText
    id: UintText
    max_per_fill: UintText
    max_total: UintText


class ReceiveWire(Struct, frozen=True, forbid_unknown_fields=True, rename="camel"):
    """Receive."""

    standard: Small
    token: AddressText
    min_total: UintText
    recipient: AddressText
    position_hash: HashText


class LegWire(Struct, frozen=True, forbid_unknown_fields=True, rename="camel"):
    """OptionLeg."""

    instrument: Name
    style: Small
    is_call: bool
    strike_e8: UintText
    expiry: int
    vol_e8: int
    size_e8: IntText


class BandWire(Struct, frozen=True, forbid_unknown_fields=True, rename="camel"):
    """GreekBand."""

    target_e8: IntText
    lower_width_e8: UintText
    upper_width_e8: UintText
    unit: Small


class TermsWire(Struct, frozen=True, forbid_unknown_fields=True, rename="camel"):
    """HedgeTerms."""

    base_token: AddressText
    quote_token: AddressText
    underlying: Name
    legs: Annotated[tuple[LegWire, ...], Meta(max_length=MAX_LEGS)]
    delta: BandWire
    gamma: BandWire
    vega: BandWire
    spot_ref_e8: UintText
    carry_e8: int
    initial_hedge_e8: IntText
    max_cost_bps: Small
    urgency: Small
    max_participation_bps: Small
    venue_policy: HashText
    benchmark: HashText


class IntentWire(Struct, frozen=True, forbid_unknown_fields=True, rename="camel"):
    """HedgeIntent."""

    info: InfoWire
    resolution: ResolutionWire
    cosign: CosignWire
    spends: Annotated[tuple[SpendWire, ...], Meta(max_length=MAX_ROWS)]
    receives: Annotated[tuple[ReceiveWire, ...], Meta(max_length=MAX_ROWS)]
    terms: TermsWire


class SignedWire(Struct, frozen=True, forbid_unknown_fields=True, rename="camel"):
    """What a trader posts, and the part of a bidder's answer that holds the intent."""

    intent: IntentWire
    signature: BytesText
