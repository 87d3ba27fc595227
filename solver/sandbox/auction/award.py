"""Who wins, and what the winner gets signed."""

from collections.abc import Mapping
from dataclasses import dataclass

from eth_account.signers.local import LocalAccount
from eth_typing import Hash32
from eth_utils.crypto import keccak

from solver.domain.auction import Cosignature, Side
from solver.domain.intent import HedgeIntent
from solver.domain.primitives import Address, Hash
from solver.sandbox.auction.typed import cosignature_digest

SLOT_S = 12
_EXCLUSIVE_S = 36


@dataclass(frozen=True, slots=True)
class Offer:
    """A sealed bid: units of the buy token (EXACT_IN) or of the sell token (EXACT_OUT)."""

    executor: Address
    amount: int


def winner_of(auction_id: Hash, side: Side, offers: Mapping[Address, Offer]) -> Address | None:
    """The bidder of the best amount for the trader; of equals the lowest keccak256(auctionId ‖ bidder)."""

    def rank(bidder: Address) -> tuple[int, bytes]:
        amount = offers[bidder].amount
        tie = keccak(bytes.fromhex(auction_id[2:]) + bytes.fromhex(bidder[2:]))
        return (-amount if side is Side.EXACT_IN else amount, tie)

    return min(offers, key=rank, default=None)


def award_of(intent: HedgeIntent, intent_hash: Hash, side: Side, offer: Offer, head_timestamp: int) -> Cosignature:
    """Exclusive to the offer's executor from the block after the head; times in unix seconds."""
    decay_start = max(head_timestamp + SLOT_S, intent.info.not_before)
    exclusive_until = decay_start + min(intent.cosign.max_exclusive_seconds, _EXCLUSIVE_S)
    exact_in = side is Side.EXACT_IN
    return Cosignature(
        intent_hash=intent_hash,
        fill_index=0,
        valid_until=exclusive_until + SLOT_S,
        decay_start=decay_start,
        exclusive_until=exclusive_until,
        exclusive_filler=offer.executor,
        override_bps=0,
        spend_caps=() if exact_in else (offer.amount,),
        receive_floors=(offer.amount,) if exact_in else (),
    )


class Cosigner:
    """The house's key, bound to one chain and one reactor."""

    def __init__(self, account: LocalAccount, chain_id: int, reactor: Address) -> None:
        self._account = account
        self.chain_id = chain_id
        self.reactor = reactor

    @property
    def address(self) -> Address:
        """What intents must name as their cosigner."""
        return Address(self._account.address.lower())

    def sign(self, cosigned: Cosignature) -> bytes:
        """65 bytes r, s, v (27 or 28)."""
        digest = cosignature_digest(cosigned, self.chain_id, self.reactor)
        return bytes(self._account.unsafe_sign_hash(Hash32(digest)).signature)
