"""The house as an actor of the slot clock: it stands for all bidders, who know nothing of the clock.

It is ready for head n when the traders are, no auction is open, and the relay holds for n+1 as many transactions of
every winner as he has awards that are neither settled nor lapsed: had it to hold only some, a bundle that still grows
would leave the rest to chance. Waiting for bidders and for bundles has a limit each.
"""

import asyncio
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from solver.domain.primitives import Address, Hash
from solver.ports import Clock, PortError
from solver.sandbox.auction.award import SLOT_S
from solver.sandbox.auction.chain import ChainReader
from solver.sandbox.auction.house import Auction, Head, House, awarded
from solver.sandbox.auction.observe import Observer
from solver.sandbox.auction.refusal import Refusal
from solver.sandbox.slot_clock import SlotClock

ACTOR = "auction"
TRADERS = "traders"
_PAUSE_S = 0.5


@dataclass(frozen=True, slots=True)
class Patience:
    """Limits in wall-clock milliseconds; poll_ms between two looks."""

    poll_ms: int = 25
    answer_wait_ms: int = 12_000
    award_wait_ms: int = 20_000


class SlotActor:
    """Closes auctions as slots pass and reports to the clock where there is one."""

    def __init__(
        self,
        house: House,
        chain: ChainReader,
        slot_clock: SlotClock | None,
        *,
        patience: Patience,
        clock: Clock,
        observer: Observer,
    ) -> None:
        self._house = house
        self._chain = chain
        self._slot_clock = slot_clock
        self._patience = patience
        self._clock = clock
        self._observer = observer
        self._first_seen_ns: dict[Hash, int] = {}
        self._settled: set[Hash] = set()
        self._ready_for = -1
        self._quiet_since_ns: tuple[int, int] | None = None

    async def register(self) -> None:
        """From now on the clock waits for the house; raises PortError."""
        if self._slot_clock is not None:
            await self._slot_clock.register()

    async def run(self) -> None:
        """For ever; a chain or clock that does not answer is asked again."""
        while True:
            try:
                await self.step()
            except (PortError, Refusal) as error:
                self._observer.look_failed(repr(error))
                await asyncio.sleep(_PAUSE_S)
            await asyncio.sleep(self._patience.poll_ms / 1000)

    async def step(self) -> None:
        """One look at the chain and what follows from it."""
        head = await self._chain.head()
        self._house.close_ripe(head)
        self._close_unanswered(head)
        if self._slot_clock is None or self._ready_for >= head.number:
            return
        if await self._is_ready(self._slot_clock, head):
            await self._slot_clock.ready(head.number)
            self._ready_for = head.number

    def _close_unanswered(self, head: Head) -> None:
        now = self._clock.monotonic_ns()
        for auction in self._house.open_auctions():
            since = self._first_seen_ns.setdefault(auction.id, now)
            if now - since >= self._patience.answer_wait_ms * 1_000_000:
                self._observer.unanswered(auction.id, sorted(self._house.bidders - auction.answers.keys()))
                self._house.close(auction, head)

    async def _is_ready(self, slot_clock: SlotClock, head: Head) -> bool:
        actors = await slot_clock.ready_blocks()
        traders_done = TRADERS not in actors or actors[TRADERS] >= head.number
        if not traders_done or self._house.open_auctions():
            return False
        pending = await self._pending(head)
        if not pending:
            return True
        bundled = await slot_clock.bundled(head.number + 1)
        wanted = Counter(map(_winner, pending))
        complete = all(bundled.get(winner, 0) >= awards for winner, awards in wanted.items())
        return complete or self._waited_for_bundles(head)

    async def _pending(self, head: Head) -> Sequence[Auction]:
        """Awards that can still settle in the next block and have not settled yet."""
        live = [
            a for a in awarded(self._house.auctions.values()) if _lives(a, head) and _intent(a) not in self._settled
        ]
        if live:
            oldest = min(auction.opened.listing.opens_at_block for auction in live)
            self._settled |= await self._chain.settled((_intent(auction) for auction in live), oldest)
        return [auction for auction in live if _intent(auction) not in self._settled]

    def _waited_for_bundles(self, head: Head) -> bool:
        now = self._clock.monotonic_ns()
        if self._quiet_since_ns is None or self._quiet_since_ns[0] != head.number:
            self._quiet_since_ns = (head.number, now)
        waited = now - self._quiet_since_ns[1] >= self._patience.award_wait_ms * 1_000_000
        if waited:
            self._observer.winners_silent(head.number)
        return waited


def _intent(auction: Auction) -> Hash:
    return Hash(auction.opened.intent_hash)


def _winner(auction: Auction) -> Address:
    if auction.closed is None or auction.closed.winner is None:
        raise ValueError(f"{auction.id} has no winner")
    return Address(auction.closed.winner)


def _lives(auction: Auction, head: Head) -> bool:
    if auction.closed is None or auction.closed.award is None:
        return False
    last = min(auction.closed.award.cosigned.exclusive_until, auction.intent.info.deadline)
    return head.timestamp + SLOT_S <= last
