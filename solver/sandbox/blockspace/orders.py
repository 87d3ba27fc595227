"""What competes for block space: a bundle, a private transaction or a public transaction, all as one kind of order."""

from dataclasses import dataclass

from solver.domain.primitives import Hash
from solver.sandbox.blockspace.transactions import PoolTransaction


@dataclass(frozen=True, slots=True)
class Order:
    """Transactions that are included together, in this order and next to each other, or not at all.

    hash is the bundle's hash, or the transaction's for a single one. may_revert names transactions that may land
    reverted; a public transaction always may.
    """

    hash: Hash
    transactions: tuple[PoolTransaction, ...]
    may_revert: frozenset[Hash]
    public: bool


@dataclass(frozen=True, slots=True)
class Execution:
    """How one transaction ran; gain_wei is what the coinbase gained by it, in ETH and WETH together."""

    gas_used: int
    succeeded: bool
    gain_wei: int
    return_data: bytes


@dataclass(frozen=True, slots=True)
class Value:
    """What an order pays the coinbase for its gas."""

    gain_wei: int
    gas_used: int

    @property
    def score_wei(self) -> int:
        """Payment for one unit of gas, rounded down."""
        return self.gain_wei // self.gas_used

    def holds(self, alone: "Value", keep_bps: int) -> bool:
        """Whether the payment for gas is at least that share of what it was alone on top of the block."""
        return self.gain_wei * alone.gas_used * 10_000 >= alone.gain_wei * self.gas_used * keep_bps


def total(executions: tuple[Execution, ...]) -> Value:
    """The value of an order whose transactions ran so."""
    return Value(sum(e.gain_wei for e in executions), sum(e.gas_used for e in executions))


def public_order(transaction: PoolTransaction) -> Order:
    """A transaction of the public mempool as an order."""
    return Order(transaction.hash, (transaction,), frozenset((transaction.hash,)), public=True)
