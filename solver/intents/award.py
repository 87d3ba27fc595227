"""Whether an award is one that the reactor will honour for us."""

from collections.abc import Iterator

from solver.domain.auction import Award, Bid, Side
from solver.domain.verified import Verified
from solver.intents.digests import auction_id, cosignature_digest
from solver.intents.dutch import dutch_amounts, side_of
from solver.intents.signatures import signed_by_key_for_reactor


def award_faults(
    award: Award, bid: Bid, verified: Verified, *, chain_id: int, opens_at_block: int, fill_at: int
) -> Iterator[str]:
    """Every way in which an award differs from what our bid was for; none: it can be settled at the bid's price.

    fill_at: unix seconds of the earliest block that can settle it.
    """
    info, policy, cosigned = verified.signed.intent.info, verified.signed.intent.cosign, award.cosigned
    if award.auction_id != bid.auction_id or award.auction_id != auction_id(verified.intent_hash, opens_at_block):
        yield "of another auction"
    if cosigned.intent_hash != verified.intent_hash or cosigned.fill_index:
        yield "of another intent or fill"
    if not signed_by_key_for_reactor(
        policy.cosigner, cosignature_digest(cosigned, chain_id, info.reactor), award.cosignature
    ):
        yield f"not signed by {policy.cosigner}"
    if cosigned.exclusive_filler != bid.executor:
        yield f"exclusive to {cosigned.exclusive_filler}"
    if cosigned.decay_start < info.not_before or cosigned.override_bps > policy.max_override_bps:
        yield "starts too early or overrides too much"
    if cosigned.exclusive_until > cosigned.decay_start + policy.max_exclusive_seconds:
        yield "exclusive for longer than signed"
    if cosigned.valid_until < cosigned.exclusive_until:
        yield "lapses before its exclusivity ends"
    ours, exact_in = (bid.amount,), side_of(verified.dutch) is Side.EXACT_IN
    if (cosigned.spend_caps, cosigned.receive_floors) != (((), ours) if exact_in else (ours, ())):
        yield f"caps {cosigned.spend_caps}, floors {cosigned.receive_floors}"
        return
    spends, receives = dutch_amounts(verified.dutch, cosigned, fill_at)
    moved = receives if exact_in else spends
    if moved != ours:
        yield f"moves {moved} at {fill_at}, we bid {bid.amount}"
