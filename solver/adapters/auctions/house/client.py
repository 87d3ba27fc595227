"""The AuctionHouse port over HTTP."""

from collections.abc import AsyncIterator, Callable

import msgspec

from solver.adapters.auctions.house import authentication, decode, shapes
from solver.adapters.auctions.house.listening import Listening
from solver.domain.auction import AuctionedIntent, AuctionResult, Award, Bid
from solver.domain.primitives import Hash
from solver.ports import AuctionEvent, Clock, PortError, Refused, Signer, Unreachable
from solver.wire.http import HttpClient

_FAILED = 400
_SERVER_FAILED = 500
_TOO_MANY = 429
_NS = 10**9


class House:
    """One bidder's view of one house; the signer is the identity key. on_trouble hears of every broken listening."""

    def __init__(self, http: HttpClient, signer: Signer, clock: Clock, on_trouble: Callable[[PortError], None]) -> None:
        self._http = http
        self._signer = signer
        self._clock = clock
        self._on_trouble = on_trouble

    def listen(self) -> AsyncIterator[AuctionEvent]:
        return Listening(self._http, self._on_trouble).events()

    async def intent(self, auction_id: Hash) -> AuctionedIntent:
        auctioned = decode.auctioned(await self._signed("GET", f"/v1/auctions/{auction_id}/intent"))
        if auctioned.listing.auction_id != auction_id:
            raise Refused(decode.WHO, "malformed", f"asked for {auction_id}, got {auctioned.listing.auction_id}")
        return auctioned

    async def bid(self, bid: Bid) -> None:
        body = msgspec.json.encode(shapes.BidShape(bid.executor, str(bid.amount)))
        await self._signed("POST", f"/v1/auctions/{bid.auction_id}/bids", body)

    async def decline(self, auction_id: Hash) -> None:
        await self._signed("POST", f"/v1/auctions/{auction_id}/decline", b"{}")

    async def award(self, auction_id: Hash) -> Award | None:
        try:
            body = await self._signed("GET", f"/v1/auctions/{auction_id}/award")
        except Refused as error:
            if error.code == "no_award":
                return None
            raise
        return decode.award(auction_id, body)

    async def result(self, auction_id: Hash) -> AuctionResult:
        return decode.result(auction_id, await self._ask("GET", f"/v1/auctions/{auction_id}/result", b"", {}))

    async def _signed(self, method: str, path: str, body: bytes = b"") -> bytes:
        headers = authentication.headers(self._signer, self._clock.now_ns() // _NS, method, path, body)
        return await self._ask(method, path, body, headers)

    async def _ask(self, method: str, path: str, body: bytes, headers: dict[str, str]) -> bytes:
        if body:
            headers = headers | {"Content-Type": "application/json"}
        answer = await self._http.request(method, path, body, headers)
        if answer.status >= _SERVER_FAILED or answer.status == _TOO_MANY:
            refusal = decode.refusal(answer.status, answer.body)
            raise Unreachable(decode.WHO, f"{refusal.code}: {refusal.detail}")
        if answer.status >= _FAILED or answer.status not in {200, 201}:
            raise decode.refusal(answer.status, answer.body)
        return answer.body
