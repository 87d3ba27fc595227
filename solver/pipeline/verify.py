"""From a listing to an intent that is safe to spend time on."""

import asyncio

from solver.domain.auction import AuctionedIntent, Listing
from solver.domain.chain import BlockRef
from solver.domain.ending import Declined, Reason
from solver.domain.events import IntentReceived
from solver.domain.primitives import Hash
from solver.domain.verified import Verified
from solver.intents.digests import auction_id
from solver.intents.facts import Call, FactUnreadable, facts_calls, facts_from
from solver.intents.hashing import intent_hash
from solver.intents.verify import verify
from solver.pipeline.patience import Patience, patiently
from solver.pipeline.solver import Solver
from solver.ports import Refused, Unreachable

_FETCHING = Patience(budget_s=5.0)
_FURTHEST_BLOCKS = 50


def implausible(listing: Listing, head: BlockRef) -> Declined | None:
    """Why a listing is not worth waiting for."""
    opens, closes = listing.opens_at_block, listing.bids_close_at_block
    if opens < closes and max(opens, closes) <= head.number + _FURTHEST_BLOCKS:
        return None
    return Declined(Reason.MALFORMED, f"open from block {opens} to {closes}, seen at {head.number}")


async def receive(solver: Solver, listing: Listing) -> AuctionedIntent | Declined:
    """The full intent, recorded; nothing about it is checked but that it is the one listed."""
    try:
        auctioned = await patiently(lambda: solver.house.intent(listing.auction_id), _FETCHING, solver.chance)
    except Refused as error:
        return Declined(Reason.MALFORMED, f"{error.code}: {error.detail}")
    except Unreachable as error:
        return Declined(Reason.TOO_LATE, f"the auction house did not hand over the intent: {error.detail}")
    hashed = intent_hash(auctioned.signed.intent)
    if auctioned.listing != listing or auction_id(hashed, listing.opens_at_block) != listing.auction_id:
        return Declined(Reason.MALFORMED, f"the house handed over intent {hashed}, which is not the one listed")
    await solver.recorder.record(IntentReceived(auctioned, hashed))
    return auctioned


async def verified(solver: Solver, auctioned: AuctionedIntent, head: BlockRef) -> Verified | Declined:
    """Every check of intents/verify.py against the chain at head. Raises PortError."""
    signed = auctioned.signed
    calls = facts_calls(signed, solver.universe)
    code, *answers = await asyncio.gather(
        solver.chain.code(signed.intent.info.swapper, head.hash), *(_ask(solver, call, head.hash) for call in calls)
    )
    try:
        facts = facts_from(signed, answers, code=code or b"", head=head)
    except FactUnreadable as error:
        unknown = {spend.token for spend in signed.intent.spends} - solver.policy.tokens
        reason = Reason.UNKNOWN_TOKEN if unknown else Reason.MALFORMED
        return Declined(reason, f"the chain does not tell its {error.fact}")
    checked = verify(signed, facts, solver.policy)
    if isinstance(checked, Verified):
        receives = checked.signed.intent.receives
        people = (checked.signed.intent.info.swapper, *(receive.recipient for receive in receives))
        solver.books.meet(dict.fromkeys(people, "trader"))
    return checked


async def _ask(solver: Solver, call: Call, at: Hash) -> bytes | None:
    """None where the call reverts."""
    try:
        return await solver.chain.call(call.to, call.data, at)
    except Refused as error:
        if error.code != "reverted":
            raise
        return None
