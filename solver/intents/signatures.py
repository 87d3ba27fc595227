"""Who signed a digest, by the rules of the contract that will check it."""

from coincurve import PublicKey

from solver.domain.primitives import Address
from solver.intents.words import keccak

_ORDER = 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141
_HALF_ORDER = _ORDER // 2
_ERC1271_MAGIC = bytes.fromhex("1626ba7e") + bytes(28)
_ERC1271_SELECTOR = bytes.fromhex("1626ba7e")
_LOW_255_BITS = (1 << 255) - 1


def recover(digest: bytes, r: int, s: int, v: int) -> Address | None:
    """What the ecrecover precompile answers, None for its zero; v is 27 or 28, high s is taken."""
    if v not in (27, 28) or not 0 < r < _ORDER or not 0 < s < _ORDER:
        return None
    compact = r.to_bytes(32, "big") + s.to_bytes(32, "big") + bytes([v - 27])
    try:
        key = PublicKey.from_signature_and_message(compact, digest, hasher=None)
    except Exception:  # noqa: BLE001  # what coincurve raises for a point that does not exist
        return None
    return Address("0x" + keccak(key.format(compressed=False)[1:])[12:].hex())


def signed_by_key_for_permit2(signer: Address, digest: bytes, signature: bytes) -> bool:
    """Permit2's rule for an account without code: 65 bytes r, s, v or 64 bytes of EIP-2098, high s too."""
    r, rest = int.from_bytes(signature[:32], "big"), int.from_bytes(signature[32:64], "big")
    match len(signature):
        case 65:
            return recover(digest, r, rest, signature[64]) == signer
        case 64:
            return recover(digest, r, rest & _LOW_255_BITS, 27 + (rest >> 255)) == signer
        case _:
            return False


def signed_by_key_for_reactor(signer: Address, digest: bytes, signature: bytes) -> bool:
    """The reactor's rule for any account: 65 bytes, low s."""
    s = int.from_bytes(signature[32:64], "big")
    if len(signature) != 65 or s > _HALF_ORDER:  # noqa: PLR2004
        return False
    return recover(digest, int.from_bytes(signature[:32], "big"), s, signature[64]) == signer


def erc1271_call(digest: bytes, signature: bytes) -> bytes:
    """Calldata of isValidSignature(bytes32,bytes)."""
    padded = signature + bytes(-len(signature) % 32)
    return _ERC1271_SELECTOR + digest + (64).to_bytes(32, "big") + len(signature).to_bytes(32, "big") + padded


def erc1271_agrees(answer: bytes | None) -> bool:
    """Whether a wallet's answer is the magic word; None where its call failed."""
    return answer is not None and answer[:32] == _ERC1271_MAGIC
