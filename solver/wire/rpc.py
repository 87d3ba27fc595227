"""JSON-RPC 2.0 over HTTP, sync and async, with one time budget and one size cap for each request.

Errors are those of ports: Unreachable where no usable answer came, RpcRefused where the node said no.
"""

import asyncio
from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Self
from urllib.parse import urlsplit

import httpx
import msgspec

from solver.domain.nesting import require_shallow
from solver.ports import Refused, Unreachable

MAX_RESPONSE_BYTES = 64 * 1024 * 1024
_SHOWN_CHARACTERS = 500

Call = tuple[str, Sequence[object]]
"""A method and its positional parameters."""


@dataclass(eq=False)
class RpcRefused(Refused):
    """An error answer; code is the number as text, data the error's data field (of a revert: its 0x-hex bytes)."""

    data: object = None


class JsonRpc:
    """A blocking client of one endpoint, whose budget is of each wait; use it as a context, or close it."""

    def __init__(self, url: str, timeout_s: float = 10.0, max_response_bytes: int = MAX_RESPONSE_BYTES) -> None:
        self.url = url
        self._who = _who(url)
        self._cap = max_response_bytes
        self._http = httpx.Client(timeout=timeout_s, verify=url.startswith("https:"), trust_env=False)

    def call(self, method: str, params: Sequence[object] = ()) -> Any:
        """The result of one call; raises Unreachable or RpcRefused."""
        return _result(self._who, self._post(_request(0, method, params)))

    def batch(self, calls: Sequence[Call]) -> list[Any]:
        """The results of several calls sent as one request, in order; the first error answer raises."""
        if not calls:
            return []
        answer = self._post([_request(i, method, params) for i, (method, params) in enumerate(calls)])
        return _results(self._who, answer, len(calls))

    def close(self) -> None:
        """Close the connections."""
        self._http.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def _post(self, body: object) -> Any:
        try:
            with self._http.stream("POST", self.url, content=_encode(body), headers=_HEADERS) as response:
                return _decode(self._who, response.status_code, _capped(self._who, response.iter_bytes(), self._cap))
        except httpx.HTTPError as error:
            raise Unreachable(self._who, _reason(error)) from error


class AsyncJsonRpc:
    """The same client for asyncio; close it with aclose, or use it as an async context."""

    def __init__(self, url: str, timeout_s: float = 10.0, max_response_bytes: int = MAX_RESPONSE_BYTES) -> None:
        self.url = url
        self._who = _who(url)
        self._cap = max_response_bytes
        self._budget_s = timeout_s
        self._http = httpx.AsyncClient(timeout=timeout_s, verify=url.startswith("https:"), trust_env=False)

    async def call(self, method: str, params: Sequence[object] = ()) -> Any:
        """The result of one call; raises Unreachable or RpcRefused."""
        return _result(self._who, await self._post(_request(0, method, params)))

    async def batch(self, calls: Sequence[Call]) -> list[Any]:
        """The results of several calls sent as one request, in order; the first error answer raises."""
        if not calls:
            return []
        answer = await self._post([_request(i, method, params) for i, (method, params) in enumerate(calls)])
        return _results(self._who, answer, len(calls))

    async def aclose(self) -> None:
        """Close the connections."""
        await self._http.aclose()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None
    ) -> None:
        await self.aclose()

    async def _post(self, body: object) -> Any:
        try:
            async with asyncio.timeout(self._budget_s):  # httpx counts each wait alone: a drip would never end
                return await self._whole(body)
        except TimeoutError as error:
            raise Unreachable(self._who, f"no whole answer within {self._budget_s} s") from error

    async def _whole(self, body: object) -> Any:
        try:
            async with self._http.stream("POST", self.url, content=_encode(body), headers=_HEADERS) as response:
                content = await _capped_async(self._who, response.aiter_bytes(), self._cap)
                return _decode(self._who, response.status_code, content)
        except httpx.HTTPError as error:
            raise Unreachable(self._who, _reason(error)) from error


_HEADERS = {"Content-Type": "application/json"}


def _who(url: str) -> str:
    """Host and port only: a path or query may hold an access key."""
    return urlsplit(url).netloc.rpartition("@")[2] or "?"


def _reason(error: httpx.HTTPError) -> str:
    return f"{type(error).__name__}: {error}"[:_SHOWN_CHARACTERS]


def _request(number: int, method: str, params: Sequence[object]) -> dict[str, object]:
    return {"jsonrpc": "2.0", "id": number, "method": method, "params": list(params)}


def _encode(body: object) -> bytes:
    return msgspec.json.encode(body)


def _capped(who: str, chunks: Iterator[bytes], cap: int) -> bytes:
    body = bytearray()
    for chunk in chunks:
        _grow(who, body, chunk, cap)
    return bytes(body)


async def _capped_async(who: str, chunks: AsyncIterator[bytes], cap: int) -> bytes:
    body = bytearray()
    async for chunk in chunks:
        _grow(who, body, chunk, cap)
    return bytes(body)


def _grow(who: str, body: bytearray, chunk: bytes, cap: int) -> None:
    body += chunk
    if len(body) > cap:
        raise Refused(who, "response_too_large", f"more than {cap} bytes")


def _decode(who: str, status: int, content: bytes) -> Any:
    """The JSON of an answer. Nodes answer errors with any status, so a JSON body counts before the status does."""
    try:
        return msgspec.json.decode(require_shallow(content))
    except (msgspec.DecodeError, RecursionError) as error:
        shown = content[:_SHOWN_CHARACTERS].decode(errors="replace")
        if status >= httpx.codes.INTERNAL_SERVER_ERROR:
            raise Unreachable(who, f"HTTP {status}: {shown}") from error
        raise Refused(who, f"http_{status}", shown) from error


def _result(who: str, answer: object) -> Any:
    if not isinstance(answer, dict):
        raise Refused(who, "malformed", f"not a JSON-RPC answer: {answer!r}"[:_SHOWN_CHARACTERS])
    error = answer.get("error")
    if error is not None:
        fields = error if isinstance(error, dict) else {"message": str(error)}
        message = str(fields.get("message", ""))[:_SHOWN_CHARACTERS]
        raise RpcRefused(who, str(fields.get("code", "unknown")), message, fields.get("data"))
    if "result" not in answer:
        raise Refused(who, "malformed", f"neither result nor error: {answer!r}"[:_SHOWN_CHARACTERS])
    return answer["result"]


def _results(who: str, answer: object, count: int) -> list[Any]:
    if isinstance(answer, dict):  # a batch refused as a whole
        _result(who, answer)
    if not isinstance(answer, list):
        raise Refused(who, "malformed", f"not a batch answer: {answer!r}"[:_SHOWN_CHARACTERS])
    by_id = {item.get("id"): item for item in answer if isinstance(item, dict)}
    missing = [i for i in range(count) if i not in by_id]
    if missing:
        raise Refused(who, "malformed", f"a batch of {count} answered without ids {missing[:10]}")
    return [_result(who, by_id[i]) for i in range(count)]
