"""The running solver: follows the chain, takes up what is unfinished, and starts one task for each auction."""

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Mapping
from functools import partial

from solver.domain.auction import Listing
from solver.domain.ending import Declined, Ending, Reason
from solver.domain.events import AuctionSeen, Event
from solver.domain.primitives import Address, Hash
from solver.pipeline.recorder import JournalFailed
from solver.pipeline.recover import resume, unfinished
from solver.pipeline.settle import conclude, settle
from solver.pipeline.solve import warmed
from solver.pipeline.solver import Solver
from solver.pipeline.track import Track
from solver.ports import Closed, History, Opened

Work = Callable[[], Awaitable[Ending]]

_TRIES = 3
_MOST_AT_ONCE = 256
_REMEMBERED = 1024


class Watch:
    """Runs until it is cancelled, or until the journal fails.

    accounts: whose books are kept, with their roles; silence_s: how long without a new head is worth telling
    """

    def __init__(
        self, solver: Solver, history: History, accounts: Mapping[Address, str], silence_s: float = 60.0
    ) -> None:
        self._solver = solver
        self._history = history
        self._accounts = accounts
        self._silence_s = silence_s
        self._track = Track(solver)
        self._under_way: set[Hash] = set()
        self._ended: OrderedDict[Hash, None] = OrderedDict()
        self._booking = asyncio.Event()

    async def run(self, started: Callable[[], None] = lambda: None) -> None:
        """Start with the books, then what is unfinished, then what is new; started is called before the first event."""
        await warmed(self._solver.settings.router)
        head = await self._solver.chain.head()
        await self._solver.heads.tell(head)
        await self._solver.books.start(head, self._accounts)
        async with asyncio.TaskGroup() as group:
            group.create_task(self._follow_heads(), name="heads")
            group.create_task(self._mind_silence(), name="silence")
            group.create_task(self._keep_books(), name="books")
            group.create_task(self._track.run(), name="track")
            for events in self._history.unfinished():
                self._take_up(group, events)
            started()
            group.create_task(self._listen(group), name="listen")

    async def _follow_heads(self) -> None:
        async for head in self._solver.chain.heads():
            await self._solver.heads.tell(head)
            self._solver.recorder.seal(head.number)
            self._track.wake()
            self._booking.set()

    async def _mind_silence(self) -> None:
        """Tell the operator of a chain that stands still, or of a node that does not answer."""
        while True:
            before = self._solver.heads.latest
            await asyncio.sleep(self._silence_s)
            if self._solver.heads.latest == before:
                await self._solver.recorder.incident("no_new_head", f"none for {self._silence_s} s after {before}")

    async def _keep_books(self) -> None:
        while True:
            await self._booking.wait()
            self._booking.clear()
            await self._solver.books.step(await self._solver.heads.reach(0))

    def _take_up(self, group: asyncio.TaskGroup, events: tuple[Event, ...]) -> None:
        known = unfinished(events)
        if known is not None:
            self._under_way.add(known.listing.auction_id)
            group.create_task(self._attend(known.listing, lambda: resume(self._solver, self._track, known)))

    async def _listen(self, group: asyncio.TaskGroup) -> None:
        async for event in self._solver.house.listen():
            match event:
                case Opened(listing):
                    await self._opened(group, listing)
                case Closed(auction_id):
                    self._closed(auction_id)

    async def _opened(self, group: asyncio.TaskGroup, listing: Listing) -> None:
        """One task for each auction, whatever is said twice; those that have ended are left alone."""
        if listing.auction_id in self._under_way or self._history.ended(listing.auction_id):
            return
        await self._solver.recorder.record(AuctionSeen(listing))
        if len(self._under_way) >= _MOST_AT_ONCE:
            busy = Declined(Reason.HALTED, f"{len(self._under_way)} auctions are under way")
            await conclude(self._solver, listing, None, busy)
            return
        self._under_way.add(listing.auction_id)
        group.create_task(self._attend(listing, lambda: settle(self._solver, self._track, listing)))

    def _closed(self, auction_id: Hash) -> None:
        """The result of an auction that we declined is worth knowing too, once, while the auction is remembered."""
        if auction_id in self._under_way:
            self._solver.closings.closed(auction_id)
        elif auction_id in self._ended:
            del self._ended[auction_id]
            self._solver.closings.closed(auction_id)
            self._solver.closings.forget(auction_id)

    async def _attend(self, listing: Listing, work: Work) -> None:
        """See one intent to its ending. A bug ends no other intent: it is told, and the journal says how to go on."""
        for _ in range(_TRIES):
            try:
                with self._track.deciding(listing):
                    await work()
            except JournalFailed:
                raise
            except Exception as error:  # noqa: BLE001 (as above)
                await self._solver.recorder.incident("bug", f"{listing.auction_id}: {error!r}")
                if self._history.ended(listing.auction_id):
                    break
                work = partial(self._after_bug, listing, repr(error))
            else:
                break
        self._forget(listing.auction_id)

    def _forget(self, auction_id: Hash) -> None:
        """Keep only that it was here, and not for ever."""
        self._solver.closings.forget(auction_id)
        self._solver.claims.release(auction_id)
        self._under_way.discard(auction_id)
        self._ended[auction_id] = None
        if len(self._ended) > _REMEMBERED:
            self._ended.popitem(last=False)

    async def _after_bug(self, listing: Listing, bug: str) -> Ending:
        """Before a bid the intent is declined; after one it is taken up as after a restart."""
        journaled = (unfinished(events) for events in self._history.unfinished())
        known = next((one for one in journaled if one and one.listing.auction_id == listing.auction_id), None)
        if known is not None and known.bid is not None:
            return await resume(self._solver, self._track, known)
        return await conclude(self._solver, listing, None, Declined(Reason.HALTED, f"internal error: {bug}"[:200]))
