"""The newest block, for everybody who waits for one."""

import asyncio

from solver.domain.chain import BlockRef


class Heads:
    """Told each head once; a head may be lower than the last one after a reorganisation."""

    def __init__(self) -> None:
        self._latest: BlockRef | None = None
        self._changed = asyncio.Condition()

    @property
    def latest(self) -> BlockRef | None:
        """The newest head; None before the first."""
        return self._latest

    async def tell(self, head: BlockRef) -> None:
        """A new head."""
        async with self._changed:
            self._latest = head
            self._changed.notify_all()

    async def reach(self, number: int) -> BlockRef:
        """Wait for a head at or above that number; 0: for any."""
        async with self._changed:
            while self._latest is None or self._latest.number < number:
                await self._changed.wait()
            return self._latest
