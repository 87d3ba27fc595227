"""One intent through all stages: verify, plan, snapshot, optimise, encode, simulate, bid, submit, track, record.

Each stage takes frozen values and gives frozen values. An ending is a value too, and the first one ends the line.
"""

import asyncio

from solver.domain.auction import AuctionedIntent, AuctionResult, Award, Bid, Listing
from solver.domain.chain import BlockRef
from solver.domain.ending import Declined, Ending, Expired, Lost, Reason
from solver.domain.events import Awarded, Ended, Planned, Solved
from solver.domain.primitives import Hash
from solver.hedging.plan import plan
from solver.intents.award import award_faults
from solver.intents.hashing import intent_hash
from solver.optimizer.answer import NoRoute
from solver.pipeline.bidding import offered, place
from solver.pipeline.patience import pauses
from solver.pipeline.rounds import fees_at
from solver.pipeline.solve import (
    bearable,
    gas_price_units,
    no_route,
    problem,
    routed,
    routed_once_arbitraged,
    state_hash,
)
from solver.pipeline.solver import Attempt, Draft, Offer, Solution, Solver, Won
from solver.pipeline.track import Track
from solver.pipeline.verify import implausible, receive, verified
from solver.ports import PortError, Refused, Unreachable

_FIRST_PAUSE_S, _LONGEST_PAUSE_S = 0.2, 2.0


async def settle(solver: Solver, track: Track, listing: Listing) -> Ending:
    """From a listing to the one ending of its intent, recorded."""
    refused = implausible(listing, await solver.heads.reach(0))
    if refused is not None:
        return await conclude(solver, listing, None, refused)
    await solver.heads.reach(listing.opens_at_block)
    async with solver.offering:
        auctioned = await receive(solver, listing)
        if isinstance(auctioned, Declined):
            return await conclude(solver, listing, None, auctioned)
        offer = await persistently_offer(solver, auctioned)
    ending = offer if isinstance(offer, Declined) else await compete(solver, track, offer)
    return await conclude(solver, listing, intent_hash(auctioned.signed.intent), ending)


async def offer_for(solver: Solver, auctioned: AuctionedIntent, head: BlockRef) -> Offer | Declined:
    """The bid we would stand by, as of one block. Raises PortError."""
    listing, timed = auctioned.listing, solver.recorder.timed
    async with timed(listing.auction_id, "verify"):
        intent = await verified(solver, auctioned, head)
    if isinstance(intent, Declined):
        return intent
    info = intent.signed.intent.info
    if not solver.claims.take(info, listing.auction_id):
        return Declined(Reason.DUPLICATE, f"another intent with nonce {info.nonce} of {info.swapper} is under way")
    hedge = plan(intent, solver.universe, head.timestamp)
    if isinstance(hedge, Declined):
        return hedge
    await solver.recorder.record(Planned(listing.auction_id, hedge))
    async with timed(listing.auction_id, "snapshot"):
        snapshot = await solver.snapshots.at(head)
    fees = fees_at(solver, head)
    if isinstance(fees, Declined):
        return fees
    gas_price = gas_price_units(hedge, snapshot.markets, solver.universe.contracts.weth, fees, head)
    if isinstance(gas_price, NoRoute):
        return no_route(gas_price)
    asked = problem(hedge, snapshot.markets, gas_price)
    async with timed(listing.auction_id, "optimise"):
        route = await routed(solver, asked, solver.settings.router)
    if isinstance(route, NoRoute):
        return no_route(route)
    yardstick = await routed(solver, asked, "single-path")
    single_path = None if isinstance(yardstick, NoRoute) else yardstick
    lasting = await routed_once_arbitraged(solver, asked)
    if isinstance(lasting, NoRoute):
        return no_route(lasting, "once arbitrageurs have been there, ")
    promised = bearable(route, lasting, solver.settings.max_loss_bps)
    states = state_hash(snapshot.markets)
    await solver.recorder.record(Solved(listing.auction_id, head, states, route, single_path))
    async with timed(listing.auction_id, "simulate"):
        return await offered(
            solver, Draft(listing, intent, hedge), Solution(head, route), promised, asked=asked, fees=fees
        )


async def persistently_offer(solver: Solver, auctioned: AuctionedIntent) -> Offer | Declined:
    """The offer, tried again while the environment fails and the auction is open."""
    waits = pauses(solver.chance, _FIRST_PAUSE_S, _LONGEST_PAUSE_S)
    while True:
        head = await solver.heads.reach(0)
        if head.number >= auctioned.listing.bids_close_at_block:
            return Declined(Reason.TOO_LATE, f"bids closed at block {auctioned.listing.bids_close_at_block}")
        try:
            return await offer_for(solver, auctioned, head)
        except PortError as error:
            await solver.recorder.trouble("offer", error)
        await asyncio.sleep(next(waits))


async def compete(solver: Solver, track: Track, offer: Offer) -> Ending:
    """Bid, wait for the close, and land the award."""
    async with solver.recorder.timed(offer.bid.auction_id, "bid"):
        refused = await place(solver, offer)
    return refused or await await_result(solver, track, offer)


async def await_result(solver: Solver, track: Track, offer: Offer) -> Ending:
    """What became of a bid that stands or may stand."""
    result = await solver.closings.result(offer.listing)
    if result is None or result.winner != solver.identity:
        return not_won(solver, result, offer.bid)
    award = await awarded(solver, offer)
    return award if isinstance(award, Expired) else await land(solver, track, offer, award)


async def land(solver: Solver, track: Track, offer: Offer, award: Award, attempts: tuple[Attempt, ...] = ()) -> Ending:
    """What became of an award; attempts are those of a process before this one."""
    first_block = min((attempt.target_block for attempt in attempts), default=(await solver.heads.reach(0)).number + 1)
    won = Won(offer, award, first_block + solver.settings.window_blocks - 1)
    async with solver.recorder.timed(offer.bid.auction_id, "land"):
        return await track.land(won, attempts)


def not_won(solver: Solver, result: AuctionResult | None, bid: Bid) -> Lost | Declined:
    """Lost, or too late where our bid is not among those the house counted."""
    if result is None:
        return Lost(None, None, bid.amount)
    if not any(line.bidder == solver.identity and line.amount is not None for line in result.bids):
        return Declined(Reason.TOO_LATE, "our bid did not arrive before the close")
    winning = next((line.amount for line in result.bids if line.bidder == result.winner), None)
    return Lost(result.winner, winning, bid.amount)


async def awarded(solver: Solver, offer: Offer) -> Award | Expired:
    """Our award, checked and recorded; Expired where the house does not hand over one that the reactor would honour."""
    award = await _award(solver, offer)
    if isinstance(award, Expired):
        return award
    head = await solver.heads.reach(0)
    faults = list(
        award_faults(
            award,
            offer.bid,
            offer.verified,
            chain_id=solver.universe.chain_id,
            opens_at_block=offer.listing.opens_at_block,
            fill_at=head.next_timestamp,
        )
    )
    if faults:
        return Expired(head.number, f"award {', '.join(faults)}")
    await solver.recorder.record(Awarded(award))
    return award


async def _award(solver: Solver, offer: Offer) -> Award | Expired:
    """The award as the house hands it over, asked for until the intent's deadline."""
    deadline = offer.verified.signed.intent.info.deadline
    waits = pauses(solver.chance, _FIRST_PAUSE_S, _LONGEST_PAUSE_S)
    while True:
        head = await solver.heads.reach(0)
        try:
            award = await solver.house.award(offer.listing.auction_id)
        except Refused as error:
            return Expired(head.number, f"no award: {error.code}: {error.detail}")
        except Unreachable as error:
            await solver.recorder.trouble("award", error)
            if head.timestamp > deadline:
                return Expired(head.number, "the award was not to be had before the deadline")
        else:
            return award or Expired(head.number, "the result names us, the house has no award for us")
        await asyncio.sleep(next(waits))


async def conclude(solver: Solver, listing: Listing, hashed: Hash | None, ending: Ending) -> Ending:
    """Record the ending, and tell the house when no bid will come."""
    await solver.recorder.record(Ended(listing.auction_id, hashed, ending))
    if isinstance(ending, Declined):
        try:
            await solver.house.decline(listing.auction_id)
        except PortError as error:
            if not (isinstance(error, Refused) and error.code == "auction_closed"):
                await solver.recorder.trouble("decline", error)
    return ending
