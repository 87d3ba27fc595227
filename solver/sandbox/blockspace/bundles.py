"""What the relay holds in private: bundles and private transactions, by signer, until their blocks have passed."""

import enum
from dataclasses import dataclass

from solver.domain.primitives import Address, Hash
from solver.sandbox.blockspace.orders import Order

MOST_PER_SIGNER = 1000


class Withdrawn(enum.Enum):
    """What became of a submission."""

    STALE_REPLACEMENT = "a newer replacement is held already"
    TOO_MANY = "too many live submissions of this signer"


@dataclass(frozen=True, slots=True)
class Submission:
    """An order with its validity: block range and timestamps, all inclusive; max_timestamp None is no limit."""

    order: Order
    signer: Address
    first_block: int
    last_block: int
    min_timestamp: int
    max_timestamp: int | None
    uuid: str | None
    replacement_nonce: int | None

    @property
    def handle(self) -> tuple[Address, str]:
        """What replaces what: the signer's uuid, else the same content for the same block."""
        return self.signer, f"uuid {self.uuid}" if self.uuid else f"{self.order.hash} {self.last_block}"

    def fits(self, block: int, timestamp: int) -> bool:
        """Whether it may go into that block."""
        late = self.max_timestamp is not None and timestamp > self.max_timestamp
        return self.first_block <= block <= self.last_block and timestamp >= self.min_timestamp and not late


class PrivateOrders:
    """Submissions that nobody but the builder reads; handles are scoped to their signer."""

    def __init__(self) -> None:
        self._held: dict[tuple[Address, str], Submission] = {}
        self._newest: dict[tuple[Address, str], int] = {}

    def submit(self, submission: Submission) -> Withdrawn | None:
        """Hold a submission in place of the signer's earlier one of the same handle."""
        handle, nonce = submission.handle, submission.replacement_nonce
        if nonce is not None and nonce < self._newest.get(handle, nonce):
            return Withdrawn.STALE_REPLACEMENT
        mine = sum(signer == submission.signer for signer, _ in self._held)
        if handle not in self._held and mine >= MOST_PER_SIGNER:
            return Withdrawn.TOO_MANY
        if nonce is not None:
            self._newest[handle] = nonce
        self._held[handle] = submission
        return None

    def cancel(self, signer: Address, uuid: str, replacement_nonce: int | None = None) -> bool:
        """Withdraw the signer's own bundle; False where it holds none."""
        handle = (signer, f"uuid {uuid}")
        if replacement_nonce is not None:
            if replacement_nonce < self._newest.get(handle, replacement_nonce):
                return False
            self._newest[handle] = replacement_nonce
        return self._held.pop(handle, None) is not None

    def cancel_transaction(self, signer: Address, tx_hash: Hash) -> bool:
        """Withdraw the signer's own private transaction; False where it holds none."""
        mine = [h for h, s in self._held.items() if h[0] == signer and s.order.hash == tx_hash]
        for handle in mine:
            del self._held[handle]
        return bool(mine)

    def for_block(self, block: int, timestamp: int) -> tuple[Order, ...]:
        """Every order that may go into that block, sorted by hash."""
        fitting = [s.order for s in self._held.values() if s.fits(block, timestamp)]
        return tuple(sorted(fitting, key=lambda order: (order.hash, tuple(sorted(order.may_revert)))))

    def signers(self, block: int) -> tuple[Address, ...]:
        """Who holds a submission for that block, sorted."""
        return tuple(sorted({s.signer for s in self._held.values() if s.first_block <= block <= s.last_block}))

    def transactions(self, block: int) -> dict[Address, int]:
        """How many different transactions each signer holds for that block, in all submissions, by signer in order."""
        held: dict[Address, set[Hash]] = {signer: set() for signer in self.signers(block)}
        for one in self._held.values():
            if one.first_block <= block <= one.last_block:
                held[one.signer].update(transaction.hash for transaction in one.order.transactions)
        return {signer: len(hashes) for signer, hashes in held.items()}

    def settle(self, head: int, included: frozenset[Hash]) -> None:
        """After a new head: forget what can no longer be included, and private transactions that were."""
        gone = [h for h, s in self._held.items() if s.last_block <= head or s.order.hash in included]
        for handle in gone:
            del self._held[handle]
