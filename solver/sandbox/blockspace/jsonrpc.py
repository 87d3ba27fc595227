"""The server's side of JSON-RPC 2.0: from the bytes of a request to the bytes of its answer, whatever the bytes are."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

import msgspec

from solver.ports import Refused, Unreachable
from solver.sandbox.blockspace.observe import Observer
from solver.wire.rpc import RpcRefused

PARSE_ERROR = -32700
INVALID_REQUEST = -32600
METHOD_NOT_FOUND = -32601
INVALID_PARAMS = -32602
INTERNAL_ERROR = -32603
REJECTED = -32000
MOST_IN_BATCH = 500

Handler = Callable[[str, list[Any]], Awaitable[object]]
"""Answers one method with positional parameters; raises RpcError."""


@dataclass(eq=False)
class RpcError(Exception):
    """An error answer."""

    code: int
    message: str
    data: object = None


async def answer(body: bytes, handle: Handler, observer: Observer) -> bytes:
    """The answer to a request or a batch; empty where only notifications were sent."""
    try:
        request = msgspec.json.decode(body)
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError):
        return error_answer(PARSE_ERROR, "not JSON")
    if not isinstance(request, list):
        single = await _one(request, handle, observer)
        return b"" if single is None else _encode(single)
    if not 0 < len(request) <= MOST_IN_BATCH:
        return error_answer(INVALID_REQUEST, f"a batch of {len(request)}; at most {MOST_IN_BATCH}, at least 1")
    answers = [await _one(entry, handle, observer) for entry in request]
    told = [entry for entry in answers if entry is not None]
    return _encode(told) if told else b""


def error_answer(code: int, message: str) -> bytes:
    """An error that belongs to no request."""
    return _encode(_error(None, RpcError(code, message)))


def method_not_found(method: str) -> RpcError:
    """The answer to a method that is not offered here."""
    return RpcError(METHOD_NOT_FOUND, f"the method {method[:80]} does not exist or is not available")


async def _one(request: object, handle: Handler, observer: Observer) -> dict[str, object] | None:
    if not isinstance(request, dict) or not _is_id(request.get("id")):
        return _error(None, RpcError(INVALID_REQUEST, "not a JSON-RPC request"))
    number, method, params = request.get("id"), request.get("method"), request.get("params", [])
    if not isinstance(method, str) or not isinstance(params, list):
        return _error(number, RpcError(INVALID_REQUEST, "a method name and a list of parameters are needed"))
    try:
        reply: dict[str, object] = {"jsonrpc": "2.0", "id": number, "result": await handle(method, params)}
    except RpcError as error:
        reply = _error(number, error)
    except RpcRefused as error:
        reply = _error(number, RpcError(_code(error.code), error.detail, error.data))
    except (Refused, Unreachable) as error:
        reply = _error(number, RpcError(INTERNAL_ERROR, f"the node did not answer: {error.detail}"[:200]))
    except Exception as error:  # noqa: BLE001 a server must outlive its bugs; the operator is told
        observer.failed(method[:80], error)
        reply = _error(number, RpcError(INTERNAL_ERROR, "internal error"))
    return reply if "id" in request else None


def _is_id(number: object) -> bool:
    return number is None or (isinstance(number, int | float | str) and not isinstance(number, bool))


def _code(text: str) -> int:
    return int(text) if text.lstrip("-").isdigit() else REJECTED


def _error(number: object, error: RpcError) -> dict[str, object]:
    fields: dict[str, object] = {"code": error.code, "message": error.message}
    if error.data is not None:
        fields["data"] = error.data
    return {"jsonrpc": "2.0", "id": number, "error": fields}


def _encode(value: object) -> bytes:
    return msgspec.json.encode(value)
