"""Revert data in words."""

import json
from importlib.resources import files
from typing import Final

from eth_abi.abi import decode
from eth_abi.exceptions import DecodingError

_SIGNATURES: Final[dict[str, str]] = json.loads((files("solver.settlement") / "errors.json").read_text())
"""Selector in hex to 'Name(types)', of every custom error of our contracts and of those they call."""

_STRING, _PANIC = "08c379a0", "4e487b71"
_LONGEST = 300


def revert_name(data: bytes) -> str:
    """One line for a person: the error with its arguments, else the selector; never raises.

    A revert that wraps another's data shows the inner one in its place.
    """
    return _named(data)[:_LONGEST]


def _named(data: bytes, depth: int = 0) -> str:
    if not data:
        return "reverted without a reason"
    selector, body = data[:4].hex(), data[4:]
    try:
        if selector == _STRING:
            return str(decode(["string"], body)[0])
        if selector == _PANIC:
            return f"Panic(0x{decode(['uint256'], body)[0]:02x})"
        if selector not in _SIGNATURES:
            return f"unknown error 0x{selector}"
        name, _, types = _SIGNATURES[selector].removesuffix(")").partition("(")
        values = decode(types.split(","), body) if types else ()
    except (DecodingError, ValueError, OverflowError):
        return f"malformed error 0x{selector}"
    shown = (
        _named(value, depth + 1) if isinstance(value, bytes) and kind == "bytes" and depth == 0 else _text(value)
        for kind, value in zip(types.split(","), values, strict=False)
    )
    return f"{name}({', '.join(shown)})"


def _text(value: object) -> str:
    return "0x" + value.hex() if isinstance(value, bytes) else str(value)
