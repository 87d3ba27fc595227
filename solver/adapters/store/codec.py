"""Events as JSON and back, exactly: every integer is a decimal string, bytes are 0x-hex, a union names its member.

CodecError   a payload that is no event of this version
"""

import types
from collections.abc import Callable
from dataclasses import MISSING, fields, is_dataclass
from enum import Enum, IntEnum, StrEnum
from functools import cache
from typing import Any, NewType, Union, cast, get_args, get_origin, get_type_hints

import msgspec

from solver.domain.events import Event
from solver.domain.primitives import DomainError

VERSION = 1

_KIND = "$"  # no field can be called this


class CodecError(ValueError):
    """A payload that cannot be read; the message says where."""


def encode_event(event: Event) -> tuple[str, str]:
    """The event's type name and its JSON."""
    return type(event).__name__, msgspec.json.encode(_encode(event)).decode()


def decode_event(name: str, payload: str) -> Event:
    """The event of that type. Raises CodecError."""
    kind = _EVENTS.get(name)
    if kind is None:
        raise CodecError(f"no event type {name!r}")
    try:
        return cast("Event", _decoder(kind)(msgspec.json.decode(payload)))
    except (msgspec.DecodeError, DomainError) as error:
        raise CodecError(f"{name}: {error}") from error


def _encode(value: object) -> object:
    match value:
        case None | bool() | float():
            return value
        case Enum():
            return str(value.value)
        case int() | str():
            return str(value)
        case bytes():
            return "0x" + value.hex()
        case tuple():
            return [_encode(item) for item in value]
        case _:
            return _encode_dataclass(value)


def _encode_dataclass(value: object) -> dict[str, object]:
    if not is_dataclass(value):
        raise CodecError(f"no JSON for {type(value).__name__}")
    return {_KIND: type(value).__name__} | {f.name: _encode(getattr(value, f.name)) for f in fields(value)}


Decoder = Callable[[Any], Any]


@cache
def _decoder(kind: Any) -> Decoder:
    """The function that reads one annotated type back."""
    if isinstance(kind, NewType):
        return _decoder(kind.__supertype__)
    origin = get_origin(kind)
    if origin in {Union, types.UnionType}:
        return _union(get_args(kind))
    if origin is tuple:
        return _sequence(get_args(kind)[0])
    if isinstance(kind, type) and issubclass(kind, IntEnum):
        return lambda value: _member(kind, _integer(value))
    if isinstance(kind, type) and issubclass(kind, StrEnum):
        return lambda value: _member(kind, value)
    if is_dataclass(kind):
        return _dataclass(cast("type", kind))
    return _SCALARS[kind]


def _union(members: tuple[Any, ...]) -> Decoder:
    """None, one scalar, or dataclasses told apart by their name."""
    named: dict[str, type] = {
        member.__name__: member for member in members if isinstance(member, type) and is_dataclass(member)
    }
    scalars = [member for member in members if member is not types.NoneType and not is_dataclass(member)]

    def read(value: Any) -> Any:
        if value is None and types.NoneType in members:
            return None
        if isinstance(value, dict) and value.get(_KIND) in named:
            return _dataclass(named[value[_KIND]])(value)
        if scalars and not isinstance(value, dict):
            return _decoder(scalars[0])(value)
        raise CodecError(f"none of {', '.join(named) or members}: {value!r:.80}")

    return read


def _sequence(item: Any) -> Decoder:
    def read(value: Any) -> tuple[Any, ...]:
        if not isinstance(value, list):
            raise CodecError(f"not a list: {value!r:.80}")
        one = _decoder(item)
        return tuple(one(entry) for entry in value)

    return read


@cache
def _dataclass(kind: type) -> Decoder:
    hints = get_type_hints(kind)
    needed = {f.name for f in fields(kind) if f.default is MISSING and f.default_factory is MISSING}

    def read(value: Any) -> Any:
        named = isinstance(value, dict) and value.get(_KIND) == kind.__name__
        if not named or not needed <= value.keys() - {_KIND} <= hints.keys():
            raise CodecError(f"not a {kind.__name__}: {value!r:.80}")
        # A field that was added later has a default, and is not in what was written before.
        return kind(**{name: _decoder(hint)(value[name]) for name, hint in hints.items() if name in value})

    return read


def _integer(value: Any) -> int:
    if isinstance(value, str) and value.removeprefix("-").isdecimal() and value.isascii():
        return int(value)
    raise CodecError(f"not a decimal string: {value!r:.80}")


def _member(kind: type[Enum], value: Any) -> Enum:
    try:
        return kind(value)
    except ValueError as error:
        raise CodecError(str(error)) from error


def _text(value: Any) -> str:
    if isinstance(value, str):
        return value
    raise CodecError(f"not text: {value!r:.80}")


def _bytes(value: Any) -> bytes:
    try:
        return bytes.fromhex(_text(value).removeprefix("0x"))
    except ValueError as error:
        raise CodecError(str(error)) from error


def _boolean(value: Any) -> bool:
    if isinstance(value, bool):
        return value
    raise CodecError(f"not true or false: {value!r:.80}")


def _real(value: Any) -> float:
    if isinstance(value, float | int) and not isinstance(value, bool):
        return float(value)
    raise CodecError(f"not a number: {value!r:.80}")


_SCALARS: dict[Any, Decoder] = {int: _integer, str: _text, bytes: _bytes, bool: _boolean, float: _real}
_EVENTS: dict[str, type] = {kind.__name__: kind for kind in get_args(Event)}
