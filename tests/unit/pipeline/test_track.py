"""Awards on their way: block by block, several at once, never twice."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

import pytest

from solver.bundles.bid import FixedBid
from solver.domain.ending import Expired, Settled
from solver.domain.events import BundleSubmitted, RelayAnswered
from solver.domain.primitives import Hash
from solver.ports import Refused, Unreachable
from solver.settlement.encode import decode_settle
from solver.testing.values import HEAD
from tests.unit.pipeline.stand import Stand, signed, until


async def test_a_bundle_that_is_left_out_is_submitted_again_for_the_next_block(stand: Stand) -> None:
    stand.chain.includes = False
    async with stand.running():
        listing = await stand.post(signed())
        await stand.until_sent(HEAD + 1)
        await stand.sealed()
        await stand.until_sent(HEAD + 2)
        stand.chain.includes = True
        await stand.sealed()
        ending = await stand.until_ended(listing.auction_id)
    assert isinstance(ending, Settled)
    assert ending.block_number == HEAD + 2


async def test_each_submission_is_simulated_first_and_bound_to_its_own_block(stand: Stand) -> None:
    stand.chain.includes = False
    async with stand.running():
        await stand.post(signed())
        await stand.until_sent(HEAD + 1)
        await stand.sealed()
        await stand.until_sent(HEAD + 2)
    first, second = (stand.relay.standing(HEAD + n)[0].transactions[0] for n in (1, 2))
    assert first.hash != second.hash
    assert first.nonce == second.nonce
    assert len(stand.chain.simulated) == 3


async def test_at_the_end_of_the_window_the_award_expires(stand: Stand) -> None:
    stand.chain.includes = False
    async with stand.running():
        listing = await stand.post(signed())
        for number in (1, 2, 3):
            await stand.until_sent(HEAD + number)
            await stand.sealed()
        ending = await stand.until_ended(listing.auction_id)
    assert ending == Expired(HEAD + 3, f"not included in block {HEAD + 3}")
    assert len(stand.relay.received) == 3


async def test_what_would_revert_now_is_not_sent_and_tried_again_at_the_next_head(stand: Stand) -> None:
    stand.chain.simulation_errors = [None, "InsufficientOutput(1, 2)"]
    async with stand.running():
        listing = await stand.post(signed())
        await until(lambda: bool(stand.incidents("would_fail")))
        assert not stand.relay.received
        await stand.sealed()
        await stand.until_sent(HEAD + 2)
        await stand.sealed()
        assert isinstance(await stand.until_ended(listing.auction_id), Settled)
    assert "InsufficientOutput" in stand.incidents("would_fail")[0]


async def test_a_route_that_no_longer_covers_the_bid_is_not_sent(stand: Stand) -> None:
    stand.chain.includes = False
    async with stand.running():
        listing = await stand.post(signed())
        await stand.until_sent(HEAD + 1)
        stand.markets.usdc_per_weth = 1950
        await stand.sealed()
        await until(lambda: bool(stand.incidents("would_fail")))
        await stand.sealed(2)
        ending = await stand.until_ended(listing.auction_id)
    assert isinstance(ending, Expired)
    assert "lacks" in ending.detail
    assert len(stand.relay.received) == 1


async def test_our_own_settlement_is_not_taken_for_a_failure(stand: Stand) -> None:
    """The head that shows it arrives together with the receipt: nothing is simulated or sent again."""
    async with stand.running():
        listing = await stand.post(signed())
        await stand.until_sent(HEAD + 1)
        simulations = len(stand.chain.simulated)
        await stand.sealed(2)
        assert isinstance(await stand.until_ended(listing.auction_id), Settled)
    assert len(stand.chain.simulated) == simulations
    assert not stand.incidents("would_fail")


def scanned(stand: Stand) -> int:
    block = stand.journal.last_scanned()
    return 0 if block is None else block.number


async def test_a_receipt_counts_only_after_the_operator_s_confirmations(stand: Stand) -> None:
    stand.settings = replace(stand.settings, confirmations=3)
    async with stand.running():
        listing = await stand.post(signed())
        await stand.until_sent(HEAD + 1)
        await stand.sealed(2)
        await until(lambda: scanned(stand) == HEAD + 2)
        assert not stand.journal.ended(listing.auction_id)
        await stand.sealed()
        assert isinstance(await stand.until_ended(listing.auction_id), Settled)
    assert len(stand.relay.received) == 1


async def test_a_settlement_that_a_reorganisation_brings_late_is_no_expiry(stand: Stand) -> None:
    """Left out of the window's last block at first; the block that takes its place has it."""
    stand.settings = replace(stand.settings, confirmations=2, window_blocks=1)
    stand.chain.includes = False
    async with stand.running():
        listing = await stand.post(signed())
        await stand.until_sent(HEAD + 1)
        await stand.sealed()
        await until(lambda: scanned(stand) == HEAD + 1)
        stand.chain.replace_head()
        await stand.sealed()
        ending = await stand.until_ended(listing.auction_id)
    assert isinstance(ending, Settled)
    assert ending.block_number == HEAD + 1


@asynccontextmanager
async def two_bids(stand: Stand) -> AsyncIterator[list[Hash]]:
    """Two undecided auctions of one block, with margins wide enough to fill both from one pool."""
    stand.settings = replace(stand.settings, bid=FixedBid(margin_bps=30))
    stand.house.waits = True
    async with stand.running():
        listings = [await stand.post(signed(nonce=nonce)) for nonce in (1, 2)]
        await until(lambda: len(stand.house.bids) == 2)
        yield [listing.auction_id for listing in listings]


async def test_two_awards_of_one_block_share_a_bundle_with_consecutive_nonces(stand: Stand) -> None:
    async with two_bids(stand) as auctions:
        for auction in auctions:
            await stand.house.close(auction)
        await stand.until_sent(HEAD + 1, transactions=2)
        await stand.sealed()
        endings = [await stand.until_ended(auction) for auction in auctions]
    assert all(isinstance(ending, Settled) for ending in endings)
    (bundle,) = stand.relay.received
    assert [one.nonce for one in bundle.transactions] == [0, 1]


async def test_the_bundle_waits_for_an_undecided_auction_only_so_long(stand: Stand) -> None:
    stand.settings = replace(stand.settings, gather_s=0.05)
    async with two_bids(stand) as (first, _):
        await stand.house.close(first)
        await stand.until_sent(HEAD + 1)
    assert len(stand.relay.received[0].transactions) == 1


async def test_a_late_award_joins_the_bundle_and_leaves_the_first_transaction_as_it_was(stand: Stand) -> None:
    stand.settings = replace(stand.settings, gather_s=0.0)
    async with two_bids(stand) as (first, second):
        await stand.house.close(first)
        await stand.until_sent(HEAD + 1)
        await stand.house.close(second)
        await stand.until_sent(HEAD + 1, transactions=2)
        await stand.sealed()
        assert isinstance(await stand.until_ended(first), Settled)
        assert isinstance(await stand.until_ended(second), Settled)
    small, large = stand.relay.received
    assert large.transactions[0] == small.transactions[0]
    assert large.replacement_uuid == small.replacement_uuid


async def test_after_a_lost_bundle_the_nonces_start_again_from_the_chain_s(stand: Stand) -> None:
    stand.chain.includes = False
    async with two_bids(stand) as auctions:
        for auction in auctions:
            await stand.house.close(auction)
        await stand.until_sent(HEAD + 1, transactions=2)
        await stand.sealed()
        await stand.until_sent(HEAD + 2, transactions=2)
    (bundle,) = stand.relay.standing(HEAD + 2)
    assert [one.nonce for one in bundle.transactions] == [0, 1]


async def test_an_award_whose_predecessor_would_fail_goes_alone_with_the_first_nonce(stand: Stand) -> None:
    stand.chain.simulation_errors = [None, None, "InsufficientOutput(1, 2)"]
    async with two_bids(stand) as auctions:
        for auction in auctions:
            await stand.house.close(auction)
        await stand.until_sent(HEAD + 1)
    (bundle,) = stand.relay.received
    assert [one.nonce for one in bundle.transactions] == [0]


async def test_the_second_route_of_a_block_is_found_on_what_the_first_leaves(stand: Stand) -> None:
    async with two_bids(stand) as auctions:
        for auction in auctions:
            await stand.house.close(auction)
        await stand.until_sent(HEAD + 1, transactions=2)
    first, second = (decode_settle(transaction.data).hops[0].min_out for transaction in stand.chain.simulated[-1])
    assert second < first


async def test_when_awards_are_many_the_first_are_sent_before_the_last_are_found(
    stand: Stand, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else the next head would come first, time and again, and nothing would ever be sent."""
    monkeypatch.setattr("solver.pipeline.track._SENT_AFTER_S", 0.0)
    async with two_bids(stand) as auctions:
        for auction in auctions:
            await stand.house.close(auction)
        await stand.until_sent(HEAD + 1, transactions=2)
    assert [len(bundle.transactions) for bundle in stand.relay.received] == [1, 2]


async def test_a_bundle_leaves_room_in_its_block_and_the_rest_goes_into_the_next(stand: Stand) -> None:
    stand.settings = replace(stand.settings, bid=FixedBid(margin_bps=60))
    stand.house.waits = True
    stand.chain.gas_used = [2_200_000]
    async with stand.running():
        listings = [await stand.post(signed(nonce=nonce)) for nonce in range(5)]
        await until(lambda: len(stand.house.bids) == 5)
        for listing in listings:
            await stand.house.close(listing.auction_id)
        await stand.until_sent(HEAD + 1, transactions=3)
        await stand.sealed()
        await stand.until_sent(HEAD + 2, transactions=2)
        await stand.sealed()
        endings = [await stand.until_ended(listing.auction_id) for listing in listings]
    assert all(isinstance(ending, Settled) for ending in endings)
    assert max(len(bundle.transactions) for bundle in stand.relay.received) == 3


async def test_a_relay_that_fails_is_asked_again_and_its_answer_recorded(stand: Stand) -> None:
    stand.relay.troubles.plan("send_bundle", Unreachable("relay", "timeout"))
    async with stand.running():
        await stand.post(signed())
        await stand.until_sent(HEAD + 1)
        await until(lambda: any(isinstance(event, RelayAnswered) for event in stand.journal.events))
    (answer,) = [event for event in stand.journal.events if isinstance(event, RelayAnswered)]
    assert answer.error is None


async def test_a_relay_that_refuses_leaves_its_words_and_the_next_block_is_tried(stand: Stand) -> None:
    stand.relay.troubles.plan("send_bundle", Refused("relay", "-32000", "bundle too late"))
    async with stand.running():
        listing = await stand.post(signed())
        await until(lambda: any(isinstance(event, RelayAnswered) for event in stand.journal.events))
        await stand.sealed()
        await stand.until_sent(HEAD + 2)
        await stand.sealed()
        assert isinstance(await stand.until_ended(listing.auction_id), Settled)
    errors = [event.error for event in stand.journal.events if isinstance(event, RelayAnswered)]
    assert errors[0] is not None
    assert "too late" in errors[0]


async def test_a_bundle_is_in_the_journal_before_the_relay_has_it(stand: Stand) -> None:
    recorded: list[bool] = []
    send = stand.relay.send_bundle

    async def sending(bundle: object) -> object:
        recorded.append(any(isinstance(event, BundleSubmitted) for event in stand.journal.events))
        return await send(bundle)  # type: ignore[arg-type] # passed on as it came

    stand.relay.send_bundle = sending  # type: ignore[method-assign,assignment]
    async with stand.running():
        await stand.post(signed())
        await stand.until_sent(HEAD + 1)
    assert recorded == [True]
