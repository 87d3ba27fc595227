"""Server-sent events out of the house's history.

A reader is a position in that history: nothing is queued for it, so a slow one costs nothing and delays nobody. One
that takes no bytes for stall_s is cut off in mid-response and may come back with Last-Event-ID.
"""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

from starlette.types import Receive, Scope, Send

from solver.sandbox.auction import messages as wire
from solver.sandbox.auction.codec import encode

_BATCH = 100

EventsAfter = Callable[[int, int], tuple[wire.Event, ...]]


class Feed:
    """Wakes the readers when there is something new, and sends them away when asked."""

    def __init__(self) -> None:
        self._news = asyncio.Event()
        self._cut = asyncio.Event()

    def wake(self) -> None:
        """Tell every reader to look."""
        self._news.set()
        self._news = asyncio.Event()

    def cut_all(self) -> None:
        """Cut off every reader of now."""
        self._cut.set()
        self._cut = asyncio.Event()

    async def news(self, within_s: float) -> bool:
        """Whether there was any within that time."""
        try:
            async with asyncio.timeout(within_s):
                await self._news.wait()
        except TimeoutError:
            return False
        return True

    async def cut(self) -> None:
        """Returns at the next cut_all."""
        await self._cut.wait()


class EventStream:
    """One reader's endless response, as an ASGI application."""

    def __init__(self, events_after: EventsAfter, feed: Feed, after: int, silence_s: float, stall_s: float) -> None:
        self._events_after = events_after
        self._feed = feed
        self._position = after
        self._silence_s = silence_s
        self._stall_s = stall_s

    async def __call__(self, _scope: Scope, receive: Receive, send: Send) -> None:
        """Runs until the reader leaves, stalls or is sent away; the response is never completed."""
        await self._race(self._pump(send), _until_gone(receive), self._feed.cut())

    async def _race(self, *contenders: Coroutine[Any, Any, None]) -> None:
        tasks = [asyncio.ensure_future(contender) for contender in contenders]
        try:
            await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def _pump(self, send: Send) -> None:
        headers = [(b"content-type", b"text/event-stream; charset=utf-8"), (b"cache-control", b"no-store")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await self._chunk(send, b": welcome\n\n")
        while True:
            events = self._events_after(self._position, _BATCH)
            if events:
                await self._chunk(send, b"".join(_frame(event) for event in events))
                self._position = events[-1].id
            elif not await self._feed.news(self._silence_s):
                await self._chunk(send, b": still here\n\n")

    async def _chunk(self, send: Send, body: bytes) -> None:
        async with asyncio.timeout(self._stall_s):
            await send({"type": "http.response.body", "body": body, "more_body": True})


async def _until_gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


def _frame(event: wire.Event) -> bytes:
    return b"id: %d\nevent: %s\ndata: %s\n\n" % (event.id, event.type.encode(), encode(event.data))
