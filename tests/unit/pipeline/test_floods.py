"""Hostile listings and floods: everything ends, in bounded work."""

import asyncio
from dataclasses import replace

from solver.domain.auction import AuctionedIntent, Listing
from solver.domain.ending import Declined, Reason, Settled
from solver.domain.primitives import Hash
from solver.testing import intents as i
from solver.testing import values
from solver.testing.values import HEAD, block
from tests.unit.pipeline.stand import Stand, signed, until

FLOOD = 300


async def reason_of(stand: Stand, listing: Listing) -> Reason:
    ending = await stand.until_ended(listing.auction_id)
    assert isinstance(ending, Declined), ending
    return ending.reason


async def test_an_auction_that_opens_in_the_far_future_is_not_waited_for(stand: Stand) -> None:
    async with stand.running():
        listing = await stand.house.post(signed(), block(HEAD + 10**9))
        assert await reason_of(stand, listing) is Reason.MALFORMED


async def test_an_auction_that_closes_in_the_far_future_or_before_it_opens_is_not_bid_for(stand: Stand) -> None:
    async with stand.running():
        for nonce, closes in ((1, HEAD + 10**9), (2, HEAD)):
            intent = signed(nonce=nonce)
            bent = replace(values.listing(intent.intent), bids_close_at_block=closes)
            await stand.house.list_falsely(bent, intent)
            assert await reason_of(stand, bent) is Reason.MALFORMED


async def test_a_flood_is_worked_off_a_few_at_a_time_and_what_is_too_much_is_declined(stand: Stand) -> None:
    asked, gate = [0], asyncio.Event()
    hand_over = stand.house.intent

    async def intent(auction_id: Hash) -> AuctionedIntent:
        asked[0] += 1
        await gate.wait()
        return await hand_over(auction_id)

    stand.house.intent = intent  # type: ignore[method-assign] # the gate goes first
    async with stand.running():
        listings = [await stand.house.post(signed(nonce=nonce), block(HEAD)) for nonce in range(FLOOD)]
        assert await reason_of(stand, listings[-1]) is Reason.HALTED
        assert asked[0] < 10
        gate.set()
        await stand.sealed()
        reasons = [await reason_of(stand, listing) for listing in listings[:20]]
    assert set(reasons) == {Reason.TOO_LATE}


async def test_of_two_intents_with_one_nonce_only_the_first_is_bid_for(stand: Stand) -> None:
    stand.house.waits = True
    async with stand.running():
        first = await stand.post(signed())
        await until(lambda: bool(stand.house.bids))
        second = await stand.post(signed(life=i.lifetime(seconds=601)))
        assert await reason_of(stand, second) is Reason.DUPLICATE
        await stand.house.close(first.auction_id)
        await stand.until_sent(HEAD + 1)
        await stand.sealed()
        assert isinstance(await stand.until_ended(first.auction_id), Settled)


async def test_an_intent_with_the_nonce_of_one_that_was_lost_is_bid_for(stand: Stand) -> None:
    stand.house.rival_amount = 20_000 * 10**6
    async with stand.running():
        first = await stand.post(signed())
        await stand.until_ended(first.auction_id)
        second = await stand.post(signed(life=i.lifetime(seconds=601)))
        await until(lambda: second.auction_id in stand.house.bids)
