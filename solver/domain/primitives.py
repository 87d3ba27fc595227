"""Addresses, hashes and bounded integers, each valid from construction.

DomainError
├── MalformedAddress
├── MalformedHash
├── OutOfRange
└── TokenMismatch   (domain/money.py)
"""

import re
from dataclasses import dataclass
from typing import NewType

Address = NewType("Address", str)
"""Lower-case 0x-hex, 20 bytes."""

Hash = NewType("Hash", str)
"""Lower-case 0x-hex, 32 bytes: a keccak hash, a bytes32 or a block hash."""

PoolId = Address | Hash
"""What names a market: the address of its contract, or 32 bytes where many share one contract (Uniswap v4)."""

ZERO_ADDRESS = Address("0x" + "00" * 20)
ZERO_HASH = Hash("0x" + "00" * 32)

_ADDRESS = re.compile(r"0x[0-9a-fA-F]{40}")
_HASH = re.compile(r"0x[0-9a-fA-F]{64}")


class DomainError(ValueError):
    """A value that cannot exist in the domain."""


@dataclass(eq=False)
class MalformedAddress(DomainError):
    """Not 0x and 40 hex digits."""

    text: str


@dataclass(eq=False)
class MalformedHash(DomainError):
    """Not 0x and 64 hex digits."""

    text: str


@dataclass(eq=False)
class OutOfRange(DomainError):
    """An integer outside its field."""

    field: str
    value: int


def address(text: str) -> Address:
    """Normalise to lower case; raises MalformedAddress."""
    if not isinstance(text, str) or not _ADDRESS.fullmatch(text):
        raise MalformedAddress(str(text)[:80])
    return Address(text.lower())


def hash32(text: str) -> Hash:
    """Normalise to lower case; raises MalformedHash."""
    if not isinstance(text, str) or not _HASH.fullmatch(text):
        raise MalformedHash(str(text)[:80])
    return Hash(text.lower())


def uint(field: str, value: int, bits: int) -> int:
    """Return value when it fits an unsigned field of that many bits; raises OutOfRange."""
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value < 1 << bits:
        raise OutOfRange(field, value)
    return value


def sint(field: str, value: int, bits: int) -> int:
    """Return value when it fits a two's complement field of that many bits; raises OutOfRange."""
    half = 1 << (bits - 1)
    if isinstance(value, bool) or not isinstance(value, int) or not -half <= value < half:
        raise OutOfRange(field, value)
    return value
