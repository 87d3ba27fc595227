"""A counter that others can wait on: it beats when a head, or what an actor said, is new."""

import asyncio
from collections.abc import Callable


class Pulse:
    """beats only grows; a waiter wakes at each beat. Once closed, nobody waits any more."""

    def __init__(self) -> None:
        self.beats = 0
        self.closed = False
        self._changed = asyncio.Condition()

    async def beat(self) -> None:
        """Wake every waiter."""
        async with self._changed:
            self.beats += 1
            self._changed.notify_all()

    async def close(self) -> None:
        """End every wait, now and later."""
        self.closed = True
        await self.beat()

    async def wait_for(self, predicate: Callable[[], bool], timeout_s: float) -> bool:
        """Until predicate holds (checked now and at each beat); False where time or pulse ended first."""
        try:
            async with asyncio.timeout(timeout_s), self._changed:
                await self._changed.wait_for(lambda: self.closed or predicate())
        except TimeoutError:
            return False
        return not self.closed
