"""The journal in a database: each event and its projections are written in one transaction."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Engine, Row, delete, insert, select

from solver.adapters.store import tables as t
from solver.adapters.store.chain import Link, hash_after, newest
from solver.adapters.store.codec import VERSION, decode_event, encode_event
from solver.adapters.store.engine import reading
from solver.adapters.store.projections import Projector
from solver.adapters.store.seals import SealFile
from solver.domain.events import Event, auction_of
from solver.domain.primitives import Hash
from solver.ports import Clock


class SqlJournal:
    """Appends events of one run; may be called from any one thread at a time, and is its database's only writer.

    seals: where its end is sealed; None: nowhere. written: told of events whose rows are there, before the commit
    """

    def __init__(
        self,
        engine: Engine,
        run_id: str,
        clock: Clock,
        seals: SealFile | None = None,
        written: Callable[[tuple[Event, ...]], None] | None = None,
    ) -> None:
        self._engine = engine
        self._run_id = run_id
        self._clock = clock
        self._seals = seals
        self._written = written
        self._end: Link | None = None
        self._first: Hash | None = None

    def append(self, *events: Event) -> None:
        with self._engine.begin() as connection:
            end = self._end or newest(connection)
            for event in events:
                end = self._write(connection, event, end)
            if self._written is not None:
                self._written(events)
        self._end = end

    def seal(self, block_number: int) -> None:
        if self._seals is None:
            return
        if self._first is None or self._end is None:
            with reading(self._engine).begin() as connection:
                self._first, self._end = _first_hash(connection), newest(connection)
        if self._first is not None:
            self._seals.seal(self._first, self._end, block_number, self._clock.now_ns())

    def _write(self, connection: Connection, event: Event, before: Link) -> Link:
        at_ns = self._clock.now_ns()
        name, payload = encode_event(event)
        row = {"sequence": before.sequence + 1, "run_id": self._run_id, "recorded_at_ns": at_ns, "type": name}
        row |= {"version": VERSION, "auction_id": auction_of(event), "payload": payload}
        end = Link(before.sequence + 1, hash_after(before.hash, row))
        connection.execute(insert(t.journal).values(row | {"hash": end.hash}))
        Projector(connection, end.sequence, at_ns).project(event)
        return end


def _first_hash(connection: Connection) -> Hash | None:
    row = connection.execute(select(t.journal.c.hash).where(t.journal.c.sequence == 1)).first()
    return None if row is None else Hash(row.hash)


@dataclass(frozen=True, slots=True)
class Recorded:
    """An event read back, with its place and time."""

    sequence: int
    at_ns: int
    event: Event


def recorded(row: Row[Any]) -> Recorded:
    """From a row of the journal. Raises CodecError."""
    return Recorded(row.sequence, row.recorded_at_ns, decode_event(row.type, row.payload))


def rebuild(engine: Engine) -> int:
    """Empty all projections and fold the journal into them again, in one transaction; the number of events folded."""
    with engine.begin() as connection:
        for table in reversed(t.projections):
            connection.execute(delete(table))
        rows = connection.execute(select(t.journal).order_by(t.journal.c.sequence))
        return fold((recorded(row) for row in rows), connection)


def fold(events: Iterable[Recorded], into: Connection) -> int:
    """Write what follows from the events into empty projections; how many they were."""
    count = 0
    for one in events:
        Projector(into, one.sequence, one.at_ns).project(one.event)
        count += 1
    return count
