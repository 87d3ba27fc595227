"""How deep foreign JSON is nested, found before any decoder sees it.

Some library raises Python's recursion limit so far that a recursive decoder meets the end of the C stack first, and
takes the process with it.
"""

import itertools
import re

DEEPEST_NESTING = 64
_STRING = re.compile(rb'"[^"\\]*(?:\\.[^"\\]*)*(?:"|\\?\Z)', re.DOTALL)  # matches from every quote, so it is linear
_NOT_BRACKETS = bytes(byte for byte in range(256) if byte not in b"[]{}")
_STEPS = {ord("["): 1, ord("{"): 1, ord("]"): -1, ord("}"): -1}


class TooDeep(RecursionError):
    """JSON nested deeper than anything we exchange; what a careful decoder would raise too."""

    def __str__(self) -> str:
        return f"JSON nested more than {DEEPEST_NESTING} deep"


def nesting(body: bytes) -> int:
    """The greatest depth of brackets outside strings, as a decoder meets it: it stops where one closes nothing."""
    brackets = _STRING.sub(b"", body).translate(None, _NOT_BRACKETS)
    return max(itertools.accumulate(map(_STEPS.__getitem__, brackets), initial=0))


def require_shallow(body: bytes) -> bytes:
    """Return the body itself; raises TooDeep."""
    if nesting(body) > DEEPEST_NESTING:
        raise TooDeep
    return body
