"""Whether the journal is what was written: its chain, its seals, its events, and the tables that follow from it.

Every fault names the event where it shows. What a thief of the database could do is found so:
    an event changed        its hash is not that of its content
    its hash changed too    the next event does not follow it; where none does, a seal knows another hash
    one dropped or put in   a gap in the sequence, or a hash that does not follow
    the tail cut            a seal of an event that is not there
    all written anew        the seals were taken of other hashes
    the seals removed       there are events, and none of them
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice, zip_longest
from tempfile import TemporaryDirectory
from typing import Any

from sqlalchemy import Connection, Engine, Row, Table, create_engine, select

from solver.adapters.store import tables as t
from solver.adapters.store.chain import START, Link, hash_after
from solver.adapters.store.codec import CodecError, decode_event
from solver.adapters.store.engine import reading
from solver.adapters.store.journal import Recorded, fold, recorded
from solver.adapters.store.seals import Seal
from solver.domain.primitives import Address, Hash

_AT_ONCE = 10_000


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong; sequence: of the event where it shows, None where it is about none."""

    sequence: int | None
    detail: str

    def __str__(self) -> str:
        return self.detail if self.sequence is None else f"event {self.sequence}: {self.detail}"


@dataclass(frozen=True, slots=True)
class Checked:
    """What was looked at, and what is wrong; sealed: the newest seal's event, 0 where there is none."""

    events: int
    seals: int
    sealed: int
    faults: tuple[Fault, ...]


def check(engine: Engine, seals: Iterable[Seal], identity: Address, *, tables: bool = True) -> Checked:
    """Read everything once, as of one moment. tables: fold the journal again, in a file of its own, and compare."""
    taken = tuple(seals)
    faults: list[Fault] = []
    with reading(engine).begin() as connection:
        ends = dict.fromkeys((seal.sequence for seal in taken), Hash("")) | {1: Hash("")}
        count = 0
        for sequence, fault in _chain_faults(connection, ends):
            count = sequence
            faults += [] if fault is None else [fault]
        faults += _seal_faults(taken, ends, count, identity)
        if count and not taken:
            faults.append(Fault(None, "no seal is there: they were removed, or no solver has run since the upgrade"))
        if tables and all(fault.sequence is None for fault in faults):
            faults += _table_faults(connection)
    return Checked(count, len(taken), max((seal.sequence for seal in taken), default=0), tuple(faults))


def _chain_faults(connection: Connection, ends: dict[int, Hash]) -> Iterator[tuple[int, Fault | None]]:
    """After each event its sequence, and what is wrong with it; fills in the hashes at the sequences that ends has."""
    before = START
    for row in _events(connection):
        yield row.sequence, _event_fault(before, row)
        before = Link(row.sequence, Hash(row.hash))
        if row.sequence in ends:
            ends[row.sequence] = before.hash


def _events(connection: Connection) -> Iterator[Row[Any]]:
    """In order, a few at a time."""
    last = -(2**62)
    while True:
        query = select(t.journal).where(t.journal.c.sequence > last).order_by(t.journal.c.sequence)
        rows = connection.execute(query.limit(_AT_ONCE)).all()
        if not rows:
            return
        yield from rows
        last = rows[-1].sequence


def _event_fault(before: Link, row: Row[Any]) -> Fault | None:
    if row.sequence != before.sequence + 1:
        return Fault(row.sequence, f"{row.type} follows event {before.sequence}: events between them are missing")
    if row.hash != hash_after(before.hash, dict(row._mapping)):  # noqa: SLF001 (SQLAlchemy's public name for it)
        return Fault(row.sequence, f"{row.type} is not what its hash was made of, or the event before it is not")
    try:
        decode_event(row.type, row.payload)
    except CodecError as error:
        return Fault(row.sequence, f"{error}"[:200])
    return None


def _seal_faults(seals: tuple[Seal, ...], ends: dict[int, Hash], count: int, identity: Address) -> Iterator[Fault]:
    for seal in seals:
        if seal.signer() != identity:
            yield Fault(None, f"the seal of event {seal.sequence} is not signed by {identity}")
        elif seal.sequence > count:
            yield Fault(
                count, f"the last one; event {seal.sequence} was sealed at block {seal.block_number}: the tail is cut"
            )
        elif seal.hash != ends[seal.sequence]:
            yield Fault(seal.sequence, f"its hash is another than was sealed at block {seal.block_number}")
        elif seal.first != ends[1]:
            yield Fault(1, f"another journal than the one sealed at block {seal.block_number} began with")


def _table_faults(connection: Connection) -> Iterator[Fault]:
    """The first row of each table that a rebuild would change."""
    with TemporaryDirectory(prefix="hedgerow-check-") as folder:
        scratch = create_engine(f"sqlite:///{folder}/folded.db")
        try:
            with scratch.begin() as folded:
                t.metadata.create_all(folded)
                fold(_decoded(connection), folded)
                for table in t.projections:
                    yield from islice(_differences(table, connection, folded), 1)
        finally:
            scratch.dispose()


def _decoded(connection: Connection) -> Iterator[Recorded]:
    return (recorded(row) for row in _events(connection))


def _differences(table: Table, stood: Connection, folded: Connection) -> Iterator[Fault]:
    query = select(table).order_by(*table.primary_key)
    for was, follows in zip_longest(stood.execute(query), folded.execute(query)):
        if was != follows:
            wrong = f"{tuple(was)!r:.120}" if was is not None else f"without {tuple(follows)!r:.120}"
            yield Fault(None, f"table {table.name} does not follow from the journal (hedgerow db rebuild): {wrong}")
