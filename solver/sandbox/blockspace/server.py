"""The HTTP face of the block space: `/`, `/node`, `/relay`, `/clock`, `/control`."""

from functools import partial

import msgspec
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from solver.sandbox.blockspace.authentication import HEADER, signer_of
from solver.sandbox.blockspace.body import UnacceptableBody, capped_body
from solver.sandbox.blockspace.clock import SlotClock
from solver.sandbox.blockspace.gateway import Gateway, Node
from solver.sandbox.blockspace.jsonrpc import INVALID_REQUEST, Handler, answer, error_answer
from solver.sandbox.blockspace.observe import Observer
from solver.sandbox.blockspace.relay import Relay
from solver.sandbox.blockspace.slots import ClockApi
from solver.sandbox.blockspace.world import Blockspace

_JSON = "application/json"


class RpcEndpoints:
    """The JSON-RPC endpoints over one block space."""

    def __init__(self, blockspace: Blockspace, observer: Observer) -> None:
        self._observer = observer
        self._gateway = Gateway(blockspace)
        self._node = Node(blockspace)
        self._relay = Relay(blockspace)

    async def gateway(self, request: Request) -> Response:
        """The public gateway."""
        return await self._serve(request, self._gateway.handle)

    async def node(self, request: Request) -> Response:
        """A node of one's own."""
        return await self._serve(request, self._node.handle)

    async def relay(self, request: Request) -> Response:
        """The private relay; 403 where the signature over the raw body does not hold."""
        body = await capped_body(request)
        signer = signer_of(request.headers.get(HEADER), body)
        if signer is None:
            return Response(error_answer(INVALID_REQUEST, f"invalid {HEADER}"), 403, media_type=_JSON)
        return Response(await answer(body, partial(self._relay.handle, signer), self._observer), media_type=_JSON)

    async def _serve(self, request: Request, handle: Handler) -> Response:
        body = await capped_body(request)
        return Response(await answer(body, handle, self._observer), media_type=_JSON)


def application(blockspace: Blockspace, clock: SlotClock, observer: Observer) -> Starlette:
    """The ASGI application; whoever serves it also runs the clock."""
    rpc = RpcEndpoints(blockspace, observer)
    api = ClockApi(blockspace, clock)
    return Starlette(
        routes=[
            Route("/", rpc.gateway, methods=["POST"]),
            Route("/node", rpc.node, methods=["POST"]),
            Route("/relay", rpc.relay, methods=["POST"]),
            Route("/clock", api.show, methods=["GET"]),
            Route("/clock/register", api.register, methods=["POST"]),
            Route("/clock/leave", api.leave, methods=["POST"]),
            Route("/clock/ready", api.ready, methods=["POST"]),
            Route("/clock/bundles", api.bundles, methods=["GET"]),
            Route("/control/reorg", api.reorg, methods=["POST"]),
        ],
        exception_handlers={msgspec.DecodeError: _bad_request, UnacceptableBody: _unacceptable},
    )


async def _bad_request(_request: Request, error: Exception) -> Response:
    fields = {"error": {"code": "bad_request", "message": str(error)[:200]}}
    return Response(msgspec.json.encode(fields), 400, media_type=_JSON)


async def _unacceptable(_request: Request, error: Exception) -> Response:
    status = error.status if isinstance(error, UnacceptableBody) else 400
    return Response(error_answer(INVALID_REQUEST, str(error)), status, media_type=_JSON)
