"""The auction house without any I/O but its journal: offers come in, one winner comes out.

A fact is in the journal before it changes anything here, and the journal replayed gives the same house.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from eth_utils.crypto import keccak

from solver.domain.auction import Cosignature
from solver.domain.intent import HedgeIntent
from solver.domain.primitives import ZERO_ADDRESS, Address, Hash
from solver.sandbox.auction import messages as wire
from solver.sandbox.auction.award import Cosigner, Offer, award_of, winner_of
from solver.sandbox.auction.codec import to_domain
from solver.sandbox.auction.journal import Answered, Closed, Fact, Journal, Opened
from solver.sandbox.auction.refusal import Code, Refusal
from solver.sandbox.auction.terms_of_trade import Trade, trade_of
from solver.sandbox.auction.typed import intent_hash


@dataclass(frozen=True, slots=True)
class Head:
    """The newest block; timestamp in unix seconds."""

    number: int
    timestamp: int


@dataclass(slots=True)
class Auction:
    """One auction as it stands; answers are sealed until it is closed. None: declined."""

    opened: Opened
    intent: HedgeIntent
    trade: Trade
    answers: dict[Address, Offer | None] = field(default_factory=dict)
    closed: Closed | None = None

    @property
    def id(self) -> Hash:
        return Hash(self.opened.listing.auction_id)

    @property
    def closes_at_block(self) -> int:
        return self.opened.listing.bids_close_at_block


class House:
    """All auctions by id, in the order of their opening, and the public history of events."""

    def __init__(
        self, journal: Journal, cosigner: Cosigner, bidders: frozenset[Address], recorded: Callable[[Fact], None]
    ) -> None:
        """Call recorded with each new fact once it holds."""
        self.cosigner = cosigner
        self.bidders = bidders
        self.auctions: dict[Hash, Auction] = {}
        self.events: list[wire.Event] = []
        self._by_intent: dict[Hash, Auction] = {}
        self._journal = journal
        self._recorded = recorded
        for fact in journal.facts:
            self._apply(fact)

    def admit(self, posted: wire.PostedIntent) -> tuple[HedgeIntent, Trade]:
        """The intent and its trade, where this house can auction it; raises Refusal."""
        intent = to_domain(posted.intent)
        trade = trade_of(intent)
        if intent.cosign.cosigner != self.cosigner.address:
            raise Refusal(Code.WRONG_COSIGNER, f"this house cosigns as {self.cosigner.address}")
        return intent, trade

    def earlier(self, intent: HedgeIntent) -> wire.Posted | None:
        """The ids of the intent's open auction; raises Refusal(ALREADY_AUCTIONED) where it has closed."""
        auction = self._by_intent.get(intent_hash(intent))
        if auction is None:
            return None
        if auction.closed is not None:
            raise Refusal(Code.ALREADY_AUCTIONED, f"its auction {auction.id} has closed")
        return wire.Posted(auction.id, auction.opened.intent_hash)

    def open(self, posted: wire.PostedIntent, trade: Trade, size_bucket: int, head: Head) -> wire.Posted:
        """Open the auction of an admitted intent that has none."""
        hashed = intent_hash(to_domain(posted.intent))
        auction_id = "0x" + keccak(bytes.fromhex(hashed[2:]) + head.number.to_bytes(32, "big")).hex()
        listing = wire.Listing(
            auction_id=auction_id,
            sell_token=trade.sell_token,
            buy_token=trade.buy_token,
            side=trade.side.value,
            size_bucket=size_bucket,
            opens_at_block=head.number,
            bids_close_at_block=head.number + 1,
        )
        self._record(Opened(listing, hashed, posted))
        return wire.Posted(auction_id, hashed)

    def auction(self, auction_id: str) -> Auction:
        """Raises Refusal(UNKNOWN_AUCTION)."""
        auction = self.auctions.get(Hash(auction_id))
        if auction is None:
            raise Refusal(Code.UNKNOWN_AUCTION, "no auction has this id")
        return auction

    def bid(self, auction: Auction, bidder: Address, bid: wire.Bid) -> bool:
        """Seal an offer; False where the same one was sealed before."""
        offer = Offer(Address(bid.executor), int(bid.amount))
        known = auction.answers.get(bidder)
        if known == offer:
            return False
        _refuse_when_closed(auction)
        if bidder in auction.answers:
            code = Code.ALREADY_DECLINED if known is None else Code.BID_ALREADY_PLACED
            raise Refusal(code, "one answer for each bidder")
        if offer.executor == ZERO_ADDRESS or offer.amount >= 1 << 256:
            raise Refusal(Code.MALFORMED, "the executor is zero or the amount above 256 bits")
        if not auction.trade.allows(offer.amount):
            raise Refusal(Code.BELOW_LIMIT, f"the intent's own limit is {auction.trade.limit}")
        self._record(Answered(auction.id, bidder, bid.executor, bid.amount))
        return True

    def decline(self, auction: Auction, bidder: Address) -> None:
        """Note that no offer will come; a repetition changes nothing."""
        if bidder in auction.answers and auction.answers[bidder] is None:
            return
        _refuse_when_closed(auction)
        if bidder in auction.answers:
            raise Refusal(Code.BID_ALREADY_PLACED, "a bid cannot be taken back")
        self._record(Answered(auction.id, bidder, None, None))

    def open_auctions(self) -> Sequence[Auction]:
        """In the order of their opening."""
        return [auction for auction in self.auctions.values() if auction.closed is None]

    def close_ripe(self, head: Head) -> None:
        """Close what every bidder has answered and what the chain has overtaken."""
        for auction in self.open_auctions():
            if self.bidders <= auction.answers.keys() or head.number >= auction.closes_at_block:
                self.close(auction, head)

    def close(self, auction: Auction, head: Head) -> None:
        """Decide, cosign and publish."""
        offers = {bidder: offer for bidder, offer in auction.answers.items() if offer is not None}
        winner = winner_of(auction.id, auction.trade.side, offers)
        award = None
        if winner is not None:
            hashed = Hash(auction.opened.intent_hash)
            cosigned = award_of(auction.intent, hashed, auction.trade.side, offers[winner], head.timestamp)
            award = wire.Award(_to_wire(cosigned), "0x" + self.cosigner.sign(cosigned).hex())
        self._record(Closed(auction.id, head.number, winner, award))

    def award(self, auction: Auction, bidder: Address) -> wire.Award:
        """The winner's award; nobody else learns whether there is one."""
        closed = auction.closed
        if closed is None or closed.award is None or closed.winner != bidder:
            raise Refusal(Code.NO_AWARD, "there is no award for you here")
        return closed.award

    def result(self, auction: Auction) -> wire.Result:
        """Raises Refusal(AUCTION_OPEN) before the close."""
        if auction.closed is None:
            raise Refusal(Code.AUCTION_OPEN, "bids are sealed until the close")
        bids = tuple(_reveal(bidder, auction.answers[bidder]) for bidder in sorted(auction.answers))
        return wire.Result(auction.id, auction.closed.block, auction.closed.winner, bids)

    def events_after(self, event_id: int, limit: int) -> tuple[wire.Event, ...]:
        """At most limit events, oldest first; ids are positions from 1."""
        return tuple(self.events[event_id : event_id + limit])

    def _record(self, fact: Fact) -> None:
        self._journal.append(fact)
        self._apply(fact)
        self._recorded(fact)

    def _apply(self, fact: Fact) -> None:
        match fact:
            case Opened():
                intent = to_domain(fact.posted.intent)
                auction = Auction(fact, intent, trade_of(intent))
                self.auctions[auction.id] = self._by_intent[Hash(fact.intent_hash)] = auction
                self.events.append(wire.Event(len(self.events) + 1, "opened", fact.listing))
            case Answered():
                offer = _offer(fact)
                self.auctions[Hash(fact.auction_id)].answers[Address(fact.bidder)] = offer
            case Closed():
                self.auctions[Hash(fact.auction_id)].closed = fact
                self.events.append(wire.Event(len(self.events) + 1, "closed", wire.ClosedNotice(fact.auction_id)))


def awarded(auctions: Iterable[Auction]) -> list[Auction]:
    """Those that have a winner."""
    return [auction for auction in auctions if auction.closed is not None and auction.closed.award is not None]


def _refuse_when_closed(auction: Auction) -> None:
    if auction.closed is not None:
        raise Refusal(Code.AUCTION_CLOSED, f"closed at block {auction.closed.block}")


def _offer(fact: Answered) -> Offer | None:
    if fact.executor is None or fact.amount is None:
        return None
    return Offer(Address(fact.executor), int(fact.amount))


def _reveal(bidder: Address, offer: Offer | None) -> wire.RevealedBid:
    if offer is None:
        return wire.RevealedBid(bidder, None, None)
    return wire.RevealedBid(bidder, offer.executor, str(offer.amount))


def _to_wire(cosigned: Cosignature) -> wire.Cosignature:
    return wire.Cosignature(
        intent_hash=cosigned.intent_hash,
        fill_index=cosigned.fill_index,
        valid_until=cosigned.valid_until,
        decay_start=cosigned.decay_start,
        exclusive_until=cosigned.exclusive_until,
        exclusive_filler=cosigned.exclusive_filler,
        override_bps=cosigned.override_bps,
        spend_caps=tuple(str(amount) for amount in cosigned.spend_caps),
        receive_floors=tuple(str(amount) for amount in cosigned.receive_floors),
    )
