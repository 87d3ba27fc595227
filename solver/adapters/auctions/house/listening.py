"""Every event of the house once and in order: by stream while it holds, by polling while it does not.

Ids are the house's own. An event whose id is not above the last one seen is a repetition and is left out.
"""

import asyncio
import random
from collections.abc import AsyncIterator, Callable

from solver.adapters.auctions.house import decode, shapes
from solver.ports import AuctionEvent, PortError, Refused
from solver.wire.http import HttpClient
from solver.wire.sse import events

_SILENCE_S = 45.0
"""The house pings after 15 s; three missed pings are a dead connection."""

_FIRST_PAUSE_S = 0.1
_LONGEST_PAUSE_S = 5.0
_PAGE = 500
_OK = 200


class Listening:
    """One reader's place in the house's events."""

    def __init__(self, http: HttpClient, on_trouble: Callable[[PortError], None]) -> None:
        self._http = http
        self._on_trouble = on_trouble
        self._last = 0

    async def events(self) -> AsyncIterator[AuctionEvent]:
        """Ends only by cancellation."""
        pause_s = _FIRST_PAUSE_S
        while True:
            before = self._last
            try:
                async for event in self._page():
                    yield event
                async for event in self._stream():
                    yield event
            except PortError as error:
                self._on_trouble(error)
            pause_s = _FIRST_PAUSE_S if self._last > before else min(2 * pause_s, _LONGEST_PAUSE_S)
            await asyncio.sleep(pause_s * random.uniform(0.5, 1.0))

    async def _page(self) -> AsyncIterator[AuctionEvent]:
        """All events there are after the last one, by polling: catches up, and works where streams do not."""
        while True:
            answer = await self._http.request("GET", f"/v1/auctions?after={self._last}&limit={_PAGE}")
            if answer.status != _OK:
                raise decode.refusal(answer.status, answer.body)
            page = decode.shape(shapes.EventsShape, answer.body)
            for entry in page.events:
                if entry.id > self._last:
                    self._last = entry.id
                    yield decode.polled(entry)
            if len(page.events) < _PAGE:
                return

    async def _stream(self) -> AsyncIterator[AuctionEvent]:
        """Events as they happen, until the connection ends."""
        headers = {"Accept": "text/event-stream", "Last-Event-ID": str(self._last)}
        async with self._http.stream("/v1/stream", headers, _SILENCE_S) as (status, chunks):
            if status != _OK:
                raise Refused(decode.WHO, f"http_{status}", "no stream")
            async for entry in events(decode.WHO, chunks):
                event = decode.event(entry.event, entry.data)
                if event is not None and self._advance(entry.id):
                    yield event

    def _advance(self, text: str | None) -> bool:
        if text is None or not (text.isascii() and text.isdecimal() and len(text) <= 19):  # noqa: PLR2004 (digits of 2**63)
            raise Refused(decode.WHO, "malformed", f"event id {text!r:.40}")
        new = int(text) > self._last
        self._last = max(self._last, int(text))
        return new
