"""The house joined to the chain and to the door: one method for each operation of the API."""

from collections.abc import Mapping
from dataclasses import dataclass

from solver.domain.auction import Side
from solver.domain.primitives import Address
from solver.sandbox.auction import messages as wire
from solver.sandbox.auction.authentication import Doorkeeper
from solver.sandbox.auction.chain import ChainReader
from solver.sandbox.auction.codec import decode
from solver.sandbox.auction.faults import Faults
from solver.sandbox.auction.house import House
from solver.sandbox.auction.limiter import Limiter


@dataclass(frozen=True, slots=True)
class SignedRequest:
    """A bidder's request as it came over the socket; path with query."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes


class Desk:
    """Each method answers one operation or raises Refusal."""

    def __init__(self, house: House, chain: ChainReader, door: Doorkeeper, limiter: Limiter) -> None:
        self.house = house
        self.faults = Faults()
        self._chain = chain
        self._door = door
        self._limiter = limiter

    async def post_intent(self, body: bytes) -> tuple[wire.Posted, bool]:
        """The ids, and whether the auction is new."""
        posted = decode(body, wire.PostedIntent)
        intent, trade = self.house.admit(posted)
        known = self.house.earlier(intent)
        if known is not None:
            return known, False
        head = await self._chain.head()
        limit = (trade.buy_token if trade.side is Side.EXACT_IN else trade.sell_token, trade.limit)
        fixed = (trade.sell_token if trade.side is Side.EXACT_IN else trade.buy_token, trade.fixed)
        bucket = await self._chain.size_bucket((fixed, limit), head.number)
        known = self.house.earlier(intent)  # another post of it may have come in between
        return (known, False) if known is not None else (self.house.open(posted, trade, bucket, head), True)

    def read_intent(self, request: SignedRequest, auction_id: str) -> wire.AuctionedIntent:
        """The full intent for a bidder."""
        self._admit(request)
        opened = self.house.auction(auction_id).opened
        return wire.AuctionedIntent(opened.listing, opened.posted.intent, opened.posted.signature)

    async def bid(self, request: SignedRequest, auction_id: str) -> tuple[wire.Accepted, bool]:
        """Seal a bid; False where it was sealed before."""
        bidder = self._admit(request)
        bid = decode(request.body, wire.Bid)
        auction = self.house.auction(auction_id)
        head = await self._chain.head()
        self.house.close_ripe(head)
        fresh = self.house.bid(auction, bidder, bid)
        self.house.close_ripe(head)
        return wire.Accepted(auction.id), fresh

    async def decline(self, request: SignedRequest, auction_id: str) -> wire.Accepted:
        """Note a decline."""
        bidder = self._admit(request)
        decode(request.body, wire.Decline)
        auction = self.house.auction(auction_id)
        head = await self._chain.head()
        self.house.close_ripe(head)
        self.house.decline(auction, bidder)
        self.house.close_ripe(head)
        return wire.Accepted(auction.id)

    def award(self, request: SignedRequest, auction_id: str) -> wire.Award:
        """The winner's cosignature."""
        bidder = self._admit(request)
        return self.house.award(self.house.auction(auction_id), bidder)

    def result(self, auction_id: str) -> wire.Result:
        """Everybody's."""
        return self.house.result(self.house.auction(auction_id))

    def events(self, after: int, limit: int) -> wire.Events:
        """For polling."""
        events = self.house.events_after(after, limit)
        return wire.Events(events, events[-1].id if events else after)

    def facts(self) -> wire.HouseFacts:
        """Who the house is."""
        cosigner = self.house.cosigner
        return wire.HouseFacts(cosigner.chain_id, cosigner.reactor, cosigner.address, len(self.house.events))

    def _admit(self, request: SignedRequest) -> Address:
        self.faults.refuse()
        bidder = self._door.bidder(request.method, request.path, request.headers, request.body)
        self._limiter.take(bidder)
        return bidder
