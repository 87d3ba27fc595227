"""The HTTP interface of the slot clock, and the control that makes reorgs."""

from typing import Annotated

import msgspec
from starlette.requests import Request
from starlette.responses import Response

from solver.sandbox.blockspace.body import capped_body
from solver.sandbox.blockspace.clock import SlotClock
from solver.sandbox.blockspace.world import Blockspace

MOST_ACTORS = 64
LONGEST_WAIT_MS = 60_000

Name = Annotated[str, msgspec.Meta(min_length=1, max_length=40, pattern="^[A-Za-z0-9._-]+$")]
Count = Annotated[int, msgspec.Meta(ge=0, le=2**53)]


class Actor(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Body of /clock/register and /clock/leave."""

    actor: Name


class Ready(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Body of /clock/ready."""

    actor: Name
    block: Count


class Reorg(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Body of /control/reorg."""

    depth: Annotated[int, msgspec.Meta(ge=1, le=64)]


class Seen(msgspec.Struct, frozen=True):
    """Query of /clock: answer at once, or as soon as the version is above seen."""

    seen: Count = 0
    wait_ms: Annotated[int, msgspec.Meta(ge=0, le=LONGEST_WAIT_MS)] = 0


class Target(msgspec.Struct, frozen=True):
    """Query of /clock/bundles."""

    target: Count


class ClockApi:
    """Handlers of /clock and /control."""

    def __init__(self, blockspace: Blockspace, clock: SlotClock) -> None:
        self._blockspace = blockspace
        self._clock = clock

    async def show(self, request: Request) -> Response:
        """The clock now, or once it changed."""
        query = msgspec.convert(dict(request.query_params), Seen, strict=False)
        pulse = self._blockspace.pulse
        await pulse.wait_for(lambda: pulse.beats > query.seen, query.wait_ms / 1000)
        return self._state()

    async def register(self, request: Request) -> Response:
        """Add an actor to the barrier."""
        actor = msgspec.json.decode(await capped_body(request), type=Actor).actor
        if actor not in self._clock.ready and len(self._clock.ready) >= MOST_ACTORS:
            return _refused(409, "too_many_actors", f"at most {MOST_ACTORS}")
        await self._clock.register(actor)
        return self._state()

    async def leave(self, request: Request) -> Response:
        """Wait for an actor no more; one that is unknown is gone already."""
        await self._clock.leave(msgspec.json.decode(await capped_body(request), type=Actor).actor)
        return self._state()

    async def ready(self, request: Request) -> Response:
        """An actor is done with a block."""
        said = msgspec.json.decode(await capped_body(request), type=Ready)
        if said.actor not in self._clock.ready:
            return _refused(404, "unknown_actor", f"{said.actor} has not registered")
        if not await self._clock.say_ready(said.actor, said.block):
            return _refused(409, "no_such_block", f"the head is {self._blockspace.head.number}")
        return self._state()

    async def bundles(self, request: Request) -> Response:
        """Whose private orders may go into the target block, and of how many transactions; not what they are."""
        target = msgspec.convert(dict(request.query_params), Target, strict=False).target
        held = self._blockspace.private.transactions(target)
        return _json({"target": target, "identities": list(held), "transactions": held})

    async def reorg(self, request: Request) -> Response:
        """Replace the newest blocks."""
        depth = msgspec.json.decode(await capped_body(request), type=Reorg).depth
        if depth > self._blockspace.head.number:
            return _refused(409, "too_deep", f"the head is {self._blockspace.head.number}")
        orphaned = await self._blockspace.reorg(depth)
        return _json({"block": self._blockspace.head.number, "orphaned": orphaned})

    def _state(self) -> Response:
        head = self._blockspace.head
        ready = self._clock.ready
        state = {
            "version": self._blockspace.pulse.beats,
            "block": head.number,
            "timestamp": head.timestamp,
            "ready": ready,
            "actors": list(ready),
            "mode": self._clock.mode.value,
        }
        return _json(state)


def _json(value: object, status: int = 200) -> Response:
    return Response(msgspec.json.encode(value), status, media_type="application/json")


def _refused(status: int, code: str, message: str) -> Response:
    return _json({"error": {"code": code, "message": message}}, status)
