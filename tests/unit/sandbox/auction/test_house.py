"""One auction from its opening to its award, without a socket."""

from typing import TYPE_CHECKING

import pytest
from eth_utils.crypto import keccak

from solver.intents.hashing import intent_hash
from solver.sandbox.auction import messages as wire
from solver.sandbox.auction.codec import decode
from solver.sandbox.auction.refusal import Code, Refusal
from solver.testing.intents import BUY_ETH, SELL_ETH, account, hedge

if TYPE_CHECKING:
    from tests.unit.sandbox.auction.conftest import Saleroom

LIMIT = SELL_ETH.end_receive


def test_an_auction_is_named_after_its_intent_and_its_block(saleroom: "Saleroom") -> None:
    auction = saleroom.opened()
    hashed = intent_hash(saleroom.intent())
    assert auction.opened.intent_hash == hashed
    assert auction.id == "0x" + keccak(bytes.fromhex(hashed[2:]) + (100).to_bytes(32, "big")).hex()
    assert auction.closes_at_block == 101


def test_an_intent_for_another_cosigner_is_refused(saleroom: "Saleroom") -> None:
    with pytest.raises(Refusal) as refused:
        saleroom.house.admit(decode(saleroom.body(hedge()), wire.PostedIntent))
    assert refused.value.code is Code.WRONG_COSIGNER


def test_an_intent_posted_twice_has_one_auction_and_after_the_close_none(saleroom: "Saleroom") -> None:
    auction = saleroom.opened()
    again = saleroom.house.earlier(saleroom.intent())
    assert again is not None
    assert again.auction_id == auction.id
    saleroom.house.close_ripe(saleroom.next_head)
    with pytest.raises(Refusal) as refused:
        saleroom.house.earlier(saleroom.intent())
    assert refused.value.code is Code.ALREADY_AUCTIONED


def test_a_bid_is_taken_once_and_cannot_be_changed(saleroom: "Saleroom") -> None:
    auction = saleroom.opened()
    assert saleroom.bid(auction, saleroom.alice, LIMIT + 5)
    assert not saleroom.bid(auction, saleroom.alice, LIMIT + 5)
    for amount, executor in ((LIMIT + 6, saleroom.executor), (LIMIT + 5, saleroom.other_executor)):
        with pytest.raises(Refusal) as refused:
            saleroom.bid(auction, saleroom.alice, amount, executor)
        assert refused.value.code is Code.BID_ALREADY_PLACED


def test_a_bid_below_the_signed_limit_is_refused_and_leaves_the_bidder_free(saleroom: "Saleroom") -> None:
    auction = saleroom.opened()
    with pytest.raises(Refusal) as refused:
        saleroom.bid(auction, saleroom.alice, LIMIT - 1)
    assert refused.value.code is Code.BELOW_LIMIT
    assert saleroom.bid(auction, saleroom.alice, LIMIT)


def test_an_exact_out_bid_above_the_signed_limit_is_refused(saleroom: "Saleroom") -> None:
    auction = saleroom.opened(BUY_ETH)
    with pytest.raises(Refusal) as refused:
        saleroom.bid(auction, saleroom.alice, BUY_ETH.end_spend + 1)
    assert refused.value.code is Code.BELOW_LIMIT


def test_a_bid_of_a_zero_executor_or_beyond_256_bits_is_malformed(saleroom: "Saleroom") -> None:
    auction = saleroom.opened()
    for amount, executor in ((LIMIT, account(0)), (2**256, saleroom.executor)):
        with pytest.raises(Refusal) as refused:
            saleroom.bid(auction, saleroom.alice, amount, executor)
        assert refused.value.code is Code.MALFORMED


def test_a_bidder_that_declined_cannot_bid_and_one_that_bid_cannot_decline(saleroom: "Saleroom") -> None:
    auction = saleroom.opened()
    saleroom.house.decline(auction, saleroom.alice)
    saleroom.house.decline(auction, saleroom.alice)
    with pytest.raises(Refusal) as refused:
        saleroom.bid(auction, saleroom.alice, LIMIT)
    assert refused.value.code is Code.ALREADY_DECLINED
    saleroom.bid(auction, saleroom.bob, LIMIT)
    with pytest.raises(Refusal) as refused:
        saleroom.house.decline(auction, saleroom.bob)
    assert refused.value.code is Code.BID_ALREADY_PLACED


def test_it_closes_when_all_have_answered_and_not_before(saleroom: "Saleroom") -> None:
    auction = saleroom.opened()
    saleroom.bid(auction, saleroom.alice, LIMIT + 5)
    saleroom.house.close_ripe(saleroom.head)
    assert auction.closed is None
    saleroom.house.decline(auction, saleroom.bob)
    saleroom.house.close_ripe(saleroom.head)
    assert auction.closed is not None
    assert auction.closed.winner == saleroom.alice


def test_it_closes_when_the_chain_has_gone_on_whoever_is_missing(saleroom: "Saleroom") -> None:
    auction = saleroom.opened()
    saleroom.bid(auction, saleroom.alice, LIMIT + 5)
    saleroom.house.close_ripe(saleroom.next_head)
    assert auction.closed is not None
    with pytest.raises(Refusal) as refused:
        saleroom.bid(auction, saleroom.bob, LIMIT + 9)
    assert refused.value.code is Code.AUCTION_CLOSED
    with pytest.raises(Refusal) as refused:
        saleroom.house.decline(auction, saleroom.bob)
    assert refused.value.code is Code.AUCTION_CLOSED


def test_the_same_bid_repeated_after_the_close_is_still_acknowledged(saleroom: "Saleroom") -> None:
    auction = saleroom.opened()
    saleroom.bid(auction, saleroom.alice, LIMIT + 5)
    saleroom.house.close_ripe(saleroom.next_head)
    assert not saleroom.bid(auction, saleroom.alice, LIMIT + 5)


def test_bids_stay_sealed_until_the_close(saleroom: "Saleroom") -> None:
    auction = saleroom.opened()
    saleroom.bid(auction, saleroom.alice, LIMIT + 5)
    with pytest.raises(Refusal) as refused:
        saleroom.house.result(auction)
    assert refused.value.code is Code.AUCTION_OPEN
    assert [event.type for event in saleroom.house.events] == ["opened"]
    saleroom.bid(auction, saleroom.bob, LIMIT + 4)
    saleroom.house.close_ripe(saleroom.head)
    result = saleroom.house.result(auction)
    assert [(line.bidder, line.amount) for line in result.bids] == [
        (saleroom.alice, str(LIMIT + 5)),
        (saleroom.bob, str(LIMIT + 4)),
    ]
    assert [event.type for event in saleroom.house.events] == ["opened", "closed"]


def test_only_the_winner_has_an_award_and_only_after_the_close(saleroom: "Saleroom") -> None:
    auction = saleroom.opened()
    saleroom.bid(auction, saleroom.alice, LIMIT + 5)
    saleroom.bid(auction, saleroom.bob, LIMIT + 4)
    for bidder in (saleroom.alice, saleroom.bob):
        with pytest.raises(Refusal) as refused:
            saleroom.house.award(auction, bidder)
        assert refused.value.code is Code.NO_AWARD
    saleroom.house.close_ripe(saleroom.head)
    award = saleroom.house.award(auction, saleroom.alice)
    assert award.cosigned.exclusive_filler == saleroom.executor
    assert award.cosigned.receive_floors == (str(LIMIT + 5),)
    with pytest.raises(Refusal) as refused:
        saleroom.house.award(auction, saleroom.bob)
    assert refused.value.code is Code.NO_AWARD


def test_an_auction_that_all_decline_has_no_winner_and_no_award(saleroom: "Saleroom") -> None:
    auction = saleroom.opened()
    for bidder in (saleroom.alice, saleroom.bob):
        saleroom.house.decline(auction, bidder)
    saleroom.house.close_ripe(saleroom.head)
    result = saleroom.house.result(auction)
    assert result.winner is None
    assert [line.amount for line in result.bids] == [None, None]


def test_an_unknown_auction_is_refused(saleroom: "Saleroom") -> None:
    with pytest.raises(Refusal) as refused:
        saleroom.house.auction("0x" + "00" * 32)
    assert refused.value.code is Code.UNKNOWN_AUCTION
