"""Locks, pulses, barriers and bodies: what waits for what."""

import asyncio

import pytest

from solver.domain.nesting import nesting
from solver.sandbox.blockspace.clock import Barrier
from solver.sandbox.blockspace.lock import ReadersWriterLock
from solver.sandbox.blockspace.pulse import Pulse


async def turns(count: int = 10) -> None:
    """Let every other task go as far as it can."""
    for _ in range(count):
        await asyncio.sleep(0)


async def test_readers_share_and_a_writer_is_alone() -> None:
    lock, seen = ReadersWriterLock(), []

    async def write() -> None:
        async with lock.write():
            seen.append("write")

    async with lock.read(), lock.read():
        writing = asyncio.create_task(write())
        await turns()
        assert seen == []
    await writing
    assert seen == ["write"]


async def test_a_waiting_writer_goes_before_new_readers() -> None:
    lock, seen = ReadersWriterLock(), []

    async def write() -> None:
        async with lock.write():
            await turns()
            seen.append("write")

    async def read() -> None:
        async with lock.read():
            seen.append("read")

    async with lock.read():
        writing = asyncio.create_task(write())
        await turns()
        reading = asyncio.create_task(read())
        await turns()
    await asyncio.gather(writing, reading)
    assert seen == ["write", "read"]


async def test_a_writer_that_gives_up_lets_readers_in() -> None:
    lock = ReadersWriterLock()

    async def write() -> None:
        async with lock.write():
            pytest.fail("a reader was inside")

    async with lock.read():
        writing = asyncio.create_task(write())
        await turns()
        writing.cancel()
        await asyncio.gather(writing, return_exceptions=True)
        async with asyncio.timeout(5), lock.read():
            pass


async def test_a_pulse_wakes_whoever_waits_and_time_ends_the_wait() -> None:
    pulse = Pulse()
    waiting = asyncio.create_task(pulse.wait_for(lambda: pulse.beats >= 2, 30.0))
    await turns()
    await pulse.beat()
    await turns()
    assert not waiting.done()
    await pulse.beat()
    assert await waiting
    assert not await pulse.wait_for(lambda: pulse.beats > 2, 0.0)


async def test_a_closed_pulse_ends_every_wait() -> None:
    pulse = Pulse()
    waiting = asyncio.create_task(pulse.wait_for(lambda: False, 30.0))
    await turns()
    await pulse.close()
    assert not await waiting
    assert not await pulse.wait_for(lambda: True, 30.0)


def test_a_barrier_opens_when_all_are_done_and_never_for_nobody() -> None:
    barrier = Barrier(("bot",))
    assert not Barrier().open(0)
    barrier.register("auction")
    barrier.done("bot", 7)
    assert barrier.missing(7) == ["auction"]
    barrier.done("auction", 7)
    assert barrier.open(7)
    assert not barrier.open(8)


def test_readiness_never_goes_back_and_registering_again_changes_nothing() -> None:
    barrier = Barrier()
    barrier.register("bot")
    barrier.done("bot", 7)
    barrier.done("bot", 3)
    barrier.register("bot")
    assert barrier.ready == {"bot": 7}


@pytest.mark.parametrize(
    ("body", "depth"),
    [
        (b"", 0),
        (b"{}", 1),
        (b'{"a":[1,{"b":[]}]}', 4),
        (b'["[[[[", "\\"[[["]', 1),
        (b'"[[[[', 0),
        (b'"[[[\\', 0),
        (b"[][][]", 1),
        (b"]]][", 0),
        (b"[" * 1000, 1000),
    ],
)
def test_nesting_counts_brackets_outside_strings(body: bytes, depth: int) -> None:
    assert nesting(body) == depth


def test_nesting_is_found_in_time_that_grows_with_the_body_only() -> None:
    assert nesting(b'"\\' * 500_000) == 0
