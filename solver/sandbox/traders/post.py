"""Posting to the auction house over its HTTP API."""

import asyncio

import msgspec

from solver.domain.intent import HedgeIntent
from solver.domain.primitives import Hash
from solver.ports import Refused, Unreachable
from solver.sandbox.traders.shape import to_plain
from solver.wire.http import HttpClient

_ATTEMPTS = 5
_PAUSE_S = 0.2
_TAKEN = {200, 201}


class _Posted(msgspec.Struct, rename="camel"):
    auction_id: str
    intent_hash: str


class Poster:
    """Posts intents; a repetition after a lost answer does no harm."""

    def __init__(self, http: HttpClient) -> None:
        self._http = http

    async def post(self, intent: HedgeIntent, signature: bytes) -> tuple[Hash, Hash]:
        """Auction id and intent hash as the house has them; raises Refused or, after some attempts, Unreachable."""
        body = {"intent": to_plain("HedgeIntent", intent, as_json=True), "signature": "0x" + signature.hex()}
        content = msgspec.json.encode(body)
        for attempt in range(_ATTEMPTS):
            try:
                return await self._once(content)
            except Unreachable:
                if attempt == _ATTEMPTS - 1:
                    raise
            await asyncio.sleep(_PAUSE_S)
        raise AssertionError("the loop returns or raises")

    async def _once(self, content: bytes) -> tuple[Hash, Hash]:
        answer = await self._http.request("POST", "/v1/intents", content, {"Content-Type": "application/json"})
        if answer.status not in _TAKEN:
            raise Refused(self._http.who, f"http_{answer.status}", answer.shown())
        posted = msgspec.json.decode(answer.body, type=_Posted)
        return Hash(posted.auction_id), Hash(posted.intent_hash)
