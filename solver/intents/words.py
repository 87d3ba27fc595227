"""32-byte words of the EVM, and keccak over them."""

from collections.abc import Iterable

from eth_hash.auto import keccak as _keccak

from solver.domain.primitives import Address, Hash

WORD = 32
_MASK = (1 << 256) - 1


def keccak(*parts: bytes) -> bytes:
    """Keccak-256 of the parts, concatenated."""
    return _keccak(b"".join(parts))


def uint_word(value: int) -> bytes:
    """An unsigned integer or a boolean."""
    return value.to_bytes(WORD, "big")


def int_word(value: int) -> bytes:
    """A signed integer in two's complement."""
    return (value & _MASK).to_bytes(WORD, "big")


def address_word(value: Address) -> bytes:
    """An address, left-padded."""
    return bytes(12) + bytes.fromhex(value[2:])


def hash_word(value: Hash) -> bytes:
    """A bytes32."""
    return bytes.fromhex(value[2:])


def to_hash(value: bytes) -> Hash:
    """32 bytes as text."""
    return Hash("0x" + value.hex())


def list_hash(words: Iterable[bytes]) -> bytes:
    """EIP-712 hash of an array: keccak of its encoded elements."""
    return keccak(*words)
