"""Every event that matters to the business, as one JSON line named after it.

Lines say who, what and how much; never keys, signatures or raw transactions, which nothing here is ever given.
"""

import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, TextIO

import structlog

from solver.domain import events as e
from solver.domain.ending import ending_kind
from solver.ports import Journal

LEVELS = {"debug": logging.DEBUG, "info": logging.INFO, "warning": logging.WARNING, "error": logging.ERROR}


class _Both:
    """A text file that writes to several."""

    def __init__(self, *files: TextIO) -> None:
        self._files = files

    def write(self, text: str) -> int:
        for file in self._files:
            file.write(text)
        return len(text)

    def flush(self) -> None:
        for file in self._files:
            file.flush()


@contextmanager
def open_log(level: str, file: Path | None) -> Iterator[Any]:
    """A logger of JSON lines to standard error and, where named, to a file that is appended to."""
    if file is None:
        yield json_log(level, sys.stderr)
        return
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("a", encoding="utf-8", buffering=1) as opened:
        yield json_log(level, sys.stderr, opened)


def json_log(level: str, *streams: TextIO) -> Any:
    """A logger that writes one JSON object a line to each stream."""
    return structlog.wrap_logger(
        structlog.PrintLogger(_Both(*streams)),  # type: ignore[arg-type] # it writes and flushes, which is all that is used
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True, key="at"),
            structlog.processors.EventRenamer("event"),
            structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(LEVELS[level]),
    )


class Observer:
    """One method for each event."""

    def __init__(self, log: Any) -> None:
        self._log = log

    def run_started(self, event: e.RunStarted) -> None:
        """A process began."""
        self._log.info("run_started", run=event.run_id, version=event.version, config=event.config_hash)

    def balance_opened(self, event: e.BalanceOpened) -> None:
        """An account's books are open."""
        self._log.debug("balance_opened", account=event.account, role=event.role, token=event.token, units=event.units)

    def auction_seen(self, event: e.AuctionSeen) -> None:
        """A listing reached us."""
        listing = event.listing
        pair = {"sell": listing.sell_token, "buy": listing.buy_token, "side": listing.side.value}
        closes = listing.bids_close_at_block
        self._log.info("auction_seen", auction=listing.auction_id, **pair, size=listing.size_bucket, closes=closes)

    def intent_received(self, event: e.IntentReceived) -> None:
        """The full intent reached us."""
        info = event.auctioned.signed.intent.info
        auction_id = event.auctioned.listing.auction_id
        self._log.info("intent_received", auction=auction_id, intent=event.intent_hash, swapper=info.swapper)

    def planned(self, event: e.Planned) -> None:
        """The hedge is known."""
        plan = event.plan
        size = {"amount": str(plan.amount), "limit": str(plan.limit)}
        self._log.info("planned", auction=event.auction_id, side=plan.side.value, **size)

    def solved(self, event: e.Solved) -> None:
        """A route is found."""
        route = event.route
        amounts = {"amount_in": str(route.amount_in), "amount_out": str(route.amount_out), "hops": len(route.hops)}
        proof = {"method": route.certificate.method, "gap": route.certificate.gap, "ms": route.certificate.solve_ms}
        self._log.info("solved", auction=event.auction_id, block=event.block.number, **amounts, **proof)

    def bid_placed(self, event: e.BidPlaced) -> None:
        """We are about to bid."""
        self._log.info("bid_placed", auction=event.auction_id, amount=str(event.bid.amount))

    def auction_closed(self, event: e.AuctionClosed) -> None:
        """The house closed an auction."""
        result = event.result
        self._log.info("auction_closed", auction=result.auction_id, winner=result.winner, bids=len(result.bids))

    def awarded(self, event: e.Awarded) -> None:
        """We won."""
        award = event.award
        self._log.info("awarded", auction=award.auction_id, exclusive_until=award.cosigned.exclusive_until)

    def bundle_submitted(self, event: e.BundleSubmitted) -> None:
        """We are about to submit; only hashes are said."""
        place = {
            "relay": event.relay,
            "block": event.bundle.target_block,
            "transactions": len(event.bundle.transactions),
        }
        self._log.info(
            "bundle_submitted", auction=event.auction_id, bundle=event.bundle_hash, tx=event.tx_hash, **place
        )

    def relay_answered(self, event: e.RelayAnswered) -> None:
        """The relay took the bundle or did not."""
        log = self._log.info if event.error is None else self._log.warning
        log("relay_answered", auction=event.auction_id, relay=event.relay, bundle=event.bundle_hash, error=event.error)

    def mined(self, event: e.Mined) -> None:
        """Our transaction is in a block."""
        receipt = event.receipt
        place = {"block": receipt.block_number, "index": receipt.tx_index}
        cost = {"succeeded": receipt.succeeded, "gas": receipt.gas_used, "fee_wei": str(receipt.fee_wei)}
        self._log.info("mined", auction=event.auction_id, tx=receipt.tx_hash, **place, **cost)

    def transfer_seen(self, event: e.TransferSeen) -> None:
        """A tracked account was paid or paid."""
        parties = {"sender": event.sender, "recipient": event.recipient, "units": str(event.units)}
        self._log.debug("transfer_seen", tx=event.tx_hash, token=event.token, **parties)

    def block_scanned(self, event: e.BlockScanned) -> None:
        """A block is booked."""
        self._log.debug("block_scanned", block=event.block.number, hash=event.block.hash)

    def ended(self, event: e.Ended) -> None:
        """An intent has its ending."""
        kind = ending_kind(event.ending)
        self._log.info(
            "ended", auction=event.auction_id, intent=event.intent_hash, ending=kind, detail=repr(event.ending)
        )

    def stage_timed(self, event: e.StageTimed) -> None:
        """A stage took this long."""
        self._log.debug("stage_timed", auction=event.auction_id, stage=event.stage, ms=event.elapsed_ns / 1e6)

    def incident(self, event: e.Incident) -> None:
        """Something an operator should look at."""
        self._log.warning("incident", kind=event.kind, detail=event.detail)

    def observe(self, event: e.Event) -> None:
        """Say what the event is."""
        match event:
            case e.RunStarted():
                self.run_started(event)
            case e.BalanceOpened():
                self.balance_opened(event)
            case e.AuctionSeen():
                self.auction_seen(event)
            case e.IntentReceived():
                self.intent_received(event)
            case e.Planned():
                self.planned(event)
            case e.Solved():
                self.solved(event)
            case e.BidPlaced():
                self.bid_placed(event)
            case e.AuctionClosed():
                self.auction_closed(event)
            case e.Awarded():
                self.awarded(event)
            case e.BundleSubmitted():
                self.bundle_submitted(event)
            case e.RelayAnswered():
                self.relay_answered(event)
            case e.Mined():
                self.mined(event)
            case e.TransferSeen():
                self.transfer_seen(event)
            case e.BlockScanned():
                self.block_scanned(event)
            case e.Ended():
                self.ended(event)
            case e.StageTimed():
                self.stage_timed(event)
            case e.Incident():
                self.incident(event)


class ObservedJournal:
    """A journal whose events are also said aloud, once they are durable."""

    def __init__(self, journal: Journal, observer: Observer) -> None:
        self._journal = journal
        self._observer = observer

    def append(self, *events: e.Event) -> None:
        self._journal.append(*events)
        with suppress(OSError):  # a log that cannot be written must not stop a settlement under way
            for event in events:
                self._observer.observe(event)

    def seal(self, block_number: int) -> None:
        self._journal.seal(block_number)
