"""The house's memory: one JSON line for each fact, on disk before anybody is told of it.

A kill can only tear the last line; a torn line was never acknowledged and is cut off when the journal is opened.
"""

import errno
import os
from pathlib import Path

import msgspec

from solver.sandbox.auction import messages as wire


class Opened(wire.Message, frozen=True, tag="opened"):
    """An intent arrived and its auction is open."""

    listing: wire.Listing
    intent_hash: wire.HexHash
    posted: wire.PostedIntent


class Answered(wire.Message, frozen=True, tag="answered"):
    """A bidder bid, or declined where executor and amount are null."""

    auction_id: wire.HexHash
    bidder: wire.HexAddress
    executor: wire.HexAddress | None
    amount: wire.Decimal | None


class Closed(wire.Message, frozen=True, tag="closed"):
    """The auction is over; winner and award are null where nobody bid."""

    auction_id: wire.HexHash
    block: int
    winner: wire.HexAddress | None
    award: wire.Award | None


Fact = Opened | Answered | Closed


class Journal:
    """An append-only file of facts, owned by one house."""

    def __init__(self, path: Path) -> None:
        """Open or create the file; raises msgspec.MsgspecError where a whole line is no fact."""
        self._file = path.open("a+b", buffering=0)
        try:
            self.facts = self._replay()
        except BaseException:
            self._file.close()
            raise

    def append(self, fact: Fact) -> None:
        """When this returns the fact is on disk; when it raises nothing of it is in the file."""
        line = msgspec.json.encode(fact) + b"\n"
        end = self._file.seek(0, os.SEEK_END)
        try:
            self._write(line)
        except OSError:
            self._file.truncate(end)
            raise

    def _write(self, line: bytes) -> None:
        if self._file.write(line) != len(line):
            raise OSError(errno.ENOSPC, "the journal took only a part of a line")
        os.fdatasync(self._file.fileno())

    def close(self) -> None:
        """Close the file."""
        self._file.close()

    def _replay(self) -> tuple[Fact, ...]:
        self._file.seek(0)
        *lines, torn = self._file.read().split(b"\n")
        if torn:
            self._file.truncate(sum(len(line) + 1 for line in lines))
        return tuple(msgspec.json.decode(line, type=Fact) for line in lines)
