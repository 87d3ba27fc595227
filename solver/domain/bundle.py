"""Transactions and bundles as they are signed and sent."""

from dataclasses import dataclass

from solver.domain.primitives import Address, Hash


@dataclass(frozen=True, slots=True)
class Transaction:
    """An unsigned EIP-1559 transaction."""

    chain_id: int
    nonce: int
    to: Address
    data: bytes
    value_wei: int
    gas_limit: int
    max_fee_per_gas_wei: int
    max_priority_fee_per_gas_wei: int


@dataclass(frozen=True, slots=True)
class SignedTransaction:
    """Raw bytes with their hash; the bytes signed are the bytes sent."""

    raw: bytes
    hash: Hash
    sender: Address
    nonce: int


@dataclass(frozen=True, slots=True)
class Bundle:
    """Ordered, atomic, valid for one block only; hash is keccak of the concatenated transaction hashes."""

    transactions: tuple[SignedTransaction, ...]
    target_block: int
    min_timestamp: int | None
    max_timestamp: int | None
    replacement_uuid: str | None
