"""The slot clock's HTTP interface, as the house uses it."""

from http import HTTPStatus
from typing import Any

import msgspec

from solver.domain.primitives import Address
from solver.ports import Refused
from solver.wire.http import HttpClient


class SlotClock:
    """Raises PortError where the clock does not answer or says no; http is bound to the clock's own URL, .../clock."""

    def __init__(self, http: HttpClient) -> None:
        self._http = http

    async def register(self, actor: str) -> None:
        """From now on no block is sealed before this actor is ready."""
        await self._post("/register", {"actor": actor})

    async def ready(self, actor: str, block: int) -> None:
        """The actor has done all it does on that head."""
        await self._post("/ready", {"actor": actor, "block": block})

    async def leave(self, actor: str) -> None:
        """From now on the clock no longer waits for this actor."""
        await self._post("/leave", {"actor": actor})

    async def ready_blocks(self) -> dict[str, int]:
        """The last block each registered actor was ready for; -1 where it never was."""
        answer = await self._ask("GET", "")
        return {actor: answer["ready"].get(actor, -1) for actor in answer["actors"]}

    async def bundle_identities(self, target: int) -> frozenset[Address]:
        """Who has sent the relay a bundle for that block."""
        answer = await self._ask("GET", f"/bundles?target={target}")
        return frozenset(Address(identity.lower()) for identity in answer["identities"])

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
