"""The intents that verification lets through, and every reason for which it declines one by its content."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from solver.domain.ending import Declined, Reason
from solver.domain.intent import HedgeIntent, Receive, Spend
from solver.domain.primitives import ZERO_ADDRESS, ZERO_HASH
from solver.domain.verified import DutchParams, Verified
from solver.intents.dutch import encode_dutch
from solver.intents.hashing import intent_hash, terms_hash
from solver.intents.verify import verify
from solver.testing import intents as make


def outcome(intent: HedgeIntent) -> Verified | Declined:
    return verify(make.signed(intent), make.sound_facts(intent), make.policy())


def reason(intent: HedgeIntent) -> Reason:
    ending = outcome(intent)
    assert isinstance(ending, Declined)
    assert ending.detail
    return ending.reason


@pytest.mark.parametrize("intent", [make.hedge(), make.hedge(make.BUY_ETH), make.standing_hedge()])
def test_an_honest_intent_is_verified_with_its_hashes(intent: HedgeIntent) -> None:
    ending = outcome(intent)
    assert isinstance(ending, Verified)
    assert (ending.intent_hash, ending.terms_hash) == (intent_hash(intent), terms_hash(intent.terms))
    assert ending.earliest_fill_at == make.NOW + 12


def test_another_reactor_is_refused() -> None:
    assert reason(make.with_info(make.hedge(), reactor=make.account(1))) is Reason.WRONG_REACTOR


def test_another_resolver_is_refused() -> None:
    intent = make.hedge()
    other = replace(intent, resolution=replace(intent.resolution, resolver=make.account(1)))
    assert reason(other) is Reason.UNKNOWN_RESOLVER


def with_decay(change: Callable[[DutchParams], DutchParams]) -> HedgeIntent:
    params = make.verified(make.hedge()).dutch
    intent = make.hedge()
    return replace(intent, resolution=replace(intent.resolution, data=encode_dutch(change(params))))


def with_spend(**changes: object) -> HedgeIntent:
    intent = make.hedge()
    return replace(intent, spends=(replace(intent.spends[0], **changes),))  # type: ignore[arg-type]  # named below


def with_receive(**changes: object) -> HedgeIntent:
    intent = make.hedge()
    return replace(intent, receives=(replace(intent.receives[0], **changes),))  # type: ignore[arg-type]  # named below


MALFORMED = {
    "no spend": replace(make.hedge(), spends=()),
    "no receive": replace(make.hedge(), receives=()),
    "a position as spend": with_spend(standard=1),
    "an unknown standard": with_receive(standard=7),
    "a token id": with_spend(id=1),
    "one token on both sides": with_receive(token=make.WETH),
    "no decay": replace(make.hedge(), resolution=replace(make.hedge().resolution, data=b"\x01")),
    "a decay of other rows": with_decay(lambda p: replace(p, start_spend=(1, 1), end_spend=(1, 1))),
    "a spend of nothing": with_decay(lambda p: replace(p, start_spend=(0,))),
    "a spend beyond its limit": with_decay(lambda p: replace(p, end_spend=(p.end_spend[0] + 1,))),
    "a receive below its limit": with_decay(lambda p: replace(p, end_receive=(p.end_receive[0] - 1,))),
    "terms of other tokens": replace(make.hedge(), terms=replace(make.terms(), base_token=make.account(5))),
    "one token as base and quote": replace(make.hedge(), terms=replace(make.terms(), base_token=make.USDC)),
}


@pytest.mark.parametrize("name", MALFORMED)
def test_what_the_resolver_or_the_reactor_cannot_settle_is_malformed(name: str) -> None:
    assert reason(MALFORMED[name]) is Reason.MALFORMED


def test_a_token_off_the_allow_list_is_refused() -> None:
    stranger = make.account(0xBAD)
    intent = make.hedge()
    spends = replace(intent, spends=(*intent.spends, Spend(0, stranger, 0, 1, 1)))
    receives = replace(intent, receives=(*intent.receives, Receive(0, stranger, 1, make.TRADER, ZERO_HASH)))
    data = encode_dutch(replace(make.verified(intent).dutch, start_spend=(5 * 10**18, 1), end_spend=(5 * 10**18, 1)))
    fitting = replace(spends, resolution=replace(intent.resolution, data=data))
    assert reason(fitting) is Reason.UNKNOWN_TOKEN
    assert isinstance(outcome(receives), Declined)


@pytest.mark.parametrize(
    "recipient",
    [ZERO_ADDRESS, make.REACTOR, make.EXECUTOR, make.VAULT, make.PERMIT2, make.DUTCH_RESOLVER, make.WETH],
)
def test_a_recipient_that_the_settlement_itself_uses_is_refused(recipient: str) -> None:
    assert reason(with_receive(recipient=recipient)) is Reason.BAD_RECIPIENT


@pytest.mark.parametrize(
    ("authorization", "rule", "max_fills"),
    [(0, 1, 1), (1, 0, 1), (0, 0, 2), (0, 0, 0), (1, 1, 0), (2, 0, 1), (0, 2, 1)],
)
def test_rules_that_the_reactor_does_not_know_are_refused(authorization: int, rule: int, max_fills: int) -> None:
    intent = make.with_info(make.hedge(), authorization=authorization, rule=rule, max_fills=max_fills)
    facts = make.sound_facts(make.hedge())
    ending = verify(make.signed(intent), facts, make.policy())
    assert isinstance(ending, Declined)
    assert ending.reason is Reason.BAD_RULE


LEGS = {
    "nine": tuple(make.call_leg(1_000 + i) for i in range(9)),
    "unsorted strikes": (make.call_leg(2_100), make.call_leg(2_000)),
    "unsorted expiries": (make.call_leg(days=30), make.call_leg(days=20)),
    "call before put": (make.call_leg(is_call=True), make.call_leg(is_call=False)),
    "a duplicate": (make.call_leg(), make.call_leg(size_e8=1)),
    "a duplicate but for its name": (make.call_leg(), replace(make.call_leg(), instrument="other")),
    "no strike": (replace(make.call_leg(), strike_e8=0),),
    "no size": (replace(make.call_leg(), size_e8=0),),
    "no volatility": (replace(make.call_leg(), vol_e8=0),),
    "a volatility above 1000 %": (replace(make.call_leg(), vol_e8=10**9 + 1),),
    "an unknown style": (replace(make.call_leg(), style=9),),
}


@pytest.mark.parametrize("name", LEGS)
def test_legs_must_be_few_sorted_and_sound(name: str) -> None:
    assert reason(make.hedge(hedge_terms=make.terms(*LEGS[name]))) is Reason.BAD_LEGS


def test_legs_without_a_reference_spot_are_refused() -> None:
    assert reason(make.hedge(hedge_terms=replace(make.terms(), spot_ref_e8=0))) is Reason.BAD_LEGS


def test_sorted_legs_of_one_expiry_and_strike_are_fine() -> None:
    legs = (make.call_leg(is_call=False), make.call_leg(), make.call_leg(2_100), make.call_leg(1_500, days=60))
    assert isinstance(outcome(make.hedge(hedge_terms=make.terms(*legs))), Verified)


@pytest.mark.parametrize(("seconds", "expired"), [(11, True), (12, False)])
def test_an_intent_must_still_be_valid_at_the_earliest_fill(seconds: int, expired: bool) -> None:
    ending = outcome(make.hedge(life=make.lifetime(seconds=seconds)))
    assert (isinstance(ending, Declined) and ending.reason is Reason.EXPIRED) is expired


@pytest.mark.parametrize(("delay", "early"), [(12, False), (13, True)])
def test_an_intent_must_be_valid_at_the_earliest_fill_already(delay: int, early: bool) -> None:
    ending = outcome(make.with_info(make.hedge(), not_before=make.NOW + delay))
    assert (isinstance(ending, Declined) and ending.reason is Reason.NOT_YET_VALID) is early


def test_a_one_shot_intent_lives_for_seven_days_at_most() -> None:
    week = 7 * make.DAY_S
    assert isinstance(outcome(make.hedge(life=make.lifetime(seconds=week))), Verified)
    assert reason(make.hedge(life=make.lifetime(seconds=week + 1))) is Reason.BAD_LIFETIME


def test_a_standing_intent_lives_up_to_its_last_expiry() -> None:
    last = make.NOW + 30 * make.DAY_S
    assert isinstance(outcome(make.with_info(make.standing_hedge(), deadline=last)), Verified)
    assert reason(make.with_info(make.standing_hedge(), deadline=last + 1)) is Reason.BAD_LIFETIME


def test_times_out_of_order_are_refused() -> None:
    assert reason(make.with_info(make.hedge(), issued_at=make.NOW + 1)) is Reason.BAD_LIFETIME


def test_an_intent_that_spends_the_settlements_own_tokens_is_refused() -> None:
    assert reason(make.with_info(make.hedge(), swapper=make.VAULT)) is Reason.BAD_RECIPIENT
