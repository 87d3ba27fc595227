"""After a restart: every intent without an ending is taken up where the journal left it.

What was written before each effect tells what may have happened; house and chain tell what did, the chain alone once
there is an award. A settlement cannot happen twice: transactions of the process before are looked up first, a new one
has the nonce that only one of them can use, and the intent's own nonce admits one fill.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from solver.domain import events as e
from solver.domain.auction import AuctionedIntent, Award, Bid, Listing
from solver.domain.chain import SLOT_S
from solver.domain.ending import Declined, Ending, Reason
from solver.domain.hedge import HedgePlan
from solver.domain.primitives import DomainError, Hash
from solver.domain.verified import Verified
from solver.intents.dutch import decode_dutch
from solver.intents.hashing import intent_hash, terms_hash
from solver.pipeline.bidding import send
from solver.pipeline.settle import await_result, conclude, land, settle
from solver.pipeline.solver import Attempt, Offer, Solver
from solver.pipeline.track import Track


@dataclass(frozen=True, slots=True)
class Unfinished:
    """What the journal knows of an intent without an ending."""

    listing: Listing
    auctioned: AuctionedIntent | None = None
    plan: HedgePlan | None = None
    bid: Bid | None = None
    award: Award | None = None
    attempts: tuple[Attempt, ...] = ()


def unfinished(events: Iterable[e.Event]) -> Unfinished | None:
    """Fold one auction's events, in order of recording; None without a first sight of it."""
    known: Unfinished | None = None
    for event in events:
        match event:
            case e.AuctionSeen(listing):
                known = known or Unfinished(listing)
            case e.IntentReceived(auctioned) if known:
                known = replace(known, auctioned=auctioned)
            case e.Planned(_, plan) if known:
                known = replace(known, plan=plan)
            case e.BidPlaced(_, bid) if known:
                known = replace(known, bid=bid)
            case e.Awarded(award) if known:
                known = replace(known, award=award)
            case e.BundleSubmitted(tx_hash=tx_hash, bundle=bundle) if known:
                attempt = Attempt(tx_hash, bundle.target_block)
                known = replace(known, attempts=(*known.attempts, attempt))
            case _:
                pass
    return known


async def resume(solver: Solver, track: Track, known: Unfinished) -> Ending:
    """The one ending of an intent that a process before this one left without, recorded."""
    listing = known.listing
    head = await solver.heads.reach(0)
    still_open = head.number < listing.bids_close_at_block
    hashed = None if known.auctioned is None else intent_hash(known.auctioned.signed.intent)
    offer = offer_made(known, head.timestamp)
    if offer is None:
        if still_open and known.bid is None:
            return await settle(solver, track, listing)
        late = Declined(Reason.TOO_LATE, "restarted after the close, without a bid")
        return await conclude(solver, listing, hashed, late)
    solver.claims.take(offer.verified.signed.intent.info, listing.auction_id)
    if known.award is not None:  # what was sent for it may have landed, whatever the house says now
        ending = await land(solver, track, offer, known.award, known.attempts)
        return await conclude(solver, listing, hashed, ending)
    if still_open:
        await send(solver, listing, offer.bid)
    return await conclude(solver, listing, hashed, await await_result(solver, track, offer))


def offer_made(known: Unfinished, now: int) -> Offer | None:
    """The offer behind a bid that was placed; it was verified before the bid, so nothing is checked again."""
    if known.auctioned is None or known.plan is None or known.bid is None:
        return None
    signed = known.auctioned.signed
    try:
        dutch = decode_dutch(signed.intent.resolution.data)
    except DomainError:
        return None
    hashes: tuple[Hash, Hash] = intent_hash(signed.intent), terms_hash(signed.intent.terms)
    return Offer(known.listing, Verified(signed, *hashes, dutch, now + SLOT_S), known.plan, None, known.bid, 0)
