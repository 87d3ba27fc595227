"""Awards on their way: from the first bundle to a receipt or the end of the window, block by block.

At each head: receipts of what was sent come first, so that a settlement of ours is never mistaken for a failure;
then what has lapsed; then the rest is found, simulated and submitted anew for the next block.
"""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from solver.domain.auction import Listing
from solver.domain.bundle import Transaction
from solver.domain.chain import BlockRef, Receipt
from solver.domain.ending import Ending, Expired
from solver.domain.events import Mined
from solver.domain.primitives import Hash
from solver.pipeline.fill import WouldFail
from solver.pipeline.outcome import outcome
from solver.pipeline.recorder import JournalFailed
from solver.pipeline.rounds import Round, extended, submit
from solver.pipeline.solver import Attempt, Solver, Won
from solver.ports import PortError

_RETRY_S = 0.5
_SENT_AFTER_S = 4.0
"""What is found of a bundle by then is sent, before the rest is looked for."""


@dataclass(slots=True, eq=False)
class _Entry:
    """One award under way; the last problem is told when it lapses."""

    won: Won
    attempts: list[Attempt]
    ending: asyncio.Future[Ending]
    sent: dict[Hash, Transaction] = field(default_factory=dict)
    mined: bool = False
    lapsed: bool = False
    problem: str = "never submitted"

    @property
    def order(self) -> tuple[int, Hash]:
        """Oldest auction first; the id makes it the same on every run."""
        listing = self.won.offer.listing
        return listing.opens_at_block, listing.auction_id

    def end(self, ending: Ending) -> None:
        """Tell who waits for it."""
        if not self.ending.done():
            self.ending.set_result(ending)


class Track:
    """All awards of the one execution account."""

    def __init__(self, solver: Solver) -> None:
        self._solver = solver
        self._entries: list[_Entry] = []
        self._undecided: dict[Hash, int] = {}
        self._round: Round | None = None
        self._refused: set[Hash] = set()
        self._wake = asyncio.Event()

    def wake(self) -> None:
        """Look again: there is a new head."""
        self._wake.set()

    @contextmanager
    def deciding(self, listing: Listing) -> Iterator[None]:
        """While an auction is undecided, the bundle of the block in which it closes waits for it."""
        self._undecided[listing.auction_id] = listing.bids_close_at_block
        try:
            yield
        finally:
            self._decided(listing.auction_id)

    async def land(self, won: Won, attempts: tuple[Attempt, ...] = ()) -> Ending:
        """Settle an award; attempts are those of a process before this one."""
        entry = _Entry(won, list(attempts), asyncio.get_running_loop().create_future())
        self._entries.append(entry)
        self._decided(won.auction_id)
        try:
            return await entry.ending
        finally:
            self._entries.remove(entry)

    async def run(self) -> None:
        """Ends only by cancellation, or when the journal fails."""
        await self._solver.heads.reach(0)
        while True:
            await self._wake.wait()
            self._wake.clear()
            try:
                await self._step()
            except JournalFailed:
                raise
            except PortError as error:
                await self._solver.recorder.trouble("track", error)
                asyncio.get_running_loop().call_later(_RETRY_S, self._wake.set)
            except Exception as error:  # noqa: BLE001 (awards under way outlive a bug: the next head tries again)
                await self._solver.recorder.incident("bug", f"track: {error!r}")

    def _decided(self, auction_id: Hash) -> None:
        self._undecided.pop(auction_id, None)
        self._wake.set()

    async def _step(self) -> None:
        head = self._head()
        for entry in list(self._entries):
            await self._reconcile(entry, head)
        if self._waiting():
            await self._gather(head)
            await self._submit(head)

    def _head(self) -> BlockRef:
        head = self._solver.heads.latest
        if head is None:
            raise RuntimeError("no head yet")
        return head

    def _waiting(self) -> list[_Entry]:
        return sorted((e for e in self._entries if not (e.mined or e.lapsed or e.ending.done())), key=lambda e: e.order)

    async def _reconcile(self, entry: _Entry, head: BlockRef) -> None:
        """End what has landed or lapsed as of head."""
        receipt = await self._receipt(entry)
        entry.mined = receipt is not None
        confirmed_block = head.number - self._solver.settings.confirmations + 1
        if receipt is not None:
            if receipt.block_number <= confirmed_block:
                await self._solver.recorder.record(Mined(entry.won.auction_id, receipt))
                error = "" if receipt.succeeded else await self._why(entry, receipt)
                verified = entry.won.offer.verified
                reactor = self._solver.universe.contracts.reactor
                entry.end(outcome(receipt, reactor, verified.intent_hash, error))
            return
        entry.lapsed = head.next_timestamp > entry.won.deadline or head.number >= entry.won.last_block
        if entry.lapsed and all(attempt.target_block <= confirmed_block for attempt in entry.attempts):
            entry.end(Expired(head.number, entry.problem))

    async def _receipt(self, entry: _Entry) -> Receipt | None:
        """Of several mined transactions the one that succeeded counts: the others found the intent filled."""
        hashes = dict.fromkeys(attempt.tx_hash for attempt in entry.attempts)
        found = [await self._solver.chain.receipt(tx_hash) for tx_hash in hashes]
        mined = [receipt for receipt in found if receipt is not None]
        return next((receipt for receipt in mined if receipt.succeeded), mined[0] if mined else None)

    async def _why(self, entry: _Entry, receipt: Receipt) -> str:
        """Why a transaction that landed failed: it is run again where it stood."""
        transaction = entry.sent.get(receipt.tx_hash)
        if transaction is None:
            return "failed on chain"
        try:
            chain = self._solver.chain
            parent_hash = (await chain.block(receipt.block_number)).parent_hash
            (again,) = await chain.simulate(receipt.sender, [transaction], parent_hash)
        except PortError:
            return "failed on chain"
        return again.error or "failed on chain, not when run alone"

    async def _gather(self, head: BlockRef) -> None:
        """Wait, for a while, until every auction that closes with this block is decided."""
        loop = asyncio.get_running_loop()
        until = loop.time() + self._solver.settings.gather_s
        while any(closes <= head.number + 1 for closes in self._undecided.values()) and self._head() == head:
            self._wake.clear()
            try:
                async with asyncio.timeout_at(until):
                    await self._wake.wait()
            except TimeoutError:
                return

    async def _submit(self, head: BlockRef) -> None:
        """Extend the bundle for the next block by all that would settle in it, and send it if it grew."""
        current = self._round
        if current is None or current.block != head:
            current, self._refused = Round(head), set()
            self._round = current
        grown, clock = current, asyncio.get_running_loop().time
        until = clock() + _SENT_AFTER_S
        for entry in self._untried(current):
            if grown.full:
                break
            if grown is not current and clock() >= until:
                self._wake.set()
                break
            grown = await self._extend(grown, entry)
        if self._head() != head:
            self._wake.set()
        elif len(grown.legs) > len(current.legs):
            self._round = grown
            self._note(grown)
            await submit(self._solver, grown)

    def _untried(self, current: Round) -> list[_Entry]:
        """Awards that have neither a leg in this round nor been refused one."""
        names = self._refused | {leg.won.auction_id for leg in current.legs}
        return [entry for entry in self._waiting() if entry.won.auction_id not in names]

    async def _extend(self, current: Round, entry: _Entry) -> Round:
        """One leg more, or the same round and a note of why it would fail in it."""
        try:
            async with self._solver.recorder.timed(entry.won.auction_id, "fill"):
                grown = await extended(self._solver, current, entry.won)
        except (PortError, JournalFailed):
            raise
        except Exception as error:  # noqa: BLE001 (one award's trouble must not hold up the others)
            grown = WouldFail(f"bug: {error!r}")
        if isinstance(grown, WouldFail):
            entry.problem = grown.detail
            self._refused.add(entry.won.auction_id)
            detail = f"{entry.won.auction_id} in block {current.target_block}: {grown.detail}"
            await self._solver.recorder.incident("would_fail", detail)
            return current
        return grown

    def _note(self, current: Round) -> None:
        """Remember what is about to be sent."""
        legs = {leg.won.auction_id: leg for leg in current.legs}
        for entry in self._entries:
            leg = legs.get(entry.won.auction_id)
            if leg is not None:
                entry.problem = f"not included in block {current.target_block}"
                entry.sent[leg.signed.hash] = leg.transaction
                entry.attempts.append(Attempt(leg.signed.hash, current.target_block))
