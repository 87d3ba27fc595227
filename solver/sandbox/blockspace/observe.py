"""What the block space tells its operator, one JSON line an event, on stderr."""

import sys
from typing import TextIO

import structlog

from solver.sandbox.blockspace.builder import Draft


class Observer:
    """One method for each event that matters."""

    def __init__(self, stream: TextIO = sys.stderr) -> None:
        self._log = structlog.wrap_logger(
            structlog.PrintLogger(stream),
            processors=[structlog.processors.TimeStamper(fmt="iso"), structlog.processors.JSONRenderer()],
        )

    def sealed(self, draft: Draft, draft_ms: int, mine_ms: int) -> None:
        """A block was added to the chain."""
        self._log.msg(
            "block_sealed",
            block=draft.block.number,
            transactions=len(draft.transactions),
            bundles=[entry.scored.order.hash for entry in draft.included if not entry.scored.order.public],
            excluded={entry.order.hash: entry.reason.name.lower() for entry in draft.excluded},
            draft_ms=draft_ms,
            mine_ms=mine_ms,
        )

    def reorganised(self, depth: int, orphaned: int) -> None:
        """The newest blocks were replaced; their transactions are public now."""
        self._log.msg("reorganised", depth=depth, orphaned=orphaned)

    def waited_in_vain(self, block: int, actors: list[str]) -> None:
        """A slot ended at its cap because these actors were not ready."""
        self._log.msg("slot_capped", block=block, missing=actors)

    def failed(self, where: str, error: BaseException) -> None:
        """A request met a bug of ours; its sender was told no more than that."""
        self._log.msg("internal_error", where=where, error=repr(error))
