"""Bundles: one for each block of the window, and what identifies them."""

import uuid
from collections.abc import Sequence

from eth_hash.auto import keccak

from solver.domain.bundle import Bundle, SignedTransaction
from solver.domain.primitives import Hash


def bundle_hash(transactions: Sequence[SignedTransaction]) -> Hash:
    """keccak256 of the transaction hashes in order; it covers neither block nor times."""
    return Hash("0x" + keccak(b"".join(bytes.fromhex(one.hash[2:]) for one in transactions)).hex())


def replacement_uuid(auction_id: Hash, target_block: int) -> str:
    """A stable name: a later bundle of the same auction and block replaces the earlier, also after a restart."""
    return str(uuid.uuid5(uuid.NAMESPACE_OID, f"{auction_id}:{target_block}"))


def bundles_for(
    transactions: Sequence[SignedTransaction],
    auction_id: Hash,
    *,
    first_block: int,
    last_block: int,
    max_timestamp: int,
) -> tuple[Bundle, ...]:
    """The same transactions for every block of the window, each bundle valid for its block alone."""
    return tuple(
        Bundle(tuple(transactions), block, None, max_timestamp, replacement_uuid(auction_id, block))
        for block in range(first_block, last_block + 1)
    )
