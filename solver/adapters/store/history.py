"""The journal read back, when a process starts."""

from typing import Any

from sqlalchemy import Engine, Row, Select, select

from solver.adapters.store import tables as t
from solver.adapters.store.codec import decode_event
from solver.adapters.store.engine import reading
from solver.domain.chain import BlockRef
from solver.domain.events import Event
from solver.domain.primitives import Address, Hash


class SqlHistory:
    """Reads the same database that the journal of this process writes."""

    def __init__(self, engine: Engine) -> None:
        self._engine = reading(engine)

    def unfinished(self) -> tuple[tuple[Event, ...], ...]:
        open_auctions = (
            select(t.auctions.c.auction_id)
            .outerjoin(t.endings, t.endings.c.auction_id == t.auctions.c.auction_id)
            .where(t.endings.c.auction_id.is_(None))
            .order_by(t.auctions.c.sequence)
        )
        with self._engine.begin() as connection:
            return tuple(
                tuple(decode_event(row.type, row.payload) for row in connection.execute(_events_of(auction_id)))
                for (auction_id,) in connection.execute(open_auctions).all()
            )

    def ended(self, auction_id: Hash) -> bool:
        with self._engine.begin() as connection:
            query = select(t.endings.c.kind).where(t.endings.c.auction_id == auction_id)
            return connection.execute(query).first() is not None

    def opened_balances(self) -> frozenset[tuple[Address, Address]]:
        with self._engine.begin() as connection:
            rows = connection.execute(select(t.balances.c.account, t.balances.c.token))
            return frozenset((row.account, row.token) for row in rows)

    def last_scanned(self) -> BlockRef | None:
        return next(iter(self.trail(1)), None)

    def trail(self, length: int) -> tuple[BlockRef, ...]:
        blocks = t.scanned_blocks
        query = select(blocks).order_by(blocks.c.sequence.desc()).limit(1)
        found: list[BlockRef] = []
        with self._engine.begin() as connection:
            while len(found) < length and (row := connection.execute(query).first()) is not None:
                found.append(_block(row))
                query = select(blocks).where(blocks.c.hash == row.parent_hash)
        return tuple(found)


def _block(row: Row[Any]) -> BlockRef:
    numbers = (row.timestamp, row.base_fee_wei, row.gas_limit)
    return BlockRef(row.number, row.hash, row.parent_hash, *numbers, row.coinbase)


def _events_of(auction_id: str) -> Select[tuple[str, str]]:
    columns = (t.journal.c.type, t.journal.c.payload)
    return select(*columns).where(t.journal.c.auction_id == auction_id).order_by(t.journal.c.sequence)
