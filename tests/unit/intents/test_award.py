"""An award that the reactor would not honour at our bid's price is recognised before it is used."""

from dataclasses import replace

import pytest

from solver.domain.auction import Award, Bid, Cosignature
from solver.domain.primitives import ZERO_HASH
from solver.domain.verified import Verified
from solver.intents.award import award_faults
from solver.intents.build import Trade
from solver.intents.digests import auction_id, cosignature_digest
from solver.testing import intents as make
from solver.testing.keys import KnownKey

HOUSE = KnownKey(9)
OURS = 9_995 * 10**6


def cosigned_hedge(trade: Trade = make.SELL_ETH) -> Verified:
    intent = make.hedge(trade)
    return make.verified(replace(intent, cosign=replace(intent.cosign, cosigner=HOUSE.address)))


def bid(verified: Verified, amount: int) -> Bid:
    return Bid(auction_id(verified.intent_hash, 100), make.EXECUTOR, amount)


def award(verified: Verified, cosigned: Cosignature, key: KnownKey = HOUSE) -> Award:
    signature = key.sign_digest(cosignature_digest(cosigned, 1, make.REACTOR))
    return Award(auction_id(verified.intent_hash, 100), cosigned, signature)


def faults(verified: Verified, got: Award, amount: int = OURS) -> list[str]:
    offered, fill_at = bid(verified, amount), make.NOW + 12
    return list(award_faults(got, offered, verified, chain_id=1, opens_at_block=100, fill_at=fill_at))


def test_the_award_of_our_bid_has_no_fault() -> None:
    sells, buys = cosigned_hedge(), cosigned_hedge(make.BUY_ETH)
    assert faults(sells, award(sells, make.cosignature(sells.intent_hash, floors=(OURS,)))) == []
    assert faults(buys, award(buys, make.cosignature(buys.intent_hash, caps=(OURS,)))) == []


STEPS = {
    make.SELL_ETH: (5 * 10**18, 5 * 10**18, 10_100 * 10**6, 9_900 * 10**6),
    make.BUY_ETH: (9_900 * 10**6, 10_100 * 10**6, 5 * 10**18, 5 * 10**18),
}
SELLS = cosigned_hedge()
GOOD = make.cosignature(SELLS.intent_hash, floors=(OURS,))


@pytest.mark.parametrize(
    ("changed", "fault"),
    [
        (replace(GOOD, intent_hash=ZERO_HASH), "another intent"),
        (replace(GOOD, fill_index=1), "another intent"),
        (replace(GOOD, exclusive_filler=make.VAULT), "exclusive to"),
        (replace(GOOD, decay_start=make.NOW - 1), "too early"),
        (replace(GOOD, override_bps=101), "overrides too much"),
        (replace(GOOD, exclusive_until=GOOD.decay_start + 61, valid_until=GOOD.decay_start + 61), "for longer"),
        (replace(GOOD, valid_until=GOOD.exclusive_until - 1), "lapses"),
        (replace(GOOD, receive_floors=(OURS + 1,)), "floors"),
        (replace(GOOD, receive_floors=()), "floors"),
        (replace(GOOD, spend_caps=(1,)), "caps"),
    ],
)
def test_a_changed_term_is_a_fault(changed: Cosignature, fault: str) -> None:
    (found,) = faults(SELLS, award(SELLS, changed))
    assert fault in found


def test_an_award_signed_by_another_or_not_at_all_is_a_fault() -> None:
    (found,) = faults(SELLS, award(SELLS, GOOD, KnownKey(10)))
    assert found.startswith("not signed by")
    assert faults(SELLS, replace(award(SELLS, GOOD), cosignature=b"")) == [found]


def test_an_award_of_another_auction_is_a_fault() -> None:
    assert faults(SELLS, replace(award(SELLS, GOOD), auction_id=ZERO_HASH)) == ["of another auction"]


@pytest.mark.parametrize("trade", [make.SELL_ETH, make.BUY_ETH], ids=["exact in", "exact out"])
def test_an_award_before_whose_start_a_step_has_other_amounts_than_we_bid_is_a_fault(trade: Trade) -> None:
    """A decay of no length is at its first amounts until decay_start, which the house chooses."""
    step = Trade(trade.sell_token, trade.buy_token, *STEPS[trade])
    intent = make.hedge(step, life=make.lifetime(decay_seconds=0))
    verified = make.verified(replace(intent, cosign=replace(intent.cosign, cosigner=HOUSE.address)))
    limit = {"floors": (OURS,)} if trade is make.SELL_ETH else {"caps": (OURS,)}
    at_once = make.cosignature(verified.intent_hash, **limit)
    later = replace(at_once, decay_start=at_once.decay_start + 12)
    assert faults(verified, award(verified, at_once)) == []
    (found,) = faults(verified, award(verified, later))
    assert "we bid" in found
