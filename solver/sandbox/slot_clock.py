"""The slot clock's HTTP interface (docs/reference/blockspace.md), as one actor uses it."""

from collections.abc import Collection
from http import HTTPStatus
from typing import Any

import msgspec

from solver.domain.primitives import Address
from solver.ports import Refused
from solver.wire.http import HttpClient

WAIT_MS = 2000


class SlotClock:
    """Raises PortError where the clock does not answer or says no; http is bound to the clock's own URL, .../clock."""

    def __init__(self, http: HttpClient, actor: str) -> None:
        self._http = http
        self._actor = actor

    async def register(self) -> None:
        """From now on no block is sealed before this actor is ready."""
        await self._post("/register", {"actor": self._actor})

    async def ready(self, block: int) -> None:
        """The actor has done all it does on that head; one that has passed counts as done."""
        await self._post("/ready", {"actor": self._actor, "block": block})

    async def leave(self) -> None:
        """From now on the clock no longer waits for this actor."""
        await self._post("/leave", {"actor": self._actor})

    async def ready_blocks(self) -> dict[str, int]:
        """The last block each registered actor was ready for; -1 where it never was."""
        answer = await self._ask("GET", "")
        return {actor: answer["ready"].get(actor, -1) for actor in answer["actors"]}

    async def turn(self, done: int, after: Collection[str]) -> int:
        """Wait for a head above done on which those actors are ready, as far as they are registered; says which."""
        seen = 0
        while True:
            state = await self._ask("GET", f"?seen={seen}&wait_ms={WAIT_MS}")
            block, ready = state["block"], state["ready"]
            if block > done and all(ready.get(actor, block) >= block for actor in after):
                return int(block)
            seen = state["version"]

    async def bundled(self, target: int) -> dict[Address, int]:
        """Of how many transactions each identity has sent the relay bundles for that block."""
        answer = await self._ask("GET", f"/bundles?target={target}")
        return {Address(identity.lower()): int(count) for identity, count in answer["transactions"].items()}

    async def _post(self, path: str, body: dict[str, object]) -> None:
        await self._ask("POST", path, msgspec.json.encode(body))

    async def _ask(self, method: str, path: str, content: bytes = b"") -> Any:
        answer = await self._http.request(method, path, content)
        if answer.status != HTTPStatus.OK:
            raise Refused(self._http.who, f"http_{answer.status}", answer.shown())
        try:
            return msgspec.json.decode(answer.body)
        except msgspec.DecodeError as error:
            raise Refused(self._http.who, "malformed", answer.shown()) from error
