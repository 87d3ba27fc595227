"""Bytes to messages and messages to the domain's intent; whatever does not fit is refused as malformed."""

from typing import TypeVar

import msgspec

from solver.domain import intent as domain
from solver.domain.nesting import require_shallow
from solver.domain.primitives import DomainError, address, hash32
from solver.sandbox.auction import messages as wire
from solver.sandbox.auction.faults import Faults
from solver.sandbox.auction.refusal import Code, Refusal

M = TypeVar("M", bound=wire.Message)


def decode(body: bytes, kind: type[M]) -> M:
    """Parse one JSON object of that kind; raises Refusal(MALFORMED) on anything else."""
    try:
        return msgspec.json.decode(require_shallow(body), type=kind)
    except (msgspec.MsgspecError, UnicodeError, RecursionError) as error:
        raise Refusal(Code.MALFORMED, str(error)[:200]) from error


def encode(message: wire.Message) -> bytes:
    """The message as compact JSON."""
    return msgspec.json.encode(message)


def to_domain(intent: wire.HedgeIntent) -> domain.HedgeIntent:
    """The intent with every number inside its field; raises Refusal(MALFORMED)."""
    try:
        return domain.HedgeIntent(
            info=_info(intent.info),
            resolution=domain.ResolverCall(address(intent.resolution.resolver), unhex(intent.resolution.data)),
            cosign=domain.CosignPolicy(
                address(intent.cosign.cosigner), intent.cosign.max_exclusive_seconds, intent.cosign.max_override_bps
            ),
            spends=tuple(_spend(spend) for spend in intent.spends),
            receives=tuple(_receive(receive) for receive in intent.receives),
            terms=_terms(intent.terms),
        )
    except DomainError as error:
        raise Refusal(Code.MALFORMED, f"a value is outside its field: {error.args}"[:200]) from error


def unhex(text: str) -> bytes:
    """Bytes of a 0x text that the codec has checked."""
    return bytes.fromhex(text[2:])


def _info(info: wire.OrderInfo) -> domain.OrderInfo:
    return domain.OrderInfo(
        reactor=address(info.reactor),
        swapper=address(info.swapper),
        nonce=int(info.nonce),
        issued_at=info.issued_at,
        not_before=info.not_before,
        deadline=info.deadline,
        authorization=info.authorization,
        rule=info.rule,
        max_fills=info.max_fills,
    )


def _spend(spend: wire.Spend) -> domain.Spend:
    return domain.Spend(
        spend.standard, address(spend.token), int(spend.id), int(spend.max_per_fill), int(spend.max_total)
    )


def _receive(receive: wire.Receive) -> domain.Receive:
    return domain.Receive(
        standard=receive.standard,
        token=address(receive.token),
        min_total=int(receive.min_total),
        recipient=address(receive.recipient),
        position_hash=hash32(receive.position_hash),
    )


def _leg(leg: wire.OptionLeg) -> domain.OptionLeg:
    return domain.OptionLeg(
        instrument=leg.instrument,
        style=leg.style,
        is_call=leg.is_call,
        strike_e8=int(leg.strike_e8),
        expiry=leg.expiry,
        vol_e8=leg.vol_e8,
        size_e8=int(leg.size_e8),
    )


def _band(band: wire.GreekBand) -> domain.GreekBand:
    return domain.GreekBand(int(band.target_e8), int(band.lower_width_e8), int(band.upper_width_e8), band.unit)


def _terms(terms: wire.HedgeTerms) -> domain.HedgeTerms:
    return domain.HedgeTerms(
        base_token=address(terms.base_token),
        quote_token=address(terms.quote_token),
        underlying=terms.underlying,
        legs=tuple(_leg(leg) for leg in terms.legs),
        delta=_band(terms.delta),
        gamma=_band(terms.gamma),
        vega=_band(terms.vega),
        spot_ref_e8=int(terms.spot_ref_e8),
        carry_e8=terms.carry_e8,
        initial_hedge_e8=int(terms.initial_hedge_e8),
        max_cost_bps=terms.max_cost_bps,
        urgency=terms.urgency,
        max_participation_bps=terms.max_participation_bps,
        venue_policy=hash32(terms.venue_policy),
        benchmark=hash32(terms.benchmark),
    )


def decode_faults(body: bytes) -> Faults:
    """What a test asks the house to do wrong; raises Refusal(MALFORMED)."""
    try:
        return msgspec.json.decode(require_shallow(body), type=Faults)
    except (msgspec.MsgspecError, UnicodeError, RecursionError) as error:
        raise Refusal(Code.MALFORMED, str(error)[:200]) from error
