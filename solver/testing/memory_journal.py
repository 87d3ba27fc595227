"""Journal and history in memory: what it holds outlives the solver that wrote it, not the process."""

from solver.domain import events as e
from solver.domain.chain import BlockRef
from solver.domain.ending import Ending
from solver.domain.events import Event, auction_of
from solver.domain.primitives import Address, Hash


class JournalFull(Exception):
    """The disk is full, or so it was planned."""


class MemoryJournal:
    """Both ports; takes a second ending of an auction as little as the database does.

    room: how many more events it takes before it is full; None for any number
    seals: how many events there were, at which block
    """

    def __init__(self) -> None:
        self.events: list[Event] = []
        self.room: int | None = None
        self.seals: list[tuple[int, int]] = []

    def append(self, *events: Event) -> None:
        if self.room is not None:
            if self.room < len(events):
                self.room = 0
                raise JournalFull
            self.room -= len(events)
        for event in events:
            if isinstance(event, e.Ended) and (self.ended(event.auction_id) or _twice(event, events)):
                raise ValueError(f"{event.auction_id} has ended before")
        self.events.extend(events)

    def seal(self, block_number: int) -> None:
        self.seals.append((len(self.events), block_number))

    def unfinished(self) -> tuple[tuple[Event, ...], ...]:
        seen = dict.fromkeys(event.listing.auction_id for event in self.events if isinstance(event, e.AuctionSeen))
        return tuple(
            tuple(event for event in self.events if auction_of(event) == auction_id)
            for auction_id in seen
            if not self.ended(auction_id)
        )

    def ended(self, auction_id: Hash) -> bool:
        return self.ending(auction_id) is not None

    def opened_balances(self) -> frozenset[tuple[Address, Address]]:
        return frozenset((event.account, event.token) for event in self.events if isinstance(event, e.BalanceOpened))

    def last_scanned(self) -> BlockRef | None:
        return next((event.block for event in reversed(self.events) if isinstance(event, e.BlockScanned)), None)

    def trail(self, length: int) -> tuple[BlockRef, ...]:
        scanned = {event.block.hash: event.block for event in self.events if isinstance(event, e.BlockScanned)}
        found: list[BlockRef] = []
        here = self.last_scanned()
        while here is not None and len(found) < length:
            found.append(here)
            here = scanned.get(here.parent_hash)
        return tuple(found)

    def ending(self, auction_id: Hash) -> Ending | None:
        """The auction's ending, for a test to look at."""
        endings = (event for event in self.events if isinstance(event, e.Ended))
        return next((event.ending for event in endings if event.auction_id == auction_id), None)


def _twice(event: e.Ended, events: tuple[Event, ...]) -> bool:
    same = [other for other in events if isinstance(other, e.Ended) and other.auction_id == event.auction_id]
    return len(same) > 1
