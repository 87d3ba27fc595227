"""From one journal event to the rows of the projections; the same code feeds them live and rebuilds them.

A stage repeated after a restart, and a block scanned again after a reorganisation, replace their rows. An ending is
inserted and never replaced: a second one is an error.
"""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Table, and_, delete, insert, select, update

from solver.adapters.store import rows
from solver.adapters.store import tables as t
from solver.domain import events as e
from solver.domain.ending import Declined, Expired, Lost, Reverted, Settled, ending_kind


@dataclass(frozen=True, slots=True)
class Projector:
    """Writes what one event says into the caller's transaction; at_ns is when it was recorded."""

    connection: Connection
    sequence: int
    at_ns: int

    def project(self, event: e.Event) -> None:
        """All rows of one event."""
        match event:
            case e.RunStarted():
                self._insert(t.runs, rows.run(event) | {"started_at_ns": self.at_ns})
            case e.BalanceOpened():
                self._replace(t.balances, rows.balance(event))
            case e.AuctionSeen():
                self._insert_once(t.auctions, rows.listing(event.listing) | {"seen_at_ns": self.at_ns})
            case e.IntentReceived():
                self._replace(t.intents, rows.intent(event))
            case e.Planned():
                self._replace(t.plans, rows.plan(event))
            case e.Solved():
                self._solved(event)
            case e.BidPlaced():
                self._replace(t.bids, rows.bid(event) | {"placed_at_ns": self.at_ns})
            case e.AuctionClosed():
                self._closed(event)
            case e.Awarded():
                self._replace(t.awards, rows.award(event))
            case e.BundleSubmitted():
                self._submitted(event)
            case e.RelayAnswered():
                self._answered(event)
            case e.Mined():
                self._replace(t.settlements, rows.mined(event))
            case e.TransferSeen():
                self._replace(t.transfers, rows.transfer(event))
            case e.BlockScanned():
                self._replace(t.scanned_blocks, rows.block(event.block))
            case e.Ended():
                self._ended(event)
            case e.StageTimed():
                self._insert(t.stage_timings, rows.timing(event))
            case e.Incident():
                row = {"kind": event.kind, "detail": event.detail, "recorded_at_ns": self.at_ns}
                self._insert(t.incidents, row)

    def _solved(self, event: e.Solved) -> None:
        for role, route in (("chosen", event.route), ("single_path", event.single_path)):
            if route is None:
                continue
            self._insert(t.routes, rows.route(event, role, route))
            for row in rows.hops(role, route):
                self._insert(t.hops, row)

    def _closed(self, event: e.AuctionClosed) -> None:
        result = event.result
        closed = {"closed_at_block": result.closed_at_block, "winner": result.winner}
        of_auction = t.auctions.c.auction_id == result.auction_id
        self.connection.execute(update(t.auctions).where(of_auction).values(closed))
        for row in rows.competitor_bids(event):
            self._replace(t.competitor_bids, row)

    def _submitted(self, event: e.BundleSubmitted) -> None:
        self._replace(t.submissions, rows.submission(event) | {"submitted_at_ns": self.at_ns})

    def _answered(self, event: e.RelayAnswered) -> None:
        c = t.submissions.c
        same = and_(c.auction_id == event.auction_id, c.relay == event.relay, c.bundle_hash == event.bundle_hash)
        answer = {"answered_at_ns": self.at_ns, "error": event.error}
        unanswered = and_(same, c.answered_at_ns.is_(None))
        self.connection.execute(update(t.submissions).where(unanswered).values(answer))

    def _ended(self, event: e.Ended) -> None:
        row: rows.Row = {"auction_id": event.auction_id, "intent_hash": event.intent_hash, "ended_at_ns": self.at_ns}
        self._insert(t.endings, row | {"kind": ending_kind(event.ending), "detail": rows.detail(event.ending)})
        match event.ending:
            case Declined(reason, detail):
                row = {"auction_id": event.auction_id, "reason": reason.value, "detail": detail}
                self._insert(t.refusals, row)
            case Settled():
                for row in rows.settled_amounts(event.auction_id, event.ending):
                    self._insert(t.settled_amounts, row)
            case Lost() | Reverted() | Expired():
                pass

    def _insert(self, table: Table, row: rows.Row) -> None:
        if "sequence" in table.c:
            row = row | {"sequence": self.sequence}
        self.connection.execute(insert(table).values(row))

    def _replace(self, table: Table, row: rows.Row) -> None:
        self.connection.execute(delete(table).where(_same_key(table, row)))
        self._insert(table, row)

    def _insert_once(self, table: Table, row: rows.Row) -> None:
        if self.connection.execute(select(table).where(_same_key(table, row))).first() is None:
            self._insert(table, row)


def _same_key(table: Table, row: rows.Row) -> Any:
    return and_(*(column == row[column.name] for column in table.primary_key))
