"""What identifies a bundle, and names it at a relay."""

import uuid
from collections.abc import Sequence

from eth_hash.auto import keccak

from solver.domain.bundle import SignedTransaction
from solver.domain.primitives import Address, Hash


def bundle_hash(transactions: Sequence[SignedTransaction]) -> Hash:
    """keccak256 of the transaction hashes in order; it covers neither block nor times."""
    return Hash("0x" + keccak(b"".join(bytes.fromhex(one.hash[2:]) for one in transactions)).hex())


def replacement_name(account: Address, target_block: int) -> str:
    """Names an account's bundle for a block: a later one replaces the earlier, also after a restart."""
    return str(uuid.uuid5(uuid.NAMESPACE_OID, f"{account}:{target_block}"))
