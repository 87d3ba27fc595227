"""The faults that real houses have, switched on by tests through POST /control/faults (only with --control)."""

import asyncio
from typing import Annotated

import msgspec

from solver.sandbox.auction.refusal import Code, Refusal

_Count = Annotated[int, msgspec.Meta(ge=0, le=100_000)]


class Faults(msgspec.Struct, forbid_unknown_fields=True, rename="camel"):
    """What to do wrong from now on.

    delay_ms: every answer under /v1 comes that much later
    refuse_next: so many bidder requests are answered with too_many_requests
    disconnect_streams: cut off every reader of now
    """

    delay_ms: _Count = 0
    refuse_next: _Count = 0
    disconnect_streams: bool = False

    async def delay(self) -> None:
        """Late answer."""
        if self.delay_ms:
            await asyncio.sleep(self.delay_ms / 1000)

    def refuse(self) -> None:
        """Raises Refusal(TOO_MANY_REQUESTS) while there is something left to refuse."""
        if self.refuse_next:
            self.refuse_next -= 1
            raise Refusal(Code.TOO_MANY_REQUESTS, "asked to refuse")
