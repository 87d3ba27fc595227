"""HTTP in front of the desk, route for route as docs/reference/auction.yaml."""

import re
from collections.abc import Awaitable, Callable

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from solver.sandbox.auction import messages as wire
from solver.sandbox.auction.codec import decode_faults, encode
from solver.sandbox.auction.desk import Desk, SignedRequest
from solver.sandbox.auction.refusal import STATUS, Code, Refusal
from solver.sandbox.auction.stream import EventStream, Feed

MAX_BODY_BYTES = 65_536
_MAX_EVENT_ID = 2**53 - 1
_MAX_EVENTS = 1000
_DIGITS = re.compile(r"[0-9]{1,16}")

Handler = Callable[[Request], Awaitable[Response]]


def create_app(desk: Desk, feed: Feed, *, silence_s: float, stall_s: float, control: bool) -> Starlette:
    """The server; control adds POST /control/faults."""
    api = _Api(desk, feed, silence_s, stall_s)
    routes = [
        Route("/v1/intents", api.post_intent, methods=["POST"]),
        Route("/v1/auctions", api.list_events, methods=["GET"]),
        Route("/v1/auctions/{auction_id}/intent", api.read_intent, methods=["GET"]),
        Route("/v1/auctions/{auction_id}/bids", api.place_bid, methods=["POST"]),
        Route("/v1/auctions/{auction_id}/decline", api.decline, methods=["POST"]),
        Route("/v1/auctions/{auction_id}/award", api.read_award, methods=["GET"]),
        Route("/v1/auctions/{auction_id}/result", api.read_result, methods=["GET"]),
        Route("/v1/stream", api.stream, methods=["GET"]),
        Route("/v1/house", api.read_house, methods=["GET"]),
    ]
    if control:
        routes.append(Route("/control/faults", api.control, methods=["POST"]))
    handlers = {Refusal: _refused, HTTPException: _http_error, Exception: _internal_error}
    return Starlette(routes=routes, exception_handlers=handlers)


class _Streaming(Response):
    """A response that is its own ASGI application."""

    def __init__(self, stream: EventStream) -> None:
        super().__init__()
        self._stream = stream

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self._stream(scope, receive, send)


class _Api:
    def __init__(self, desk: Desk, feed: Feed, silence_s: float, stall_s: float) -> None:
        self._desk = desk
        self._feed = feed
        self._silence_s = silence_s
        self._stall_s = stall_s

    async def post_intent(self, request: Request) -> Response:
        await self._desk.faults.delay()
        posted, created = await self._desk.post_intent(await _body(request))
        return _json(posted, 201 if created else 200)

    async def list_events(self, request: Request) -> Response:
        await self._desk.faults.delay()
        after = _number("after", request.query_params.get("after", "0"), 0, _MAX_EVENT_ID)
        limit = _number("limit", request.query_params.get("limit", "100"), 1, _MAX_EVENTS)
        return _json(self._desk.events(after, limit))

    async def read_intent(self, request: Request) -> Response:
        signed = await self._signed(request)
        return _json(self._desk.read_intent(signed, request.path_params["auction_id"]))

    async def place_bid(self, request: Request) -> Response:
        signed = await self._signed(request)
        accepted, fresh = await self._desk.bid(signed, request.path_params["auction_id"])
        return _json(accepted, 201 if fresh else 200)

    async def decline(self, request: Request) -> Response:
        signed = await self._signed(request)
        return _json(await self._desk.decline(signed, request.path_params["auction_id"]))

    async def read_award(self, request: Request) -> Response:
        signed = await self._signed(request)
        return _json(self._desk.award(signed, request.path_params["auction_id"]))

    async def read_result(self, request: Request) -> Response:
        await self._desk.faults.delay()
        return _json(self._desk.result(request.path_params["auction_id"]))

    async def read_house(self, _request: Request) -> Response:
        await self._desk.faults.delay()
        return _json(self._desk.facts())

    async def stream(self, request: Request) -> Response:
        after = _number("Last-Event-ID", request.headers.get("last-event-id", "0"), 0, _MAX_EVENT_ID)
        return _Streaming(EventStream(self._desk.house.events_after, self._feed, after, self._silence_s, self._stall_s))

    async def control(self, request: Request) -> Response:
        faults = decode_faults(await _body(request))
        self._desk.faults = faults
        if faults.disconnect_streams:
            self._feed.cut_all()
        return Response(b"{}", media_type="application/json")

    async def _signed(self, request: Request) -> SignedRequest:
        body = await _body(request)
        await self._desk.faults.delay()
        query = request.scope["query_string"]
        path = request.scope["raw_path"] + (b"?" + query if query else b"")
        return SignedRequest(request.method, path.decode("latin-1"), request.headers, body)


async def _body(request: Request) -> bytes:
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > MAX_BODY_BYTES:
            raise Refusal(Code.TOO_LARGE, f"at most {MAX_BODY_BYTES} bytes")
    return bytes(body)


def _number(name: str, text: str, least: int, most: int) -> int:
    if not _DIGITS.fullmatch(text) or not least <= int(text) <= most:
        raise Refusal(Code.MALFORMED, f"{name} must be an integer from {least} to {most}")
    return int(text)


def _json(message: wire.Message, status: int = 200) -> Response:
    return Response(encode(message), status, {"Cache-Control": "no-store"}, "application/json")


def _error(code: Code, message: str) -> Response:
    response = _json(wire.Error(wire.ErrorDetail(code.value, message)), STATUS[code])
    if code is Code.TOO_MANY_REQUESTS:
        response.headers["Retry-After"] = "1"
    if code is Code.TOO_LARGE:
        response.headers["Connection"] = "close"  # the rest of the body is not waited for
    return response


async def _refused(_request: Request, error: Exception) -> Response:
    if not isinstance(error, Refusal):
        raise error
    return _error(error.code, error.message)


async def _http_error(_request: Request, error: Exception) -> Response:
    known = isinstance(error, HTTPException) and error.status_code == STATUS[Code.METHOD_NOT_ALLOWED]
    code = Code.METHOD_NOT_ALLOWED if known else Code.NOT_FOUND
    return _error(code, "no such operation")


async def _internal_error(_request: Request, _error_seen: Exception) -> Response:
    return _error(Code.INTERNAL, "the house failed; its log says why")
