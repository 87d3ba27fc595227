"""The slot clock: when it seals, and what it tells."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

import pytest

from solver.sandbox.blockspace.clock import Mode, SlotClock, Slots
from solver.sandbox.chain.keys import address_of

if TYPE_CHECKING:
    from tests.integration.blockspace.conftest import OpenSpace, Space

pytestmark = pytest.mark.anvil

BARRIER = Slots(Mode.BARRIER, min_slot_ms=0, max_slot_ms=60_000)


@asynccontextmanager
async def running(clock: SlotClock) -> AsyncIterator[None]:
    ticking = asyncio.create_task(clock.run())
    try:
        yield
    finally:
        ticking.cancel()
        await asyncio.gather(ticking, return_exceptions=True)


async def state(space: "Space", seen: int = -1, wait_ms: int = 0) -> dict[str, Any]:
    query = f"?seen={seen}&wait_ms={wait_ms}" if wait_ms else ""
    answer: dict[str, Any] = (await space.http.get(f"/clock{query}")).json()
    return answer


async def say(space: "Space", what: str, **body: object) -> int:
    return (await space.http.post(f"/clock/{what}", json=body)).status_code


async def sealed(space: "Space", beyond: int) -> dict[str, Any]:
    """The clock once the head is above that block."""
    now = await state(space)
    while now["block"] <= beyond:
        now = await state(space, now["version"], 10_000)
    return now


async def test_a_block_is_sealed_only_when_every_actor_is_ready(open_space: "OpenSpace") -> None:
    space, clock = open_space(BARRIER, ("background", "bot"))
    start = await state(space)
    async with running(clock):
        assert await say(space, "ready", actor="background", block=start["block"]) == 200
        assert (await state(space, start["version"] + 1, 300))["block"] == start["block"]
        await say(space, "ready", actor="bot", block=start["block"])
        after = await sealed(space, start["block"])
    assert after["block"] == start["block"] + 1
    assert after["timestamp"] == start["timestamp"] + 12
    assert after["ready"] == {"background": start["block"], "bot": start["block"]}


async def test_a_slot_ends_at_its_cap_when_an_actor_stays_silent(open_space: "OpenSpace") -> None:
    space, clock = open_space(Slots(Mode.BARRIER, max_slot_ms=200), ("silent",))
    start = await state(space)
    async with running(clock):
        after = await sealed(space, start["block"])
    assert after["ready"] == {"silent": -1}


async def test_without_actors_the_barrier_does_not_race_ahead(open_space: "OpenSpace") -> None:
    space, clock = open_space(BARRIER, ())
    start = await state(space)
    async with running(clock):
        assert (await state(space, start["version"], 300))["block"] == start["block"]


async def test_an_actor_that_registers_is_waited_for_and_one_that_leaves_is_not(open_space: "OpenSpace") -> None:
    space, clock = open_space(BARRIER, ("auction",))
    start = await state(space)
    async with running(clock):
        await say(space, "register", actor="traders")
        await say(space, "ready", actor="auction", block=start["block"])
        assert (await state(space, start["version"] + 2, 300))["block"] == start["block"]
        await say(space, "leave", actor="traders")
        after = await sealed(space, start["block"])
    assert after["actors"] == ["auction"]


async def test_in_realtime_nobody_is_waited_for(open_space: "OpenSpace") -> None:
    space, clock = open_space(Slots(Mode.REALTIME, slot_ms=20), ("silent",))
    start = await state(space)
    async with running(clock):
        after = await sealed(space, start["block"] + 1)
    assert after["mode"] == "realtime"


async def test_readiness_for_a_block_that_does_not_exist_is_refused(open_space: "OpenSpace") -> None:
    space, _ = open_space(BARRIER, ("bot",))
    assert await say(space, "ready", actor="bot", block=await space.head() + 1) == 409
    assert await say(space, "ready", actor="stranger", block=0) == 404
    assert await say(space, "ready", actor="bot", block=-1) == 400
    assert await say(space, "register", actor="") == 400
    assert (await state(space))["ready"] == {"bot": -1}


async def test_the_clock_tells_whose_bundles_wait_for_a_block_and_nothing_of_what_they_are(space: "Space") -> None:
    target = await space.head() + 1
    first, second, third = [person.pay_builder() for person in await space.people(12, 13, 14)]
    await space.send_bundle(2, first, block=target)
    await space.send_bundle(2, second, block=target)
    await space.send_bundle(3, third, block=target + 1)
    await space.send_bundle(2, second, block=target)
    answer = (await space.http.get(f"/clock/bundles?target={target}")).json()
    assert answer == {"target": target, "identities": [address_of(2)], "transactions": {address_of(2): 2}}
    assert (await space.http.get("/clock/bundles?target=x")).status_code == 400
