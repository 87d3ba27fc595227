"""What a mined transaction of ours means for its intent."""

from eth_abi.abi import decode
from eth_abi.exceptions import DecodingError

from solver.domain.chain import Receipt
from solver.domain.ending import Reverted, Settled
from solver.domain.primitives import Address, Hash

SETTLED = Hash("0xabe5533769953da9e2409feb1b020cdc80833b2aa7983e155a8fec71c0fef808")
"""Topic of Settled(bytes32,address,address,uint32,uint256[],uint256[])."""


def outcome(receipt: Receipt, reactor: Address, intent_hash: Hash, error: str) -> Settled | Reverted:
    """Settled with the amounts of the reactor's event; error names why a transaction that failed did."""
    if not receipt.succeeded:
        return Reverted(receipt.tx_hash, receipt.block_number, error)
    for log in receipt.logs:
        if log.address == reactor and log.topics[:2] == (SETTLED, intent_hash):
            try:
                _, spent, received = decode(("uint32", "uint256[]", "uint256[]"), log.data)
            except (DecodingError, OverflowError):
                break
            return Settled(receipt.tx_hash, receipt.block_number, tuple(spent), tuple(received))
    return Reverted(receipt.tx_hash, receipt.block_number, f"succeeded without settling {intent_hash}")
