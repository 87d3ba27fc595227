"""The X-Flashbots-Signature header: who sends, proven over the exact bytes sent."""

from collections.abc import Callable

from eth_hash.auto import keccak

from solver.domain.primitives import Address

HEADER = "X-Flashbots-Signature"
_PERSONAL_66 = b"\x19Ethereum Signed Message:\n66"


def signed_text_digest(body: bytes) -> bytes:
    """EIP-191 digest of the 66 characters 0x + hex(keccak256(body))."""
    return keccak(_PERSONAL_66 + b"0x" + keccak(body).hex().encode())


def header_value(account: Address, sign_digest: Callable[[bytes], bytes], body: bytes) -> str:
    """<checksummed address>:<0x signature, v 27 or 28>; serialise once, sign, and send the same bytes."""
    return f"{checksummed(account)}:0x{sign_digest(signed_text_digest(body)).hex()}"


def checksummed(account: Address) -> str:
    """EIP-55 spelling."""
    digits = account[2:]
    guide = keccak(digits.encode()).hex()
    return "0x" + "".join(d.upper() if int(g, 16) >= 8 else d for d, g in zip(digits, guide, strict=False))  # noqa: PLR2004
