"""Whether an intent is safe to spend time on: pure, of the intent, the chain's facts and this solver's policy."""

from collections.abc import Iterator
from itertools import chain

from solver.domain.ending import Declined, Reason
from solver.domain.intent import Authorization, HedgeIntent, SignedIntent
from solver.domain.verified import Verified
from solver.intents.content import content_refusals
from solver.intents.digests import signing_digest
from solver.intents.dutch import decode_dutch
from solver.intents.facts import IntentFacts, StandingFacts
from solver.intents.hashing import intent_hash, terms_hash
from solver.intents.policy import VerifyPolicy
from solver.intents.signatures import erc1271_agrees, signed_by_key_for_permit2, signed_by_key_for_reactor


def verify(signed: SignedIntent, facts: IntentFacts, policy: VerifyPolicy) -> Verified | Declined:
    """The first refusal, or the intent with what was computed on the way."""
    refusals = chain(
        content_refusals(signed.intent, policy, facts.earliest_fill_at),
        _signature(signed, facts, policy),
        _uses(signed.intent, facts),
        _funds(signed.intent, facts),
    )
    refused = next(refusals, None)
    if refused is not None:
        return refused
    return Verified(
        signed=signed,
        intent_hash=intent_hash(signed.intent),
        terms_hash=terms_hash(signed.intent.terms),
        dutch=decode_dutch(signed.intent.resolution.data),
        earliest_fill_at=facts.earliest_fill_at,
    )


def _signature(signed: SignedIntent, facts: IntentFacts, policy: VerifyPolicy) -> Iterator[Declined]:
    info = signed.intent.info
    digest = signing_digest(signed.intent, policy.chain_id, policy.permit2)
    by_wallet = bool(facts.code) and erc1271_agrees(facts.erc1271)
    if info.authorization == Authorization.STANDING:
        valid = signed_by_key_for_reactor(info.swapper, digest, signed.signature) or by_wallet
    elif facts.code:
        # Permit2 asks any code, a delegated account's too, and then never looks at the key.
        valid = by_wallet
    else:
        valid = signed_by_key_for_permit2(info.swapper, digest, signed.signature)
    if not valid:
        yield Declined(Reason.FORGED, f"not signed by {info.swapper}{' (has code)' if facts.code else ''}")


def _uses(intent: HedgeIntent, facts: IntentFacts) -> Iterator[Declined]:
    if facts.standing is not None:
        yield from _standing_uses(intent, facts.standing)
    elif facts.nonce_word >> (intent.info.nonce & 0xFF) & 1:
        yield Declined(Reason.NONCE_USED, f"Permit2 nonce {intent.info.nonce} is used")


def _standing_uses(intent: HedgeIntent, facts: StandingFacts) -> Iterator[Declined]:
    info = intent.info
    if facts.cancelled:
        yield Declined(Reason.CANCELLED, f"nonce {info.nonce} is cancelled")
    if info.issued_at < facts.min_issued_at:
        yield Declined(Reason.CANCELLED, f"everything issued before {facts.min_issued_at} is cancelled")
    if facts.fills >= info.max_fills:
        yield Declined(Reason.NONCE_USED, f"all {info.max_fills} fills are used")
    if all(spent >= spend.max_total for spent, spend in zip(facts.spent, intent.spends, strict=True)):
        yield Declined(Reason.NONCE_USED, "all budgets are spent")


def _funds(intent: HedgeIntent, facts: IntentFacts) -> Iterator[Declined]:
    # ALL moves every spend; of PAIRED a tenth of one fill is the least that can move.
    if facts.standing is None:
        yield from _short(Reason.INSUFFICIENT_BALANCE, "balance", intent, facts.balances)
        yield from _short(Reason.INSUFFICIENT_ALLOWANCE, "allowance to Permit2", intent, facts.allowances)
        return
    granted = zip(facts.standing.permit2_amounts, facts.standing.permit2_expiries, strict=True)
    usable = [amount if expiry >= facts.earliest_fill_at else 0 for amount, expiry in granted]
    columns = (
        (Reason.INSUFFICIENT_BALANCE, "balance", facts.balances),
        (Reason.INSUFFICIENT_ALLOWANCE, "allowance to Permit2", facts.allowances),
        (Reason.INSUFFICIENT_ALLOWANCE, "allowance of Permit2 to the reactor", tuple(usable)),
    )
    for reason, name, amounts in columns:
        least = [-(-spend.max_per_fill // 10) for spend in intent.spends]
        if all(amount < need for amount, need in zip(amounts, least, strict=True)):
            yield Declined(reason, f"{name} covers no fill of any pair")


def _short(reason: Reason, name: str, intent: HedgeIntent, amounts: tuple[int, ...]) -> Iterator[Declined]:
    for spend, amount in zip(intent.spends, amounts, strict=True):
        need = sum(other.max_total for other in intent.spends if other.token == spend.token)
        if amount < need:
            yield Declined(reason, f"{name} of {spend.token} is {amount}, {need} may be spent")
