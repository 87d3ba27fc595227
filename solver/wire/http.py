"""HTTP with one time budget and one size cap for each request; redirects are never followed.

Errors are those of ports: Unreachable where no usable answer came, Refused where the answer is larger than allowed.
A status is handed up as it is: what it means is the adapter's business.
"""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit

import httpx

from solver.ports import Refused, Unreachable

MAX_RESPONSE_BYTES = 4 * 1024 * 1024
SHOWN_CHARACTERS = 300


@dataclass(frozen=True, slots=True)
class Answer:
    """A whole response."""

    status: int
    body: bytes

    def shown(self) -> str:
        """The start of the body for a person, whatever bytes it holds."""
        return self.body[:SHOWN_CHARACTERS].decode(errors="replace")


class HttpClient:
    """A client of one server; paths given to it start with '/'. Close it with aclose, or use it as a context."""

    def __init__(self, url: str, timeout_s: float = 5.0, max_response_bytes: int = MAX_RESPONSE_BYTES) -> None:
        self._base = url.rstrip("/")
        self.who = urlsplit(url).netloc.rpartition("@")[2] or "?"
        self._cap = max_response_bytes
        self._budget_s = timeout_s
        self._timeout = httpx.Timeout(timeout_s)
        self._http = httpx.AsyncClient(timeout=self._timeout, verify=url.startswith("https:"), trust_env=False)

    async def request(
        self, method: str, path: str, content: bytes = b"", headers: Mapping[str, str] | None = None
    ) -> Answer:
        """One request; the bytes given are the bytes sent."""
        try:
            async with asyncio.timeout(self._budget_s):  # httpx counts each wait alone: a drip would never end
                return await self._whole(method, path, content, headers)
        except TimeoutError as error:
            raise Unreachable(self.who, f"no whole answer within {self._budget_s} s") from error

    async def _whole(self, method: str, path: str, content: bytes, headers: Mapping[str, str] | None) -> Answer:
        async with self._open(method, path, content, headers, self._timeout) as response:
            body = bytearray()
            async for chunk in response.aiter_bytes():
                body += chunk
                if len(body) > self._cap:
                    raise Refused(self.who, "response_too_large", f"more than {self._cap} bytes")
            return Answer(response.status_code, bytes(body))

    @asynccontextmanager
    async def stream(
        self, path: str, headers: Mapping[str, str], silence_s: float
    ) -> AsyncIterator[tuple[int, AsyncIterator[bytes]]]:
        """An open-ended GET: its status, and chunks as they come. Unreachable when nothing comes for silence_s."""
        timeout = httpx.Timeout(silence_s, connect=min(5.0, silence_s))
        async with self._open("GET", path, b"", headers, timeout) as response:
            yield response.status_code, response.aiter_bytes()

    @asynccontextmanager
    async def _open(
        self,
        method: str,
        path: str,
        content: bytes,
        headers: Mapping[str, str] | None,
        timeout: httpx.Timeout,
    ) -> AsyncIterator[httpx.Response]:
        try:
            request = self._http.stream(method, self._base + path, content=content, headers=headers, timeout=timeout)
            async with request as response:
                yield response
        except httpx.HTTPError as error:
            raise Unreachable(self.who, f"{type(error).__name__}: {error}"[:SHOWN_CHARACTERS]) from error

    async def aclose(self) -> None:
        """Close the connections."""
        await self._http.aclose()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None
    ) -> None:
        await self.aclose()
