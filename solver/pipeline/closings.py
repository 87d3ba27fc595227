"""Results of auctions: asked of the house once each, recorded, and waited for as long as it takes."""

import asyncio
from random import Random

from solver.domain.auction import AuctionResult, Listing
from solver.domain.events import AuctionClosed
from solver.domain.primitives import Hash
from solver.pipeline.heads import Heads
from solver.pipeline.patience import pauses
from solver.pipeline.recorder import Recorder
from solver.ports import AuctionHouse, Refused, Unreachable

_OPEN = "auction_open"
_FIRST_PAUSE_S = 0.05
_LONGEST_PAUSE_S = 5.0


class Closings:
    """Hears of closed auctions; gives each one's result to all who ask."""

    def __init__(self, house: AuctionHouse, recorder: Recorder, heads: Heads, chance: Random) -> None:
        self._house = house
        self._recorder = recorder
        self._heads = heads
        self._chance = chance
        self._told: dict[Hash, asyncio.Event] = {}
        self._results: dict[Hash, asyncio.Task[AuctionResult | None]] = {}

    def closed(self, auction_id: Hash) -> None:
        """The house says that this auction is closed: fetch its result now."""
        self._event(auction_id).set()
        self._fetch(auction_id)

    async def result(self, listing: Listing) -> AuctionResult | None:
        """Wait for the close and return the result; None where the house knows no such auction."""
        told = asyncio.create_task(self._event(listing.auction_id).wait())
        reached = asyncio.create_task(self._heads.reach(listing.bids_close_at_block))
        try:
            await asyncio.wait({told, reached}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            told.cancel()
            reached.cancel()
        return await asyncio.shield(self._fetch(listing.auction_id))

    def forget(self, auction_id: Hash) -> None:
        """The auction's intent has ended: keep nothing of it but a fetch under way."""
        self._told.pop(auction_id, None)
        fetch = self._results.get(auction_id)
        if fetch is not None:
            fetch.add_done_callback(lambda _: self._results.pop(auction_id, None))

    def _event(self, auction_id: Hash) -> asyncio.Event:
        return self._told.setdefault(auction_id, asyncio.Event())

    def _fetch(self, auction_id: Hash) -> asyncio.Task[AuctionResult | None]:
        if auction_id not in self._results:
            self._results[auction_id] = asyncio.create_task(self._ask(auction_id))
        return self._results[auction_id]

    async def _ask(self, auction_id: Hash) -> AuctionResult | None:
        waits = pauses(self._chance, _FIRST_PAUSE_S, _LONGEST_PAUSE_S)
        while True:
            try:
                result = await self._house.result(auction_id)
            except Refused as error:
                if error.code != _OPEN:
                    await self._recorder.trouble("result", error)
                    return None
            except Unreachable as error:
                await self._recorder.trouble("result", error)
            else:
                await self._recorder.record(AuctionClosed(result))
                return result
            await asyncio.sleep(next(waits))
