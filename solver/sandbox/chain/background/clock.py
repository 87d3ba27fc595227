"""The slot clock as the background uses it."""

from http import HTTPStatus

import msgspec

from solver.ports import Refused
from solver.wire.http import HttpClient

ACTOR = "background"


class Clock:
    """Raises PortError where the clock does not answer or says no."""

    def __init__(self, http: HttpClient) -> None:
        self._http = http

    async def register(self) -> None:
        """From now on no block is sealed before the background is done with the head."""
        await self._post("/register", {"actor": ACTOR})

    async def ready(self, block: int) -> None:
        """All that is done on that head is sent."""
        await self._post("/ready", {"actor": ACTOR, "block": block})

    async def _post(self, path: str, body: dict[str, object]) -> None:
        answer = await self._http.request("POST", path, msgspec.json.encode(body))
        if answer.status != HTTPStatus.OK:
            raise Refused(self._http.who, f"http_{answer.status}", answer.shown())
