"""Signed intents as JSON, both ways; hostile bytes give one named refusal."""

from dataclasses import dataclass, fields, is_dataclass

import msgspec

from solver.domain import intent as domain
from solver.domain.intent import HedgeIntent, SignedIntent
from solver.domain.nesting import require_shallow
from solver.domain.primitives import Address, DomainError, Hash
from solver.intents import wire

_SIGNED = msgspec.json.Decoder(wire.SignedWire)
_BEYOND_64_BITS = frozenset(
    {
        "nonce",
        "id",
        "max_per_fill",
        "max_total",
        "min_total",
        "strike_e8",
        "size_e8",
        "target_e8",
        "lower_width_e8",
        "upper_width_e8",
        "spot_ref_e8",
        "initial_hedge_e8",
    }
)


@dataclass(eq=False)
class IntentMalformed(DomainError):
    """Bytes that are no signed intent; detail names the field where the decoder knows it."""

    detail: str


def decode_signed(body: bytes) -> SignedIntent:
    """Parse {"intent": .., "signature": ..}, nothing verified. Raises IntentMalformed alone, on any bytes."""
    if len(body) > wire.MAX_BODY_BYTES:
        raise IntentMalformed(f"longer than {wire.MAX_BODY_BYTES} bytes")
    try:
        return from_wire(_SIGNED.decode(require_shallow(body)))
    except (msgspec.MsgspecError, UnicodeError, RecursionError, ValueError) as error:
        raise IntentMalformed(f"{type(error).__name__}: {error}"[:200]) from error


def encode_signed(signed: SignedIntent) -> bytes:
    """The same JSON from a signed intent."""
    return msgspec.json.encode(to_wire(signed))


def from_wire(signed: wire.SignedWire) -> SignedIntent:
    """The domain's values from parsed JSON. Raises DomainError where a number does not fit its field."""
    return SignedIntent(_intent(signed.intent), bytes.fromhex(signed.signature[2:]))


def to_wire(signed: SignedIntent) -> wire.SignedWire:
    """The JSON shape of the domain's values. Raises IntentMalformed for what the shape cannot say."""
    try:
        return msgspec.convert(_plain(signed), wire.SignedWire)
    except msgspec.ValidationError as error:
        raise IntentMalformed(str(error)[:200]) from error


def _plain(value: object, name: str = "") -> object:
    if is_dataclass(value):
        return {_camel(field.name): _plain(getattr(value, field.name), field.name) for field in fields(value)}
    if isinstance(value, tuple):
        return [_plain(row) for row in value]
    if isinstance(value, bytes):
        return "0x" + value.hex()
    return str(value) if name in _BEYOND_64_BITS else value


def _camel(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(part.capitalize() for part in rest)


def _intent(intent: wire.IntentWire) -> HedgeIntent:
    info, terms = intent.info, intent.terms
    return HedgeIntent(
        domain.OrderInfo(
            Address(info.reactor),
            Address(info.swapper),
            int(info.nonce),
            info.issued_at,
            info.not_before,
            info.deadline,
            info.authorization,
            info.rule,
            info.max_fills,
        ),
        domain.ResolverCall(Address(intent.resolution.resolver), bytes.fromhex(intent.resolution.data[2:])),
        domain.CosignPolicy(
            Address(intent.cosign.cosigner), intent.cosign.max_exclusive_seconds, intent.cosign.max_override_bps
        ),
        tuple(map(_spend, intent.spends)),
        tuple(map(_receive, intent.receives)),
        _terms(terms),
    )


def _spend(spend: wire.SpendWire) -> domain.Spend:
    return domain.Spend(
        spend.standard, Address(spend.token), int(spend.id), int(spend.max_per_fill), int(spend.max_total)
    )


def _receive(receive: wire.ReceiveWire) -> domain.Receive:
    return domain.Receive(
        receive.standard,
        Address(receive.token),
        int(receive.min_total),
        Address(receive.recipient),
        Hash(receive.position_hash),
    )


def _terms(terms: wire.TermsWire) -> domain.HedgeTerms:
    return domain.HedgeTerms(
        Address(terms.base_token),
        Address(terms.quote_token),
        terms.underlying,
        tuple(map(_leg, terms.legs)),
        _band(terms.delta),
        _band(terms.gamma),
        _band(terms.vega),
        int(terms.spot_ref_e8),
        terms.carry_e8,
        int(terms.initial_hedge_e8),
        terms.max_cost_bps,
        terms.urgency,
        terms.max_participation_bps,
        Hash(terms.venue_policy),
        Hash(terms.benchmark),
    )


def _leg(leg: wire.LegWire) -> domain.OptionLeg:
    return domain.OptionLeg(
        leg.instrument, leg.style, leg.is_call, int(leg.strike_e8), leg.expiry, leg.vol_e8, int(leg.size_e8)
    )


def _band(band: wire.BandWire) -> domain.GreekBand:
    return domain.GreekBand(int(band.target_e8), int(band.lower_width_e8), int(band.upper_width_e8), band.unit)
