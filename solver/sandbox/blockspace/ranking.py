"""Which orders come first: by what they pay for a unit of gas, ties by hash; arrival does not matter."""

import enum
import heapq
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from solver.domain.primitives import Address
from solver.sandbox.blockspace.orders import Order, Value
from solver.sandbox.blockspace.preview import NextBlock


class Exclusion(enum.Enum):
    """Why an order is not in the block."""

    NONCE = "its nonce is not the sender's next"
    FEE_BELOW_BASE = "its fee does not cover the base fee"
    ALREADY_INCLUDED = "one of its transactions is in the block already"
    BLOCK_FULL = "the block has no gas left for it"
    UNEXECUTABLE = "a sender cannot pay"
    REVERTED = "a transaction reverted that must not"
    WORTH_LESS = "it pays less than 95 % of what it paid alone"
    DIFFERS_WHEN_MINED = "it ran otherwise when mined than when simulated"


@dataclass(frozen=True, slots=True)
class Scored:
    """An order with its value alone on top of the block."""

    order: Order
    alone: Value

    @property
    def rank(self) -> tuple[int, str, tuple[str, ...]]:
        """Sorts the best first."""
        return -self.alone.score_wei, self.order.hash, tuple(sorted(self.order.may_revert))


def ranked(bundles: Iterable[Scored], chains: Iterable[Sequence[Scored]]) -> list[Scored]:
    """Best first; the orders of one chain (a sender's public transactions) keep their own order."""
    waiting = [[bundle] for bundle in bundles] + [list(chain) for chain in chains if chain]
    heap = [(chain[0].rank, number, 0) for number, chain in enumerate(waiting)]
    heapq.heapify(heap)
    best_first = []
    while heap:
        _, number, at = heapq.heappop(heap)
        best_first.append(waiting[number][at])
        if at + 1 < len(waiting[number]):
            heapq.heappush(heap, (waiting[number][at + 1].rank, number, at + 1))
    return best_first


class Admission:
    """Static rules for a growing block: nonces, base fee, each transaction once."""

    def __init__(self, block: NextBlock, nonces: dict[Address, int]) -> None:
        self._block = block
        self._nonces = dict(nonces)
        self._included: set[str] = set()

    def admit(self, order: Order) -> Exclusion | None:
        """Take the order and count its nonces, or say why it cannot follow what was taken."""
        nonces = dict(self._nonces)
        for transaction in order.transactions:
            if transaction.hash in self._included:
                return Exclusion.ALREADY_INCLUDED
            if transaction.tip_wei(self._block.base_fee_wei) < 0:
                return Exclusion.FEE_BELOW_BASE
            if nonces[transaction.sender] != transaction.nonce:
                return Exclusion.NONCE
            nonces[transaction.sender] += 1
        self._nonces = nonces
        self._included.update(t.hash for t in order.transactions)
        return None
