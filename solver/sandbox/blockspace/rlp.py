"""Strict RLP of shallow structures: one encoding for each value, and no deeper than a transaction needs.

Depth is bounded because input is hostile: nested lists cost a general decoder quadratic time and deep recursion.
"""

DEEPEST = 4
_STRING, _LIST = 0x80, 0xC0
_SHORT = 55

Item = bytes | list["Item"]


class MalformedRlp(ValueError):
    """Not the canonical encoding of a shallow item."""


def decode(encoded: bytes) -> Item:
    """The one item that encoded is; raises MalformedRlp."""
    item, end = _item(encoded, 0, len(encoded), DEEPEST)
    if end != len(encoded):
        raise MalformedRlp("bytes after the item")
    return item


def encode(item: Item) -> bytes:
    """The canonical encoding."""
    if isinstance(item, bytes):
        alone = len(item) == 1 and item[0] < _STRING
        return item if alone else _header(len(item), _STRING) + item
    payload = b"".join(encode(part) for part in item)
    return _header(len(payload), _LIST) + payload


def integer(value: int) -> bytes:
    """An integer as RLP carries it: big-endian without leading zeros."""
    return value.to_bytes(-(-value.bit_length() // 8), "big")


def _item(encoded: bytes, at: int, end: int, depth: int) -> tuple[Item, int]:
    if at >= end:
        raise MalformedRlp("an item is missing")
    mark = encoded[at]
    if mark < _STRING:
        return encoded[at : at + 1], at + 1
    start, stop = _payload(encoded, at, end, _STRING if mark < _LIST else _LIST)
    if mark >= _LIST:
        return _list(encoded, start, stop, depth), stop
    if stop - start == 1 and encoded[start] < _STRING:
        raise MalformedRlp("a small byte with a header")
    return encoded[start:stop], stop


def _list(encoded: bytes, at: int, end: int, depth: int) -> list[Item]:
    if not depth:
        raise MalformedRlp("nested too deeply")
    items = []
    while at < end:
        item, at = _item(encoded, at, end, depth - 1)
        items.append(item)
    return items


def _payload(encoded: bytes, at: int, end: int, kind: int) -> tuple[int, int]:
    """Where the payload of the string or list at `at` begins and ends."""
    length, start = encoded[at] - kind, at + 1
    if length > _SHORT:
        digits = encoded[start : start + length - _SHORT]
        start += length - _SHORT
        length = int.from_bytes(digits, "big")
        if length <= _SHORT or digits[0] == 0:
            raise MalformedRlp("a length that is not minimal")
    if start + length > end:
        raise MalformedRlp("an item longer than what is left")
    return start, start + length


def _header(length: int, kind: int) -> bytes:
    if length <= _SHORT:
        return bytes([kind + length])
    digits = integer(length)
    return bytes([kind + _SHORT + len(digits)]) + digits
