"""A real HTTP server on this machine that answers as a test says: status and bytes, nothing checked."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

_DRIP_S = 0.02


@dataclass(frozen=True, slots=True)
class Asked:
    """One request as it arrived; header names in lower case."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes


@dataclass(frozen=True, slots=True)
class Said:
    """One answer.

    hangs: the connection stays open after it, as a stream's does; cut: it ends without any answer
    drips: its bytes come one at a time, without end before the reader gives up
    """

    body: bytes = b"{}"
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    hangs: bool = False
    cut: bool = False
    drips: bool = False


@dataclass
class ScriptedServer:
    """Its address, what it was asked, and the function that answers."""

    url: str
    answer: Callable[[Asked], Said]
    asked: list[Asked] = field(default_factory=list)


@asynccontextmanager
async def scripted_server(answer: Callable[[Asked], Said]) -> AsyncIterator[ScriptedServer]:
    """Serve on a free port until the block ends."""
    server = ScriptedServer("", answer)
    connections: set[asyncio.Task[None]] = set()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        if task is not None:
            connections.add(task)
        try:
            await _serve(server, reader, writer)
        except (asyncio.CancelledError, ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()

    listening = await asyncio.start_server(serve, "127.0.0.1", 0)
    server.url = f"http://127.0.0.1:{listening.sockets[0].getsockname()[1]}"
    try:
        yield server
    finally:
        listening.close()
        for task in connections:
            task.cancel()
        await asyncio.gather(*connections, return_exceptions=True)
        await listening.wait_closed()


async def _serve(server: ScriptedServer, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    asked = await _read(reader)
    server.asked.append(asked)
    said = server.answer(asked)
    if said.cut:
        return
    lines = [f"HTTP/1.1 {said.status} Scripted", "Connection: close"]
    lines += [f"{name}: {value}" for name, value in said.headers.items()]
    if said.drips:
        await _drip(reader, writer)
        return
    if not said.hangs:
        lines.append(f"Content-Length: {len(said.body)}")
    writer.write("\r\n".join([*lines, "", ""]).encode() + said.body)
    await writer.drain()
    if said.hangs:
        await reader.read()


async def _drip(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """An answer that always has a little more to say."""
    writer.write(b"HTTP/1.1 200 Scripted\r\nContent-Length: 1000000\r\n\r\n")
    while not reader.at_eof():
        writer.write(b" ")
        await writer.drain()
        await asyncio.sleep(_DRIP_S)


async def _read(reader: asyncio.StreamReader) -> Asked:
    first, *rest = (await reader.readuntil(b"\r\n\r\n")).decode().rstrip().split("\r\n")
    method, path, _ = first.split(" ")
    pairs = (line.split(": ", 1) for line in rest)
    headers = {name.lower(): value for name, value in pairs}
    body = await reader.readexactly(int(headers.get("content-length", "0")))
    return Asked(method, path, headers, body)
