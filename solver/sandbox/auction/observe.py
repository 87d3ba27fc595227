"""What the house tells its operator, one JSON line an event, on stderr; never a bid before its close."""

import sys
from typing import TextIO

import structlog

from solver.sandbox.auction.journal import Closed, Fact, Opened


class Observer:
    """One method for each event that matters."""

    def __init__(self, stream: TextIO = sys.stderr) -> None:
        self._log = structlog.wrap_logger(
            structlog.PrintLogger(stream),
            processors=[structlog.processors.TimeStamper(fmt="iso"), structlog.processors.JSONRenderer()],
        )

    def recorded(self, fact: Fact) -> None:
        """A fact is on disk."""
        if isinstance(fact, Opened):
            self._log.msg("auction_opened", auction=fact.listing.auction_id, block=fact.listing.opens_at_block)
        elif isinstance(fact, Closed):
            self._log.msg("auction_closed", auction=fact.auction_id, block=fact.block, winner=fact.winner)

    def unanswered(self, auction_id: str, missing: list[str]) -> None:
        """An auction closes without these bidders."""
        self._log.msg("bidders_silent", auction=auction_id, missing=missing)

    def winners_silent(self, block: int) -> None:
        """The slot goes on although a winner has sent no bundle for the next block."""
        self._log.msg("winners_silent", block=block)

    def look_failed(self, detail: str) -> None:
        """The chain or the slot clock did not answer; the house asks again."""
        self._log.msg("look_failed", detail=detail)
