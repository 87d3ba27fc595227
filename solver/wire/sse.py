"""Server-sent events: bytes to events, as the WHATWG specification says, with a cap on what one event may hold."""

from collections.abc import AsyncIterator
from dataclasses import dataclass

from solver.ports import Refused

MAX_EVENT_BYTES = 1024 * 1024


@dataclass(frozen=True, slots=True)
class ServerEvent:
    """One event; id is the last one the stream has named so far, None before the first."""

    id: str | None
    event: str
    data: str


class SseParser:
    """Feed it bytes as they come, in any cut; it gives back the events they complete.

    An event without data gives nothing. A line or event above the cap raises Refused.
    """

    def __init__(self, who: str, max_event_bytes: int = MAX_EVENT_BYTES) -> None:
        self._who = who
        self._cap = max_event_bytes
        self._pending = b""
        self._skip_newline = False
        self._first_line = True
        self._id: str | None = None
        self._event = ""
        self._lines: list[str] = []
        self._size = 0

    def feed(self, chunk: bytes) -> list[ServerEvent]:
        """The events that this chunk completes, in order."""
        if self._skip_newline and chunk:
            chunk = chunk.removeprefix(b"\n")
            self._skip_newline = False
        if chunk.endswith(b"\r"):  # its line feed, if any, comes with the next chunk
            self._skip_newline = True
        buffer = (self._pending + chunk).replace(b"\r\n", b"\n").replace(b"\r", b"\n")
        *lines, self._pending = buffer.split(b"\n")
        self._hold(len(self._pending))
        events = (self._line(line) for line in lines)
        return [event for event in events if event is not None]

    def _hold(self, more: int) -> None:
        if self._size + more > self._cap:
            raise Refused(self._who, "event_too_large", f"more than {self._cap} bytes")

    def _line(self, raw: bytes) -> ServerEvent | None:
        if self._first_line:
            raw = raw.removeprefix(b"\xef\xbb\xbf")
            self._first_line = False
        if not raw:
            return self._dispatch()
        self._hold(len(raw))
        name, _, value = raw.decode(errors="replace").partition(":")
        self._field(name, value.removeprefix(" "), len(raw))
        return None

    def _field(self, name: str, value: str, size: int) -> None:
        if name == "data":
            self._lines.append(value)
            self._size += size
        elif name == "event":
            self._event = value
        elif name == "id" and "\0" not in value:
            self._id = value

    def _dispatch(self) -> ServerEvent | None:
        event = ServerEvent(self._id, self._event or "message", "\n".join(self._lines)) if self._lines else None
        self._event, self._lines, self._size = "", [], 0
        return event


async def events(who: str, chunks: AsyncIterator[bytes]) -> AsyncIterator[ServerEvent]:
    """The events of an open stream, until it ends."""
    parser = SseParser(who)
    async for chunk in chunks:
        for event in parser.feed(chunk):
            yield event
