"""Killed anywhere and started again: every intent ends once, and nothing settles twice."""

import pytest

from solver.domain import events as e
from solver.domain.auction import Listing
from solver.domain.ending import Declined, Expired, Lost, Reason, Settled
from solver.ports import Refused
from solver.testing.values import HEAD
from tests.unit.pipeline.stand import Stand, signed, until


def settlements(stand: Stand) -> int:
    return len(stand.chain.settlements())


async def killed_when_sent(stand: Stand) -> Listing:
    """A first process that dies once its bundle for the next block is out."""
    async with stand.running():
        listing = await stand.post(signed())
        await stand.until_sent(HEAD + 1)
    return listing


async def test_a_settlement_that_landed_while_we_were_dead_is_found(stand: Stand) -> None:
    listing = await killed_when_sent(stand)
    await stand.sealed()
    async with stand.running():
        ending = await stand.until_ended(listing.auction_id)
    assert isinstance(ending, Settled)
    assert (settlements(stand), len(stand.relay.received)) == (1, 1)


async def test_a_settlement_that_landed_long_ago_is_found(stand: Stand) -> None:
    listing = await killed_when_sent(stand)
    await stand.sealed(50)
    async with stand.running():
        assert isinstance(await stand.until_ended(listing.auction_id), Settled)
    assert settlements(stand) == 1


async def test_a_bundle_that_was_left_out_is_submitted_again(stand: Stand) -> None:
    listing = await killed_when_sent(stand)
    stand.chain.includes = False
    await stand.sealed()
    stand.chain.includes = True
    async with stand.running():
        await stand.until_sent(HEAD + 2)
        await stand.sealed()
        assert isinstance(await stand.until_ended(listing.auction_id), Settled)
    assert settlements(stand) == 1


async def test_a_restart_before_the_block_replaces_the_bundle_and_settles_once(stand: Stand) -> None:
    listing = await killed_when_sent(stand)
    async with stand.running():
        await until(lambda: len(stand.relay.received) == 2)
        await stand.sealed()
        assert isinstance(await stand.until_ended(listing.auction_id), Settled)
    assert settlements(stand) == 1
    first, second = stand.relay.received
    assert first.replacement_uuid == second.replacement_uuid
    assert [one.nonce for one in first.transactions] == [one.nonce for one in second.transactions]


async def test_an_award_whose_window_passed_while_we_were_dead_expires(stand: Stand) -> None:
    listing = await killed_when_sent(stand)
    stand.chain.includes = False
    await stand.sealed(10)
    async with stand.running():
        assert isinstance(await stand.until_ended(listing.auction_id), Expired)
    assert len(stand.relay.received) == 1


async def test_an_auction_lost_while_we_were_dead_is_lost(stand: Stand) -> None:
    stand.house.waits = True
    stand.house.rival_amount = 20_000 * 10**6
    async with stand.running():
        listing = await stand.post(signed())
        await until(lambda: bool(stand.house.bids))
    await stand.house.close(listing.auction_id)
    await stand.sealed()
    async with stand.running():
        assert isinstance(await stand.until_ended(listing.auction_id), Lost)


async def test_an_auction_won_while_we_were_dead_is_settled(stand: Stand) -> None:
    stand.house.waits = True
    async with stand.running():
        listing = await stand.post(signed())
        await until(lambda: bool(stand.house.bids))
    await stand.house.close(listing.auction_id)
    async with stand.running():
        await stand.until_sent(HEAD + 1)
        await stand.sealed()
        assert isinstance(await stand.until_ended(listing.auction_id), Settled)


async def test_a_bid_recorded_but_not_sent_is_sent_after_the_restart(stand: Stand) -> None:
    stand.house.waits = True
    async with stand.running():
        listing = await stand.post(signed())
        await until(lambda: bool(stand.house.bids))
    recorded = stand.house.bids.pop(listing.auction_id)
    async with stand.running():
        await until(lambda: bool(stand.house.bids))
        assert stand.house.bids[listing.auction_id] == recorded
        await stand.house.close(listing.auction_id)
        await stand.until_sent(HEAD + 1)
        await stand.sealed()
        assert isinstance(await stand.until_ended(listing.auction_id), Settled)


async def test_an_intent_seen_but_not_bid_for_is_begun_again_while_the_auction_is_open(stand: Stand) -> None:
    listing = await stand.post(signed())
    stand.journal.append(e.AuctionSeen(listing))
    async with stand.running():
        await stand.until_sent(HEAD + 1)
        await stand.sealed()
        assert isinstance(await stand.until_ended(listing.auction_id), Settled)


async def test_an_intent_seen_but_not_bid_for_is_too_late_after_the_close(stand: Stand) -> None:
    listing = await stand.post(signed())
    stand.journal.append(e.AuctionSeen(listing))
    await stand.sealed(2)
    async with stand.running():
        ending = await stand.until_ended(listing.auction_id)
    assert isinstance(ending, Declined)
    assert ending.reason is Reason.TOO_LATE


async def test_an_auction_that_came_and_went_while_we_were_dead_is_declined_as_too_late(stand: Stand) -> None:
    listing = await stand.post(signed())
    await stand.house.close(listing.auction_id)
    await stand.sealed(2)
    async with stand.running():
        ending = await stand.until_ended(listing.auction_id)
    assert isinstance(ending, Declined)
    assert ending.reason is Reason.TOO_LATE


async def test_an_intent_that_has_ended_is_left_alone(stand: Stand) -> None:
    async with stand.running():
        listing = await stand.post(signed())
        await stand.until_sent(HEAD + 1)
        await stand.sealed()
        await stand.until_ended(listing.auction_id)
    written = len(stand.journal.events)
    async with stand.running():
        await stand.house.repeat()
        other = await stand.post(signed(nonce=8))
        await stand.until_sent(HEAD + 2)
        await stand.sealed()
        await stand.until_ended(other.auction_id)
    later = stand.journal.events[written:]
    assert not [
        event for event in later if listing.auction_id in repr(event) and not isinstance(event, e.AuctionClosed)
    ]


async def test_a_house_that_knows_nothing_after_the_restart_changes_nothing_of_what_was_won(stand: Stand) -> None:
    listing = await killed_when_sent(stand)
    await stand.sealed()
    stand.house.troubles.plan("result", *[Refused("house", "unknown_auction", "never heard of it")] * 9)
    stand.house.troubles.plan("award", *[Refused("house", "no_award", "never heard of it")] * 9)
    async with stand.running():
        assert isinstance(await stand.until_ended(listing.auction_id), Settled)
    assert (settlements(stand), len(stand.relay.received)) == (1, 1)


@pytest.mark.parametrize("kill_after", range(1, 26))
async def test_killed_after_any_event_the_intent_ends_once_and_settles_at_most_once(
    stand: Stand, kill_after: int
) -> None:
    stand.journal.room = kill_after
    listing = await stand.post(signed())
    async with stand.running() as work:
        await until(lambda: work.done() or bool(stand.relay.standing(HEAD + 1)))
        await stand.sealed()
        await until(lambda: work.done() or stand.journal.ended(listing.auction_id))
    stand.journal.room = None
    async with stand.running():
        await until(lambda: stand.journal.ended(listing.auction_id) or bool(stand.relay.standing(HEAD + 2)))
        await stand.sealed()
        await stand.until_ended(listing.auction_id)
    assert settlements(stand) <= 1
    assert (settlements(stand) == 1) is isinstance(stand.journal.ending(listing.auction_id), Settled)
