"""The relay's authentication: `X-Flashbots-Signature: <address>:<signature>` over the raw bytes of the request.

The signature is an EIP-191 personal_sign of the 66 characters "0x" + hex(keccak256(body)), not of the 32 bytes.
"""

import re

from eth_utils.crypto import keccak

from solver.domain.primitives import Address, Hash
from solver.sandbox.blockspace.transactions import recover_address

HEADER = "X-Flashbots-Signature"
_SHAPE = re.compile(r"(0x[0-9a-fA-F]{40}):0x([0-9a-fA-F]{130})")
_PREFIX = b"\x19Ethereum Signed Message:\n66"
_PARITY = {0: 0, 1: 1, 27: 0, 28: 1}


def signer_of(header: str | None, body: bytes) -> Address | None:
    """The identity that signed body; None where the header is absent, malformed or signed by another key."""
    match = _SHAPE.fullmatch(header or "")
    if match is None or not body:
        return None
    signature = bytes.fromhex(match.group(2))
    y_parity = _PARITY.get(signature[64])
    if y_parity is None:
        return None
    signer = recover_address(message_digest(body), signature[:64], y_parity)
    return signer if signer == match.group(1).lower() else None


def message_digest(body: bytes) -> bytes:
    """The 32 bytes that are signed for body."""
    return keccak(_PREFIX + b"0x" + keccak(body).hex().encode())


def bundle_hash(transaction_hashes: tuple[Hash, ...]) -> Hash:
    """The hash of the concatenated transaction hashes; it does not cover the target block."""
    return Hash("0x" + keccak(b"".join(bytes.fromhex(h[2:]) for h in transaction_hashes)).hex())
