"""Struct hashes of the signed intent, by hand: some fifty times faster than a general EIP-712 encoder."""

from solver.domain.intent import (
    CosignPolicy,
    GreekBand,
    HedgeIntent,
    HedgeTerms,
    OptionLeg,
    OrderInfo,
    Receive,
    ResolverCall,
    Spend,
)
from solver.domain.primitives import Hash
from solver.intents import typed
from solver.intents.words import address_word, hash_word, int_word, keccak, list_hash, to_hash, uint_word


def intent_hash(intent: HedgeIntent) -> Hash:
    """The intent's id: EIP-712 struct hash of HedgeIntent."""
    return to_hash(hash_intent(intent))


def terms_hash(terms: HedgeTerms) -> Hash:
    """What a fill carries instead of the terms."""
    return to_hash(hash_terms(terms))


def hash_intent(intent: HedgeIntent) -> bytes:
    """The struct hash as bytes."""
    return keccak(
        typed.HEDGE_INTENT,
        hash_info(intent.info),
        _hash_resolution(intent.resolution),
        _hash_policy(intent.cosign),
        list_hash(_hash_spend(spend) for spend in intent.spends),
        list_hash(_hash_receive(receive) for receive in intent.receives),
        hash_terms(intent.terms),
    )


def hash_info(info: OrderInfo) -> bytes:
    """Struct hash of OrderInfo."""
    return keccak(
        typed.ORDER_INFO,
        address_word(info.reactor),
        address_word(info.swapper),
        uint_word(info.nonce),
        uint_word(info.issued_at),
        uint_word(info.not_before),
        uint_word(info.deadline),
        uint_word(info.authorization),
        uint_word(info.rule),
        uint_word(info.max_fills),
    )


def _hash_resolution(call: ResolverCall) -> bytes:
    return keccak(typed.RESOLVER_CALL, address_word(call.resolver), keccak(call.data))


def _hash_policy(policy: CosignPolicy) -> bytes:
    return keccak(
        typed.COSIGN_POLICY,
        address_word(policy.cosigner),
        uint_word(policy.max_exclusive_seconds),
        uint_word(policy.max_override_bps),
    )


def _hash_spend(spend: Spend) -> bytes:
    return keccak(
        typed.SPEND,
        uint_word(spend.standard),
        address_word(spend.token),
        uint_word(spend.id),
        uint_word(spend.max_per_fill),
        uint_word(spend.max_total),
    )


def _hash_receive(receive: Receive) -> bytes:
    return keccak(
        typed.RECEIVE,
        uint_word(receive.standard),
        address_word(receive.token),
        uint_word(receive.min_total),
        address_word(receive.recipient),
        hash_word(receive.position_hash),
    )


def hash_terms(terms: HedgeTerms) -> bytes:
    """Struct hash of HedgeTerms as bytes."""
    return keccak(
        typed.HEDGE_TERMS,
        address_word(terms.base_token),
        address_word(terms.quote_token),
        keccak(terms.underlying.encode()),
        list_hash(_hash_leg(leg) for leg in terms.legs),
        _hash_band(terms.delta),
        _hash_band(terms.gamma),
        _hash_band(terms.vega),
        uint_word(terms.spot_ref_e8),
        int_word(terms.carry_e8),
        int_word(terms.initial_hedge_e8),
        uint_word(terms.max_cost_bps),
        uint_word(terms.urgency),
        uint_word(terms.max_participation_bps),
        hash_word(terms.venue_policy),
        hash_word(terms.benchmark),
    )


def _hash_leg(leg: OptionLeg) -> bytes:
    return keccak(
        typed.OPTION_LEG,
        keccak(leg.instrument.encode()),
        uint_word(leg.style),
        uint_word(leg.is_call),
        uint_word(leg.strike_e8),
        uint_word(leg.expiry),
        uint_word(leg.vol_e8),
        int_word(leg.size_e8),
    )


def _hash_band(band: GreekBand) -> bytes:
    return keccak(
        typed.GREEK_BAND,
        int_word(band.target_e8),
        uint_word(band.lower_width_e8),
        uint_word(band.upper_width_e8),
        uint_word(band.unit),
    )
