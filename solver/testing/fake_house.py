"""An auction house in memory, with one rival whose bid a test decides."""

import asyncio
from collections.abc import AsyncIterator, Callable

from solver.domain.auction import AuctionedIntent, AuctionResult, Award, Bid, Cosignature, Listing, RevealedBid, Side
from solver.domain.chain import SLOT_S, BlockRef
from solver.domain.intent import SignedIntent
from solver.domain.primitives import Address, Hash
from solver.intents.digests import auction_id, cosignature_digest
from solver.intents.dutch import decode_dutch, side_of
from solver.intents.hashing import intent_hash
from solver.ports import AuctionEvent, Closed, Opened, Refused
from solver.testing.intents import CHAIN_ID
from solver.testing.keys import KnownKey
from solver.testing.trouble import Troubles

RIVAL = Address("0x" + "77" * 20)
EXCLUSIVE_S = 36


class FakeHouse:
    """ports.AuctionHouse for one bidder.

    rival_amount: what the rival bids, None: nothing; bend: what becomes of an award before it is signed
    waits: auctions close only when told to, else as soon as the bidder has answered
    """

    def __init__(self, bidder: Address, cosigner: KnownKey) -> None:
        self.troubles = Troubles()
        self.rival_amount: int | None = None
        self.bend: Callable[[Cosignature], Cosignature] = lambda cosigned: cosigned
        self.waits = False
        self.declined: list[Hash] = []
        self.bids: dict[Hash, Bid] = {}
        self._bidder = bidder
        self._cosigner = cosigner
        self._intents: dict[Hash, AuctionedIntent] = {}
        self._opened: dict[Hash, BlockRef] = {}
        self._results: dict[Hash, AuctionResult] = {}
        self._events: list[AuctionEvent] = []
        self._more = asyncio.Condition()

    async def post(self, signed: SignedIntent, head: BlockRef) -> Listing:
        """Open an auction at head."""
        intent = signed.intent
        name = auction_id(intent_hash(intent), head.number)
        side = side_of(decode_dutch(intent.resolution.data)) or Side.EXACT_IN
        pair = (intent.spends[0].token, intent.receives[0].token)
        listing = Listing(name, *pair, side, 4, head.number, head.number + 1)
        self._intents[name] = AuctionedIntent(listing, signed)
        self._opened[name] = head
        await self._tell(Opened(listing))
        return listing

    def swap_intent(self, auction: Hash, signed: SignedIntent) -> None:
        """Hand over another intent than the one listed."""
        self._intents[auction] = AuctionedIntent(self._intents[auction].listing, signed)

    async def list_falsely(self, listing: Listing, signed: SignedIntent) -> None:
        """Open an auction whose listing says what a test wants."""
        self._intents[listing.auction_id] = AuctionedIntent(listing, signed)
        await self._tell(Opened(listing))

    async def repeat(self) -> None:
        """Say all events again."""
        for event in tuple(self._events):
            await self._tell(event)

    async def close(self, auction: Hash) -> None:
        """Choose the winner."""
        if auction in self._results:
            return
        listing, ours = self._intents[auction].listing, self.bids.get(auction)
        theirs = Bid(auction, RIVAL, self.rival_amount) if self.rival_amount is not None else None
        sign = 1 if listing.side is Side.EXACT_IN else -1
        ranked = [(sign * b.amount, who) for who, b in ((self._bidder, ours), (RIVAL, theirs)) if b is not None]
        revealed = (_line(self._bidder, ours), _line(RIVAL, theirs))
        winner = max(ranked)[1] if ranked else None
        self._results[auction] = AuctionResult(auction, listing.opens_at_block, winner, revealed)
        await self._tell(Closed(auction))

    async def listen(self) -> AsyncIterator[AuctionEvent]:
        told = 0
        while True:
            async with self._more:
                while told == len(self._events):
                    await self._more.wait()
            yield self._events[told]
            told += 1

    async def intent(self, auction_id: Hash) -> AuctionedIntent:
        self.troubles.strike("intent")
        return self._known(auction_id)

    async def bid(self, bid: Bid) -> None:
        self.troubles.strike("bid")
        self._known(bid.auction_id)
        if bid.auction_id in self._results:
            raise Refused("house", "auction_closed", "too late")
        if self.bids.setdefault(bid.auction_id, bid) != bid:
            raise Refused("house", "bid_already_placed", "another one stands")
        await self._answered(bid.auction_id)
        self.troubles.strike("bid answer")

    async def decline(self, auction_id: Hash) -> None:
        self.troubles.strike("decline")
        if auction_id in self._results:
            raise Refused("house", "auction_closed", "too late")
        self.declined.append(auction_id)
        await self._answered(auction_id)

    async def award(self, auction_id: Hash) -> Award | None:
        self.troubles.strike("award")
        result = self._results.get(auction_id)
        if result is None or result.winner != self._bidder:
            return None
        intent = self._intents[auction_id].signed.intent
        start = max(self._opened[auction_id].timestamp + SLOT_S, intent.info.not_before)
        until = start + min(intent.cosign.max_exclusive_seconds, EXCLUSIVE_S)
        bid = self.bids[auction_id]
        exact_in = self._intents[auction_id].listing.side is Side.EXACT_IN
        caps, floors = ((), (bid.amount,)) if exact_in else ((bid.amount,), ())
        hashed = intent_hash(intent)
        cosigned = self.bend(Cosignature(hashed, 0, until + SLOT_S, start, until, bid.executor, 0, caps, floors))
        digest = cosignature_digest(cosigned, CHAIN_ID, intent.info.reactor)
        return Award(auction_id, cosigned, self._cosigner.sign_digest(digest))

    async def result(self, auction_id: Hash) -> AuctionResult:
        self.troubles.strike("result")
        self._known(auction_id)
        if auction_id not in self._results:
            raise Refused("house", "auction_open", "no result yet")
        return self._results[auction_id]

    def _known(self, auction: Hash) -> AuctionedIntent:
        if auction not in self._intents:
            raise Refused("house", "unknown_auction", auction)
        return self._intents[auction]

    async def _answered(self, auction: Hash) -> None:
        if not self.waits:
            await self.close(auction)

    async def _tell(self, event: AuctionEvent) -> None:
        async with self._more:
            self._events.append(event)
            self._more.notify_all()


def _line(bidder: Address, bid: Bid | None) -> RevealedBid:
    return RevealedBid(bidder, None, None) if bid is None else RevealedBid(bidder, bid.executor, bid.amount)
