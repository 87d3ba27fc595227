"""All that one running solver is made of, as its stages take it."""

import asyncio
from dataclasses import dataclass, field
from random import Random

from solver.bundles.bid import FixedBid
from solver.domain.auction import Award, Bid, Listing
from solver.domain.chain import BlockRef
from solver.domain.hedge import HedgePlan
from solver.domain.primitives import Address, Hash
from solver.domain.route import Route
from solver.domain.universe import Universe
from solver.domain.verified import Verified
from solver.intents.policy import VerifyPolicy
from solver.optimizer.route import Kind
from solver.pipeline.bookkeeping import Bookkeeper
from solver.pipeline.claims import Claims
from solver.pipeline.closings import Closings
from solver.pipeline.heads import Heads
from solver.pipeline.recorder import Recorder
from solver.ports import AuctionHouse, Chain, Relay, Signer, Snapshots

_OFFERS_AT_ONCE = 4


@dataclass(frozen=True, slots=True)
class Settings:
    """The operator's choices.

    tip_wei, max_fee_wei: per gas
    window_blocks: how many blocks an award is tried for
    gather_s: how long one block's bundle waits for auctions still to be decided
    confirmations: blocks after which a receipt counts, its own included
    tolerance_bps: how far below its quote a swap may fill
    max_loss_bps: of an award's size, what the vault may add to land it after pools moved; and how far a bid may rest
        on what others may take first
    """

    executor: Address
    router: Kind
    bid: FixedBid
    tip_wei: int
    max_fee_wei: int
    window_blocks: int
    gather_s: float
    confirmations: int
    tolerance_bps: int
    max_loss_bps: int


@dataclass(frozen=True, slots=True)
class Solver:
    """Ports, settings and shared state.

    solving: held while an optimisation runs, one at a time
    offering: held while an offer is made, a few at a time, so that awards never wait behind a flood of auctions
    """

    house: AuctionHouse
    chain: Chain
    relay: Relay
    snapshots: Snapshots
    execution: Signer
    identity: Address
    universe: Universe
    policy: VerifyPolicy
    settings: Settings
    recorder: Recorder
    heads: Heads
    closings: Closings
    books: Bookkeeper
    chance: Random
    claims: Claims = field(default_factory=Claims)
    solving: asyncio.Lock = field(default_factory=asyncio.Lock)
    offering: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(_OFFERS_AT_ONCE))


@dataclass(frozen=True, slots=True)
class Solution:
    """A route and the block whose markets it was found on."""

    block: BlockRef
    route: Route


@dataclass(frozen=True, slots=True)
class Draft:
    """An intent worth bidding for, and the trade it wants."""

    listing: Listing
    verified: Verified
    plan: HedgePlan


@dataclass(frozen=True, slots=True)
class Offer:
    """What we bid, for which intent, how we would fill it and for how much gas; None and 0: after a restart."""

    listing: Listing
    verified: Verified
    plan: HedgePlan
    solution: Solution | None
    bid: Bid
    gas: int


@dataclass(frozen=True, slots=True)
class Attempt:
    """A transaction of ours that may land in one block and no other."""

    tx_hash: Hash
    target_block: int


@dataclass(frozen=True, slots=True)
class Won:
    """An offer with its award, to be landed by last_block."""

    offer: Offer
    award: Award
    last_block: int

    @property
    def auction_id(self) -> Hash:
        """The auction it was won in."""
        return self.offer.listing.auction_id

    @property
    def deadline(self) -> int:
        """Unix seconds after which it cannot be settled at our price."""
        cosigned = self.award.cosigned
        info = self.offer.verified.signed.intent.info
        return min(info.deadline, cosigned.exclusive_until, cosigned.valid_until)
