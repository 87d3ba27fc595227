"""The journal in a database: each event and its projections are written in one transaction."""

from sqlalchemy import Connection, Engine, delete, insert, select

from solver.adapters.store import tables as t
from solver.adapters.store.codec import VERSION, decode_event, encode_event
from solver.adapters.store.projections import Projector
from solver.domain.events import Event, auction_of
from solver.ports import Clock


class SqlJournal:
    """Appends events of one run; may be called from any one thread at a time."""

    def __init__(self, engine: Engine, run_id: str, clock: Clock) -> None:
        self._engine = engine
        self._run_id = run_id
        self._clock = clock

    def append(self, *events: Event) -> None:
        with self._engine.begin() as connection:
            for event in events:
                self._write(connection, event)

    def _write(self, connection: Connection, event: Event) -> None:
        at_ns = self._clock.now_ns()
        name, payload = encode_event(event)
        row = {"run_id": self._run_id, "recorded_at_ns": at_ns, "type": name, "version": VERSION}
        row |= {"auction_id": auction_of(event), "payload": payload}
        written = connection.execute(insert(t.journal).values(row)).inserted_primary_key
        Projector(connection, int(written[0]), at_ns).project(event)  # type: ignore[index] # an insert of one row has a key


def rebuild(engine: Engine) -> int:
    """Empty all projections and fold the journal into them again, in one transaction; the number of events folded."""
    with engine.begin() as connection:
        for table in reversed(t.projections):
            connection.execute(delete(table))
        count = 0
        for row in connection.execute(select(t.journal).order_by(t.journal.c.sequence)):
            event = decode_event(row.type, row.payload)
            Projector(connection, row.sequence, row.recorded_at_ns).project(event)
            count += 1
        return count
