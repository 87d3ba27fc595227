"""What the chain tells: blocks, transfers, simulated and mined transactions."""

from dataclasses import dataclass

from solver.domain.primitives import Address, Hash

SLOT_S = 12
"""Seconds from a block to the next, where no slot is missed."""


@dataclass(frozen=True, slots=True)
class BlockRef:
    """One block; timestamp in unix seconds, base fee in wei per gas."""

    number: int
    hash: Hash
    parent_hash: Hash
    timestamp: int
    base_fee_wei: int
    gas_limit: int
    coinbase: Address

    @property
    def next_timestamp(self) -> int:
        """When the block after this one is due."""
        return self.timestamp + SLOT_S


@dataclass(frozen=True, slots=True)
class Log:
    """One event log."""

    address: Address
    topics: tuple[Hash, ...]
    data: bytes
    block_number: int
    block_hash: Hash
    tx_hash: Hash
    log_index: int


@dataclass(frozen=True, slots=True)
class Receipt:
    """One mined transaction; fee_wei = gas_used * effective gas price."""

    tx_hash: Hash
    block_number: int
    block_hash: Hash
    tx_index: int
    succeeded: bool
    gas_used: int
    effective_gas_price_wei: int
    sender: Address
    logs: tuple[Log, ...]

    @property
    def fee_wei(self) -> int:
        """What the sender paid for gas."""
        return self.gas_used * self.effective_gas_price_wei


@dataclass(frozen=True, slots=True)
class EthTransfer:
    """Ether moved by value in a transaction or a call inside it; call_index counts the calls of the trace in order."""

    tx_hash: Hash
    call_index: int
    sender: Address
    recipient: Address
    value_wei: int


@dataclass(frozen=True, slots=True)
class Simulated:
    """One call or transaction run on our own node on top of a block; error is the decoded revert, None on success."""

    gas_used: int
    return_data: bytes
    logs: tuple[Log, ...]
    error: str | None
