"""Many markets at one block."""

from dataclasses import dataclass

from solver.domain.chain import BlockRef
from solver.domain.primitives import PoolId
from solver.markets.market import Market


@dataclass(frozen=True, slots=True)
class Snapshot:
    """All markets as of one block, by hash; unread lists pools whose state could not be read, with the reason."""

    block: BlockRef
    markets: tuple[Market, ...]
    unread: tuple[tuple[PoolId, str], ...]
