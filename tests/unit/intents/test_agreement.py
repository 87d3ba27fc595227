"""The sandbox writes, signs and cosigns with code of its own; what it sends is read and accepted here."""

from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import msgspec
import pytest
from eth_account import Account

from solver.domain.auction import Award, Bid, Side
from solver.domain.intent import HedgeIntent, SignedIntent
from solver.domain.verified import Verified
from solver.intents.award import award_faults
from solver.intents.codec import decode_signed, encode_signed
from solver.intents.digests import auction_id
from solver.intents.hashing import intent_hash
from solver.intents.verify import verify
from solver.sandbox.auction import messages
from solver.sandbox.auction.award import Cosigner, Offer, award_of
from solver.sandbox.auction.codec import decode, to_domain
from solver.sandbox.traders.shape import to_plain
from solver.sandbox.traders.sign import IntentSigner, Trader
from solver.testing import intents as make

SECRET = (3).to_bytes(32, "big")
INTENTS = {"sale": make.hedge(), "purchase": make.hedge(make.BUY_ETH)}


def traders_signer() -> IntentSigner:
    world: Any = SimpleNamespace(chain_id=make.CHAIN_ID, contracts={"permit2": make.PERMIT2})
    return IntentSigner(world)


@pytest.mark.parametrize("name", INTENTS)
def test_an_intent_that_a_trader_posts_is_read_and_verified(name: str) -> None:
    intent, signer = INTENTS[name], traders_signer()
    signature = signer.sign(intent, Trader(make.TRADER, Account.from_key(SECRET), is_safe=False))
    body = {"intent": to_plain("HedgeIntent", intent, as_json=True), "signature": "0x" + signature.hex()}
    signed = decode_signed(msgspec.json.encode(body))
    assert signed == SignedIntent(intent, signature)
    assert isinstance(verify(signed, make.sound_facts(intent), make.policy()), Verified)
    assert signer.intent_hash(intent) == intent_hash(intent)


@pytest.mark.parametrize("name", INTENTS)
def test_an_intent_that_we_encode_is_read_by_the_house(name: str) -> None:
    posted = decode(encode_signed(make.signed(INTENTS[name])), messages.PostedIntent)
    assert to_domain(posted.intent) == INTENTS[name]


@pytest.mark.parametrize(("trade", "side"), [(make.SELL_ETH, Side.EXACT_IN), (make.BUY_ETH, Side.EXACT_OUT)])
def test_an_award_that_the_house_signs_has_no_fault(trade: Any, side: Side) -> None:
    house = Cosigner(Account.from_key(SECRET), make.CHAIN_ID, make.REACTOR)
    intent: HedgeIntent = make.hedge(trade)
    verified = make.verified(replace(intent, cosign=replace(intent.cosign, cosigner=house.address)))
    hashed = verified.intent_hash
    bid = Bid(auction_id(hashed, 100), make.EXECUTOR, 10_000 * 10**6)
    cosigned = award_of(verified.signed.intent, hashed, side, Offer(bid.executor, bid.amount), make.NOW)
    award = Award(bid.auction_id, cosigned, house.sign(cosigned))
    place = {"chain_id": make.CHAIN_ID, "opens_at_block": 100, "fill_at": make.NOW + 12}
    assert not list(award_faults(award, bid, verified, **place))
