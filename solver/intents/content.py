"""Checks of an intent by itself: shape, contracts, tokens, recipients, rule, legs, times."""

from collections.abc import Iterator
from itertools import pairwise

from solver.domain.ending import Declined, Reason
from solver.domain.intent import (
    Authorization,
    HedgeIntent,
    HedgeTerms,
    OptionLeg,
    OrderInfo,
    Receive,
    Rule,
    Spend,
    Standard,
)
from solver.domain.primitives import DomainError
from solver.domain.verified import DutchParams
from solver.intents.dutch import decode_dutch
from solver.intents.policy import VerifyPolicy

_MAX_VOL_E8 = 10 * 10**8
_EUROPEAN = 0


def content_refusals(intent: HedgeIntent, policy: VerifyPolicy, earliest_fill_at: int) -> Iterator[Declined]:
    """Every reason, most basic first, why no chain could make this intent acceptable at that time."""
    if intent.info.reactor != policy.reactor:
        yield Declined(Reason.WRONG_REACTOR, f"signed for reactor {intent.info.reactor}")
    if intent.resolution.resolver != policy.resolver:
        yield Declined(Reason.UNKNOWN_RESOLVER, f"resolver {intent.resolution.resolver}")
    yield from _shape(intent)
    yield from _tokens(intent, policy)
    yield from _recipients(intent, policy)
    yield from _rule(intent.info)
    yield from _legs(intent.terms, policy)
    yield from _times(intent, policy, earliest_fill_at)


def _rows(intent: HedgeIntent) -> Iterator[Spend | Receive]:
    yield from intent.spends
    yield from intent.receives


def _malformed(detail: str) -> Declined:
    return Declined(Reason.MALFORMED, detail)


def _shape(intent: HedgeIntent) -> Iterator[Declined]:
    if not intent.spends or not intent.receives:
        yield _malformed("no spend or no receive")
        return
    if any(row.standard != Standard.ERC20 for row in _rows(intent)):
        yield _malformed("a spend or receive that is no ERC-20 token")
    if any(spend.id for spend in intent.spends):
        yield _malformed("an ERC-20 spend with a token id")
    if {spend.token for spend in intent.spends} & {receive.token for receive in intent.receives} and not _paired(
        intent
    ):
        yield _malformed("a token is both spent and received")
    try:
        params = decode_dutch(intent.resolution.data)
    except DomainError as error:
        yield _malformed(str(error))
        return
    yield from _decay_within_limits(intent, params)


def _paired(intent: HedgeIntent) -> bool:
    return intent.info.rule == Rule.PAIRED


def _decay_within_limits(intent: HedgeIntent, params: DutchParams) -> Iterator[Declined]:
    if len(params.end_spend) != len(intent.spends) or len(params.end_receive) != len(intent.receives):
        yield _malformed("the decay has other rows than the intent")
        return
    if 0 in params.start_spend:
        yield _malformed("a spend of nothing")
    if _paired(intent):
        return
    spends = zip(params.end_spend, intent.spends, strict=True)
    if any(end > min(spend.max_per_fill, spend.max_total) for end, spend in spends):
        yield _malformed("a spend decays beyond its signed limit")
    receives = zip(params.end_receive, intent.receives, strict=True)
    if any(end < receive.min_total for end, receive in receives):
        yield _malformed("a receive decays below its signed limit")


def _tokens(intent: HedgeIntent, policy: VerifyPolicy) -> Iterator[Declined]:
    for row in _rows(intent):
        if row.token not in policy.tokens:
            yield Declined(Reason.UNKNOWN_TOKEN, f"token {row.token} is not on the allow list")
    hedged = {intent.terms.base_token, intent.terms.quote_token}
    moved = {row.token for row in _rows(intent)}
    if len(hedged) != 2 or not moved <= hedged:  # noqa: PLR2004
        yield _malformed("the terms' base and quote are not the tokens that move")


def _recipients(intent: HedgeIntent, policy: VerifyPolicy) -> Iterator[Declined]:
    for receive in intent.receives:
        if receive.recipient in policy.forbidden_recipients:
            yield Declined(Reason.BAD_RECIPIENT, f"recipient {receive.recipient}")
    if intent.info.swapper in policy.forbidden_recipients:
        yield Declined(Reason.BAD_RECIPIENT, f"swapper {intent.info.swapper}")


def _rule(info: OrderInfo) -> Iterator[Declined]:
    match (info.authorization, info.rule):
        case (Authorization.ONE_SHOT, Rule.ALL) if info.max_fills == 1:
            return
        case (Authorization.STANDING, Rule.PAIRED) if info.max_fills > 0:
            return
        case _:
            detail = f"authorization {info.authorization}, rule {info.rule}, {info.max_fills} fills"
            yield Declined(Reason.BAD_RULE, detail)


def _order(leg: OptionLeg) -> tuple[int, int, bool]:
    return leg.expiry, leg.strike_e8, leg.is_call


def _legs(terms: HedgeTerms, policy: VerifyPolicy) -> Iterator[Declined]:
    if len(terms.legs) > policy.max_legs:
        yield Declined(Reason.BAD_LEGS, f"{len(terms.legs)} legs")
    if any(_order(left) >= _order(right) for left, right in pairwise(terms.legs)):
        yield Declined(Reason.BAD_LEGS, "legs are not in ascending order of expiry, strike and type, or repeat")
    for leg in terms.legs:
        if leg.style != _EUROPEAN or not leg.strike_e8 or not leg.size_e8 or not 0 < leg.vol_e8 <= _MAX_VOL_E8:
            yield Declined(Reason.BAD_LEGS, f"leg {leg.instrument!r}")
    if terms.legs and not terms.spot_ref_e8:
        yield Declined(Reason.BAD_LEGS, "legs without a reference spot")


def _times(intent: HedgeIntent, policy: VerifyPolicy, earliest_fill_at: int) -> Iterator[Declined]:
    info = intent.info
    if info.deadline < earliest_fill_at:
        yield Declined(Reason.EXPIRED, f"deadline {info.deadline}, earliest fill {earliest_fill_at}")
    if info.not_before > earliest_fill_at:
        yield Declined(Reason.NOT_YET_VALID, f"not before {info.not_before}, earliest fill {earliest_fill_at}")
    if not info.issued_at <= info.not_before <= info.deadline:
        yield Declined(Reason.BAD_LIFETIME, "issue, start and deadline are out of order")
    if info.authorization == Authorization.STANDING:
        last = max((leg.expiry for leg in intent.terms.legs), default=0)
        if info.deadline > last:
            yield Declined(Reason.BAD_LIFETIME, f"deadline {info.deadline} after the last expiry {last}")
    elif info.deadline - info.issued_at > policy.max_one_shot_s:
        yield Declined(Reason.BAD_LIFETIME, f"lives {info.deadline - info.issued_at} s")
