"""The lens's structs as tuples, bounded in size before they are decoded."""

from typing import Any

from eth_abi.abi import decode
from eth_abi.exceptions import DecodingError

from solver.domain.primitives import Address, address
from solver.domain.universe import PoolRef

_MOST_BYTES = 1 << 20


def struct(types: str, state: bytes) -> tuple[Any, ...]:
    """Fields of one struct; raises ValueError on bytes that are none."""
    if len(state) > _MOST_BYTES:
        raise ValueError(f"a state of {len(state)} bytes")
    try:
        (fields,) = decode([f"({types})"], state)
    except (DecodingError, OverflowError) as error:
        raise ValueError(f"not a ({types}): {error}") from error
    return tuple(fields)


def same_tokens(pool: PoolRef, tokens: tuple[str, ...]) -> tuple[Address, ...]:
    """The pool's tokens in its own order; raises ValueError where they are not those of the universe."""
    found = tuple(address(token) for token in tokens)
    if sorted(found) != sorted(pool.tokens):
        raise ValueError(f"{pool.address} trades {found}, not {pool.tokens}")
    return found
