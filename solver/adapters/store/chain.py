"""The journal's hash chain: each event's hash covers the event, its place, and the hash of the event before it.

hash = sha256(hash before, JSON array of [sequence, run_id, recorded_at_ns, type, version, auction_id, payload]); before
the first event stand 32 zero bytes. So no event can be changed, dropped, moved or put in without every later hash being
another.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import msgspec
from sqlalchemy import Connection, select

from solver.adapters.store import tables as t
from solver.domain.primitives import ZERO_HASH, Hash

COVERED = ("sequence", "run_id", "recorded_at_ns", "type", "version", "auction_id", "payload")


@dataclass(frozen=True, slots=True)
class Link:
    """An event's place and hash."""

    sequence: int
    hash: Hash


START = Link(0, ZERO_HASH)


def hash_after(before: Hash, row: Mapping[str, Any]) -> Hash:
    """The hash of an event that follows the one with hash `before`. row: the journal's columns."""
    covered = msgspec.json.encode([row[name] for name in COVERED])
    return Hash("0x" + hashlib.sha256(bytes.fromhex(before[2:]) + covered).hexdigest())


def newest(connection: Connection) -> Link:
    """The journal's end."""
    query = select(t.journal.c.sequence, t.journal.c.hash).order_by(t.journal.c.sequence.desc()).limit(1)
    row = connection.execute(query).first()
    return START if row is None else Link(row.sequence, Hash(row.hash))
