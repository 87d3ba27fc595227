"""The public mempool: which transactions it takes, in geth's words, and which may run next."""

import enum
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from solver.domain.primitives import Address, Hash
from solver.sandbox.blockspace.transactions import PoolTransaction

PRICE_BUMP_PERCENT = 10
MOST_PER_SENDER = 64
MOST = 5000
_TRANSACTION_GAS = 21_000
_ZERO_BYTE_GAS = 4
_BYTE_GAS = 16
_FLOOR_GAS = 10
_TOKENS_IN_BYTE = 4
_ACCESS_ADDRESS_GAS = 2400
_ACCESS_SLOT_GAS = 1900


class Refusal(enum.Enum):
    """Why a transaction is not taken; the words are geth's."""

    WRONG_CHAIN = "invalid chain id for signer"
    KNOWN = "already known"
    NONCE_TOO_LOW = "nonce too low"
    UNDERPRICED_REPLACEMENT = "replacement transaction underpriced"
    TIP_ABOVE_FEE = "max priority fee per gas higher than max fee per gas"
    INTRINSIC_GAS = "intrinsic gas too low"
    GAS_LIMIT = "exceeds block gas limit"
    FUNDS = "insufficient funds for gas * price + value"
    SENDER_FULL = "account limit exceeded"
    POOL_FULL = "txpool is full"


@dataclass(frozen=True, slots=True)
class Account:
    """An account at the head."""

    nonce: int
    balance_wei: int


class PublicMempool:
    """Transactions everyone may see, by sender and nonce; a sender's transactions run in nonce order."""

    def __init__(self, chain_id: int, gas_limit: int) -> None:
        self._chain_id = chain_id
        self._gas_limit = gas_limit
        self._by_sender: dict[Address, dict[int, PoolTransaction]] = {}
        self._by_hash: dict[Hash, PoolTransaction] = {}
        self._nonces: dict[Address, int] = {}

    def __len__(self) -> int:
        return len(self._by_hash)

    def senders(self) -> tuple[Address, ...]:
        """Every account with a transaction here, sorted."""
        return tuple(sorted(self._by_sender))

    def find(self, tx_hash: Hash) -> PoolTransaction | None:
        """The transaction with that hash."""
        return self._by_hash.get(tx_hash)

    def add(self, transaction: PoolTransaction, account: Account) -> Refusal | None:
        """Take a transaction, replacing the one of equal nonce where it pays 10 % more; else say why not."""
        refusal = self._refusal(transaction, account)
        if refusal is None:
            self._nonces[transaction.sender] = account.nonce
            self._put(transaction)
        return refusal

    def readmit(self, transactions: Iterable[PoolTransaction]) -> None:
        """Take back transactions that a reorg orphaned; one already replaced by another of its nonce stays out."""
        for transaction in transactions:
            if transaction.nonce not in self._by_sender.get(transaction.sender, {}):
                self._put(transaction)

    def settle(self, accounts: Mapping[Address, Account]) -> None:
        """After a new head: forget what was mined, overtaken or can no longer be paid for."""
        for sender, account in accounts.items():
            self._nonces[sender] = account.nonce
            for transaction in self._in_order(sender):
                if transaction.nonce < account.nonce or transaction.max_cost_wei > account.balance_wei:
                    self._remove(transaction)

    def runnable(self, sender: Address) -> tuple[PoolTransaction, ...]:
        """The sender's transactions without a nonce gap, in order."""
        nonce = self._nonces.get(sender, 0)
        run = []
        waiting = self._by_sender.get(sender, {})
        while nonce in waiting:
            run.append(waiting[nonce])
            nonce += 1
        return tuple(run)

    def queued(self, sender: Address) -> tuple[PoolTransaction, ...]:
        """The sender's transactions behind a nonce gap, in order."""
        run = set(self.runnable(sender))
        return tuple(t for t in self._in_order(sender) if t not in run)

    def _in_order(self, sender: Address) -> Iterator[PoolTransaction]:
        return (t for _, t in sorted(self._by_sender.get(sender, {}).items()))

    def _refusal(self, transaction: PoolTransaction, account: Account) -> Refusal | None:
        if transaction.hash in self._by_hash:
            return Refusal.KNOWN
        unfit = unfit_for_any_block(transaction, self._chain_id, self._gas_limit)
        if unfit is not None:
            return unfit
        if transaction.nonce < account.nonce:
            return Refusal.NONCE_TOO_LOW
        waiting = self._by_sender.get(transaction.sender, {})
        replaced = waiting.get(transaction.nonce)
        if replaced is not None and not _outbids(transaction, replaced):
            return Refusal.UNDERPRICED_REPLACEMENT
        others = sum(t.max_cost_wei for nonce, t in waiting.items() if account.nonce <= nonce != transaction.nonce)
        if others + transaction.max_cost_wei > account.balance_wei:
            return Refusal.FUNDS
        if replaced is None and len(waiting) >= MOST_PER_SENDER:
            return Refusal.SENDER_FULL
        return Refusal.POOL_FULL if replaced is None and len(self) >= MOST else None

    def _put(self, transaction: PoolTransaction) -> None:
        waiting = self._by_sender.setdefault(transaction.sender, {})
        replaced = waiting.get(transaction.nonce)
        if replaced is not None:
            del self._by_hash[replaced.hash]
        waiting[transaction.nonce] = transaction
        self._by_hash[transaction.hash] = transaction

    def _remove(self, transaction: PoolTransaction) -> None:
        del self._by_hash[transaction.hash]
        waiting = self._by_sender[transaction.sender]
        del waiting[transaction.nonce]
        if not waiting:
            del self._by_sender[transaction.sender]
            self._nonces.pop(transaction.sender, None)


def unfit_for_any_block(transaction: PoolTransaction, chain_id: int, gas_limit: int) -> Refusal | None:
    """Why no block of this chain could hold the transaction, whatever its state."""
    if transaction.chain_id != chain_id:
        return Refusal.WRONG_CHAIN
    if transaction.max_priority_fee_per_gas_wei > transaction.max_fee_per_gas_wei:
        return Refusal.TIP_ABOVE_FEE
    if transaction.gas_limit < intrinsic_gas(transaction):
        return Refusal.INTRINSIC_GAS
    return Refusal.GAS_LIMIT if transaction.gas_limit > gas_limit else None


def intrinsic_gas(transaction: PoolTransaction) -> int:
    """Gas a transaction needs before its first instruction, the calldata floor of EIP-7623 included."""
    zeros = transaction.data.count(0)
    others = len(transaction.data) - zeros
    slots = sum(len(slots) for _, slots in transaction.access_list)
    gas = _TRANSACTION_GAS + zeros * _ZERO_BYTE_GAS + others * _BYTE_GAS
    gas += len(transaction.access_list) * _ACCESS_ADDRESS_GAS + slots * _ACCESS_SLOT_GAS
    return max(gas, _TRANSACTION_GAS + _FLOOR_GAS * (zeros + _TOKENS_IN_BYTE * others))


def _outbids(new: PoolTransaction, old: PoolTransaction) -> bool:
    """Both fees must rise by the price bump, each rounded against the newcomer."""
    raised = 100 + PRICE_BUMP_PERCENT
    return (
        new.max_fee_per_gas_wei * 100 >= old.max_fee_per_gas_wei * raised
        and new.max_priority_fee_per_gas_wei * 100 >= old.max_priority_fee_per_gas_wei * raised
    )
