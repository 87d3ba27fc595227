"""Every reason for which verification declines an intent by what the chain says."""

from dataclasses import replace

import pytest

from solver.domain.ending import Declined, Reason
from solver.domain.intent import HedgeIntent
from solver.domain.verified import Verified
from solver.intents.facts import IntentFacts, StandingFacts
from solver.intents.verify import verify
from solver.testing import intents as make
from solver.testing.keys import KnownKey

ORDER = 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141
AGREES = bytes.fromhex("1626ba7e") + bytes(28)
CODES = {"a wallet": b"\x60\x01", "an EIP-7702-delegated account": bytes.fromhex("ef0100") + bytes(20)}
SMALL = make.hedge()
STANDING = make.standing_hedge()


def reason(intent: HedgeIntent, facts: IntentFacts, key: KnownKey = make.TRADER_KEY) -> Reason | None:
    ending = verify(make.signed(intent, key), facts, make.policy())
    return ending.reason if isinstance(ending, Declined) else None


def standing_facts(**changes: object) -> IntentFacts:
    facts = make.sound_facts(STANDING)
    assert isinstance(facts.standing, StandingFacts)
    return replace(facts, standing=replace(facts.standing, **changes))  # type: ignore[arg-type]  # named below


def high_s(signature: bytes) -> bytes:
    s = ORDER - int.from_bytes(signature[32:64], "big")
    return signature[:32] + s.to_bytes(32, "big") + bytes([55 - signature[64]])


@pytest.mark.parametrize("intent", [SMALL, STANDING])
def test_another_key_is_forgery(intent: HedgeIntent) -> None:
    assert reason(intent, make.sound_facts(intent), KnownKey(4)) is Reason.FORGED


@pytest.mark.parametrize("change", [{"nonce": 8}, {"deadline": make.NOW + 601}])
def test_a_changed_field_is_forgery(change: dict[str, int]) -> None:
    signed = replace(make.signed(SMALL), intent=make.with_info(SMALL, **change))
    ending = verify(signed, make.sound_facts(SMALL), make.policy())
    assert isinstance(ending, Declined)
    assert ending.reason is Reason.FORGED


def test_a_high_s_signature_is_good_for_permit2_and_not_for_the_reactor() -> None:
    for intent, expected in ((SMALL, Verified), (STANDING, Declined)):
        signed = make.signed(intent)
        loose = replace(signed, signature=high_s(signed.signature))
        assert isinstance(verify(loose, make.sound_facts(intent), make.policy()), expected)


@pytest.mark.parametrize("who", CODES)
def test_an_account_with_code_must_answer_erc1271_on_the_permit2_path(who: str) -> None:
    facts = replace(make.sound_facts(SMALL), code=CODES[who])
    assert reason(SMALL, facts) is Reason.FORGED
    assert reason(SMALL, replace(facts, erc1271=bytes(32))) is Reason.FORGED
    assert reason(SMALL, replace(facts, erc1271=AGREES), KnownKey(4)) is None


@pytest.mark.parametrize("who", CODES)
def test_an_account_with_code_may_sign_a_standing_intent_by_key_or_by_erc1271(who: str) -> None:
    facts = replace(make.sound_facts(STANDING), code=CODES[who])
    assert reason(STANDING, facts) is None
    assert reason(STANDING, facts, KnownKey(4)) is Reason.FORGED
    assert reason(STANDING, replace(facts, erc1271=AGREES), KnownKey(4)) is None


def test_an_account_without_code_cannot_answer_for_itself() -> None:
    for intent in (SMALL, STANDING):
        facts = replace(make.sound_facts(intent), erc1271=AGREES)
        assert reason(intent, facts, KnownKey(4)) is Reason.FORGED


def test_a_used_permit2_nonce_is_refused_and_its_neighbours_are_not() -> None:
    intent = make.with_info(SMALL, nonce=(5 << 8) + 7)
    facts = make.sound_facts(intent)
    assert reason(intent, replace(facts, nonce_word=1 << 7)) is Reason.NONCE_USED
    assert reason(intent, replace(facts, nonce_word=~(1 << 7) & (2**256 - 1))) is None


def test_a_cancelled_standing_intent_is_refused() -> None:
    assert reason(STANDING, standing_facts(cancelled=True)) is Reason.CANCELLED
    assert reason(STANDING, standing_facts(min_issued_at=make.NOW + 1)) is Reason.CANCELLED
    assert reason(STANDING, standing_facts(min_issued_at=make.NOW)) is None


def test_a_standing_intent_issued_after_its_earliest_fill_is_refused() -> None:
    facts = standing_facts()
    ahead = facts.earliest_fill_at + 1
    assert reason(make.with_info(STANDING, issued_at=ahead), facts) is Reason.BAD_LIFETIME
    assert reason(make.with_info(STANDING, issued_at=ahead, not_before=ahead), facts) is Reason.NOT_YET_VALID


def test_a_standing_intent_without_fills_or_budget_left_is_used() -> None:
    totals = tuple(spend.max_total for spend in STANDING.spends)
    assert reason(STANDING, standing_facts(fills=20)) is Reason.NONCE_USED
    assert reason(STANDING, standing_facts(fills=19)) is None
    assert reason(STANDING, standing_facts(spent=totals)) is Reason.NONCE_USED
    assert reason(STANDING, standing_facts(spent=(totals[0], 0))) is None


def test_balance_and_allowance_must_cover_what_may_be_spent() -> None:
    facts, need = make.sound_facts(SMALL), SMALL.spends[0].max_total
    assert reason(SMALL, replace(facts, balances=(need - 1,))) is Reason.INSUFFICIENT_BALANCE
    assert reason(SMALL, replace(facts, allowances=(need - 1,))) is Reason.INSUFFICIENT_ALLOWANCE
    assert reason(SMALL, replace(facts, balances=(need,), allowances=(need,))) is None


def test_a_standing_intent_needs_funds_for_the_least_fill_of_one_pair() -> None:
    facts = make.sound_facts(STANDING)
    least = tuple(-(-spend.max_per_fill // 10) for spend in STANDING.spends)
    assert reason(STANDING, replace(facts, balances=(0, least[1]))) is None
    assert reason(STANDING, replace(facts, balances=(0, least[1] - 1))) is Reason.INSUFFICIENT_BALANCE
    assert reason(STANDING, replace(facts, allowances=(0, 0))) is Reason.INSUFFICIENT_ALLOWANCE
    assert reason(STANDING, standing_facts(permit2_amounts=(0, 0))) is Reason.INSUFFICIENT_ALLOWANCE
    past = (make.NOW, make.NOW)
    assert reason(STANDING, standing_facts(permit2_expiries=past)) is Reason.INSUFFICIENT_ALLOWANCE
