"""Writing the journal without holding up the event loop, and timing stages.

JournalFailed   nothing may be done that cannot be recorded: whoever sees it stops
"""

import asyncio
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager

from solver.domain.events import Event, Incident, StageTimed
from solver.domain.primitives import Hash
from solver.ports import Clock, Journal, PortError


class JournalFailed(Exception):
    """The journal did not take an event; its cause says why."""


class Recorder:
    """Appends in the order of the calls, one thread behind; record returns when the events are durable."""

    def __init__(self, journal: Journal, clock: Clock) -> None:
        self._journal = journal
        self._clock = clock
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="journal")
        self._head: int | None = None

    async def record(self, *events: Event) -> None:
        """Append all or none. Cancelled while writing, the events are written all the same. Raises JournalFailed."""
        loop = asyncio.get_running_loop()
        await asyncio.shield(loop.run_in_executor(self._thread, lambda: self._append(events)))

    def _append(self, events: tuple[Event, ...]) -> None:
        try:
            self._journal.append(*events)
        except Exception as error:
            raise JournalFailed(", ".join(type(event).__name__ for event in events)) from error

    def seal(self, block_number: int) -> None:
        """Seal the journal as of a new head, in its turn; a seal that cannot be taken is told, and stops nothing."""
        self._head = block_number
        self._thread.submit(self._seal, block_number)

    def _seal(self, block_number: int) -> None:
        try:
            self._journal.seal(block_number)
        except OSError as error:
            self._append((Incident("seal:oserror", repr(error)[:500]),))

    async def incident(self, kind: str, detail: str) -> None:
        """Something an operator should look at."""
        await self.record(Incident(kind, detail))

    async def trouble(self, doing: str, error: PortError) -> None:
        """The environment failed while doing something."""
        await self.record(_trouble(doing, error))

    def note_trouble(self, doing: str, error: PortError) -> None:
        """The same, for callers that cannot wait: it is written in its turn."""
        self._thread.submit(self._append, (_trouble(doing, error),))

    @asynccontextmanager
    async def timed(self, auction_id: Hash, stage: str) -> AsyncIterator[None]:
        """Record how long the block takes, also when it fails."""
        started_at_ns, begun = self._clock.now_ns(), self._clock.monotonic_ns()
        try:
            yield
        finally:
            elapsed_ns = self._clock.monotonic_ns() - begun
            await self.record(StageTimed(auction_id, stage, started_at_ns, elapsed_ns))

    def close(self) -> None:
        """Wait for what is being written, and seal it."""
        if self._head is not None:
            self.seal(self._head)
        self._thread.shutdown(wait=True)


def _trouble(doing: str, error: PortError) -> Incident:
    return Incident(f"{doing}:{type(error).__name__.lower()}", repr(error)[:500])
