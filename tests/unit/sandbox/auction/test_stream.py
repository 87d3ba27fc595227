"""Readers of the stream: none is lost, none is in another's way."""

import asyncio
from collections.abc import MutableMapping
from typing import Any

import pytest

from solver.sandbox.auction import messages as wire
from solver.sandbox.auction.stream import EventStream, Feed

Message = MutableMapping[str, Any]


class History:
    """Events that a test adds to."""

    def __init__(self, count: int = 0) -> None:
        self.events = [self._closed(i) for i in range(1, count + 1)]

    def after(self, event_id: int, limit: int) -> tuple[wire.Event, ...]:
        return tuple(self.events[event_id : event_id + limit])

    def add(self) -> None:
        self.events.append(self._closed(len(self.events) + 1))

    def _closed(self, event_id: int) -> wire.Event:
        return wire.Event(event_id, "closed", wire.ClosedNotice(f"0x{event_id:064x}"))


class Reader:
    """The other end of one response; it takes what it is given until it is told to stall."""

    def __init__(self) -> None:
        self.text = ""
        self.stalls = False
        self.gone = asyncio.Event()
        self.arrived = asyncio.Event()

    async def send(self, message: Message) -> None:
        if self.stalls:
            await asyncio.Event().wait()
        self.text += message.get("body", b"").decode()
        self.arrived.set()

    async def receive(self) -> Message:
        await self.gone.wait()
        return {"type": "http.disconnect"}

    async def until(self, text: str) -> None:
        async with asyncio.timeout(5):
            while text not in self.text:
                self.arrived.clear()
                await self.arrived.wait()

    def ids(self) -> list[int]:
        return [int(line[4:]) for line in self.text.splitlines() if line.startswith("id: ")]


def stream(history: History, feed: Feed, after: int = 0, *, silence_s: float = 60, stall_s: float = 60) -> EventStream:
    return EventStream(history.after, feed, after, silence_s, stall_s)


async def read(served: EventStream, reader: Reader) -> None:
    await served({}, reader.receive, reader.send)


@pytest.fixture
def feed() -> Feed:
    return Feed()


async def test_a_reader_gets_the_history_after_its_id_and_then_the_news(feed: Feed) -> None:
    history, reader = History(250), Reader()
    reading = asyncio.create_task(read(stream(history, feed, 3), reader))
    await reader.until("id: 250\n")
    history.add()
    feed.wake()
    await reader.until("id: 251\n")
    assert reader.ids() == list(range(4, 252))
    reader.gone.set()
    await reading


async def test_news_between_two_looks_is_not_missed(feed: Feed) -> None:
    history, reader = History(), Reader()
    reading = asyncio.create_task(read(stream(history, feed), reader))
    for _ in range(50):
        history.add()
        feed.wake()
        await asyncio.sleep(0)
    await reader.until("id: 50\n")
    assert reader.ids() == list(range(1, 51))
    reader.gone.set()
    await reading


async def test_a_silent_house_sends_comments(feed: Feed) -> None:
    reader = Reader()
    reading = asyncio.create_task(read(stream(History(), feed, silence_s=0.01), reader))
    await reader.until(": still here\n\n: still here\n\n")
    assert reader.ids() == []
    reader.gone.set()
    await reading


async def test_a_reader_that_takes_nothing_is_cut_off_and_the_others_are_not(feed: Feed) -> None:
    history, slow, quick = History(1), Reader(), Reader()
    slow_reading = asyncio.create_task(read(stream(history, feed, stall_s=0.05), slow))
    quick_reading = asyncio.create_task(read(stream(history, feed, stall_s=0.05), quick))
    await asyncio.gather(slow.until("id: 1\n"), quick.until("id: 1\n"))
    slow.stalls = True
    history.add()
    feed.wake()
    await quick.until("id: 2\n")
    async with asyncio.timeout(5):
        await slow_reading
    assert slow.ids() == [1]
    assert not quick_reading.done()
    quick.gone.set()
    await quick_reading


async def test_cut_all_ends_every_reader_of_now_but_not_the_next(feed: Feed) -> None:
    history, first, second = History(1), Reader(), Reader()
    reading = asyncio.create_task(read(stream(history, feed), first))
    await first.until("id: 1\n")
    feed.cut_all()
    async with asyncio.timeout(5):
        await reading
    later = asyncio.create_task(read(stream(history, feed, 1), second))
    history.add()
    feed.wake()
    await second.until("id: 2\n")
    assert second.ids() == [2]
    second.gone.set()
    await later
