"""The event stream over a real socket."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import httpx
import pytest

from solver.sandbox.auction import messages as wire
from solver.sandbox.auction.codec import decode
from solver.sandbox.auction.journal import Journal, Opened

if TYPE_CHECKING:
    from tests.integration.auction.conftest import HouseProcess, Saleroom


class Reading:
    """An open stream, read event by event."""

    def __init__(self, response: httpx.Response) -> None:
        self.response = response
        self._lines = response.iter_lines()

    def events(self, count: int) -> list[tuple[int, str, str]]:
        """The next events: id, name, data."""
        found: list[tuple[int, str, str]] = []
        fields: dict[str, str] = {}
        while len(found) < count:
            name, _, value = next(self._lines).partition(": ")
            if name:
                fields[name] = value
            elif "id" in fields:
                found.append((int(fields["id"]), fields["event"], fields["data"]))
                fields = {}
        return found

    def comment(self, text: str) -> None:
        """Read up to that comment."""
        while next(self._lines) != text:
            pass


@contextmanager
def reading(house: "HouseProcess", after: int | None = None) -> Iterator[Reading]:
    headers = {} if after is None else {"Last-Event-ID": str(after)}
    with (
        httpx.Client(trust_env=False, timeout=10.0) as http,
        http.stream("GET", f"{house.url}/v1/stream", headers=headers) as response,
    ):
        assert response.headers["Content-Type"].startswith("text/event-stream")
        yield Reading(response)


def close(saleroom: "Saleroom", auction: str) -> None:
    for bidder in (saleroom.alice, saleroom.bob):
        bidder.decline(saleroom.house, auction)


def test_a_reader_hears_what_happened_before_and_what_happens_now(own_saleroom: "Saleroom") -> None:
    first = own_saleroom.opened()
    with reading(own_saleroom.house) as stream:
        assert [(i, name) for i, name, _ in stream.events(1)] == [(1, "opened")]
        close(own_saleroom, first)
        ((number, name, data),) = stream.events(1)
    assert (number, name) == (2, "closed")
    assert decode(data.encode(), wire.ClosedNotice).auction_id == first


def test_a_reader_that_was_cut_off_resumes_without_loss_or_repetition(own_saleroom: "Saleroom") -> None:
    first = own_saleroom.opened()
    with reading(own_saleroom.house) as stream:
        seen = stream.events(1)
        answer = own_saleroom.house.http.post("/control/faults", json={"disconnectStreams": True})
        assert answer.status_code == 200
        with pytest.raises(httpx.RemoteProtocolError):
            stream.events(1)
    close(own_saleroom, first)
    second = own_saleroom.opened(own_saleroom.desk.make(skip=1))
    with reading(own_saleroom.house, after=seen[-1][0]) as stream:
        seen += stream.events(2)
        close(own_saleroom, second)
        seen += stream.events(1)
    assert [number for number, _, _ in seen] == [1, 2, 3, 4]
    assert [name for _, name, _ in seen] == ["opened", "closed", "opened", "closed"]


def test_stream_and_polling_tell_the_same(own_saleroom: "Saleroom") -> None:
    close(own_saleroom, own_saleroom.opened())
    with reading(own_saleroom.house) as stream:
        streamed = stream.events(2)
    polled = own_saleroom.events()
    assert [(event["id"], event["type"]) for event in polled] == [(number, name) for number, name, _ in streamed]
    assert own_saleroom.house.http.get("/v1/auctions?after=1&limit=1").json()["next"] == 2
    assert own_saleroom.house.http.get("/v1/auctions?after=2").json() == {"events": [], "next": 2}


def test_a_reader_that_reads_nothing_is_cut_off_and_the_others_are_served(
    own_saleroom: "Saleroom", tmp_path: Path
) -> None:
    own_saleroom.opened()
    own_saleroom.house.end()
    lengthen(tmp_path / "auction.jsonl", 4_000)
    own_saleroom.house = own_saleroom.start("--stall-s", "0.2", "--silence-s", "0.5")
    host, port = own_saleroom.house.url.removeprefix("http://").split(":")
    with socket.socket() as slow:
        slow.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        slow.settimeout(20)
        slow.connect((host, int(port)))
        slow.sendall(b"GET /v1/stream HTTP/1.1\r\nHost: x\r\n\r\n")
        with reading(own_saleroom.house) as quick:
            assert quick.events(4_001)[-1][0] == 4_001
            quick.comment(": still here")  # so the slow one has been given up by now
        taken = drain(slow)
    assert 0 < taken.count(b"id: ") < 4_001


def drain(slow: socket.socket) -> bytes:
    """Everything up to the end that the house made."""
    taken = bytearray()
    while chunk := slow.recv(65_536):
        taken += chunk
    return bytes(taken)


def lengthen(path: Path, count: int) -> None:
    """A history of that many more auctions, as the house itself writes them."""
    journal = Journal(path)
    journal.close()
    (opened,) = (fact for fact in journal.facts if isinstance(fact, Opened))
    line = path.read_bytes()
    old = opened.listing.auction_id.encode()
    with path.open("ab") as file:
        file.writelines(line.replace(old, b"0x%064x" % number) for number in range(1, count + 1))
