"""Calldata from a written signature, and the words of an answer."""

from collections.abc import Iterator

from eth_abi.abi import decode, encode
from eth_utils.abi import function_signature_to_4byte_selector

from solver.domain.primitives import Address


def calldata(signature: str, *arguments: object) -> str:
    """0x-hex of `name(types)` applied to the arguments; structs are parenthesised types and tuples."""
    types = argument_types(signature)
    return "0x" + (function_signature_to_4byte_selector(signature) + encode(types, arguments)).hex()


def argument_types(signature: str) -> list[str]:
    """The top-level types between the outer parentheses."""
    inner = signature[signature.index("(") + 1 : -1]
    return [part for part in _split(inner) if part]


def decoded(types: list[str], answer: str) -> tuple[object, ...]:
    """The values of an eth_call's 0x-hex answer."""
    return tuple(decode(types, bytes.fromhex(answer[2:])))


def word(answer: str, index: int = 0) -> int:
    """The index-th 32-byte word as an unsigned integer."""
    return int(answer[2 + 64 * index : 66 + 64 * index], 16)


def as_address(answer: str, index: int = 0) -> Address:
    """The index-th word as an address."""
    return Address("0x" + answer[26 + 64 * index : 66 + 64 * index])


def _split(inner: str) -> Iterator[str]:
    depth, start = 0, 0
    for at, letter in enumerate(inner):
        depth += (letter == "(") - (letter == ")")
        if letter == "," and depth == 0:
            yield inner[start:at]
            start = at + 1
    yield inner[start:]
