"""Who a bidder's request comes from.

text = "0x" + hex(keccak256(METHOD, space, path with query, newline, timestamp, newline, body)), signed as a personal
message (EIP-191) by the address that the header names.
"""

import re
from collections.abc import Mapping

from eth_keys.datatypes import Signature
from eth_keys.exceptions import BadSignature
from eth_utils.crypto import keccak

from solver.domain.primitives import Address
from solver.ports import Clock
from solver.sandbox.auction.refusal import Code, Refusal

_MAX_AGE_S = 60
_V_OFFSET = 27
_SIGNATURE = re.compile(r"(0x[0-9a-f]{40}):0x([0-9a-f]{130})")
_TIMESTAMP = re.compile(r"[0-9]{1,12}")


class Doorkeeper:
    """Lets allow-listed bidders in."""

    def __init__(self, bidders: frozenset[Address], clock: Clock) -> None:
        self._bidders = bidders
        self._clock = clock

    def bidder(self, method: str, path: str, headers: Mapping[str, str], body: bytes) -> Address:
        """The bidder that signed this very request; raises Refusal(BAD_SIGNATURE | NOT_ALLOWED)."""
        timestamp = headers.get("x-hedgerow-timestamp", "")
        claimed = _SIGNATURE.fullmatch(headers.get("x-hedgerow-signature", ""))
        if claimed is None or not _TIMESTAMP.fullmatch(timestamp):
            raise Refusal(Code.BAD_SIGNATURE, "X-Hedgerow-Timestamp or X-Hedgerow-Signature is missing or malformed")
        if abs(self._clock.now_ns() // 10**9 - int(timestamp)) > _MAX_AGE_S:
            raise Refusal(Code.BAD_SIGNATURE, f"the timestamp is more than {_MAX_AGE_S} s from the house's clock")
        signer = _signer(_digest(method, path, timestamp, body), bytes.fromhex(claimed[2]))
        if signer != claimed[1]:
            raise Refusal(Code.BAD_SIGNATURE, "not signed by the address it names")
        if signer not in self._bidders:
            raise Refusal(Code.NOT_ALLOWED, f"{signer} is not on the allow list")
        return signer


def _digest(method: str, path: str, timestamp: str, body: bytes) -> bytes:
    text = "0x" + keccak(f"{method} {path}\n{timestamp}\n".encode() + body).hex()
    return keccak(text=f"\x19Ethereum Signed Message:\n{len(text)}{text}")


def _signer(digest: bytes, signature: bytes) -> Address | None:
    parity = signature[64] % _V_OFFSET  # v is 27 or 28, or 0 or 1
    try:
        key = Signature(signature[:64] + bytes([parity])).recover_public_key_from_msg_hash(digest)
    except (BadSignature, ValueError):
        return None
    return Address(key.to_address())
