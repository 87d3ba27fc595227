"""The slot clock as the bot uses it: it acts last, when what is public is known."""

from http import HTTPStatus
from typing import Any

import msgspec

from solver.ports import Refused
from solver.wire.http import HttpClient

ACTOR = "bot"
WAIT_MS = 2000


class Clock:
    """Raises PortError where the clock does not answer or says no; http is bound to the clock's own URL."""

    def __init__(self, http: HttpClient, after: tuple[str, ...]) -> None:
        self._http = http
        self._after = after

    async def register(self) -> None:
        """From now on no block is sealed before the bot is done with the head."""
        await self._post("/register", {"actor": ACTOR})

    async def ready(self, block: int) -> None:
        """The bot has done all it does on that head; one that has passed counts as done."""
        await self._post("/ready", {"actor": ACTOR, "block": block})

    async def turn(self, done: int) -> int:
        """Wait for a head above done on which those that go first are ready; says which."""
        seen = 0
        while True:
            state = await self._ask("GET", f"?seen={seen}&wait_ms={WAIT_MS}")
            block, ready = state["block"], state["ready"]
            if block > done and all(ready.get(actor, block) >= block for actor in self._after):
                return int(block)
            seen = state["version"]

    async def _post(self, path: str, body: dict[str, object]) -> None:
        await self._ask("POST", path, msgspec.json.encode(body))

    async def _ask(self, method: str, path: str, content: bytes = b"") -> Any:
        answer = await self._http.request(method, path, content)
        if answer.status != HTTPStatus.OK:
            raise Refused(self._http.who, f"http_{answer.status}", answer.shown())
        return msgspec.json.decode(answer.body)
