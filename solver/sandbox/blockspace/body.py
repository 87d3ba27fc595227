"""Request bodies within bounds: a size, and for JSON a depth of nesting.

Deep nesting is refused before decoding: some library raises Python's recursion limit so far that a recursive decoder
meets the end of the C stack first, and takes the process with it.
"""

import itertools
import re

from starlette.requests import ClientDisconnect, Request

MOST_BODY_BYTES = 2 * 1024 * 1024
DEEPEST_NESTING = 64
_STRING = re.compile(rb'"[^"\\]*(?:\\.[^"\\]*)*(?:"|\\?\Z)', re.DOTALL)  # matches from every quote, so it is linear
_NOT_BRACKETS = bytes(byte for byte in range(256) if byte not in b"[]{}")
_STEPS = {ord("["): 1, ord("{"): 1, ord("]"): -1, ord("}"): -1}


class UnacceptableBody(Exception):
    """A body that is not even looked at."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status


async def capped_body(request: Request) -> bytes:
    """The request's body, empty where the client went away; raises UnacceptableBody."""
    body = bytearray()
    try:
        async for chunk in request.stream():
            body += chunk
            if len(body) > MOST_BODY_BYTES:
                raise UnacceptableBody(413, f"a body of more than {MOST_BODY_BYTES} bytes")
    except ClientDisconnect:
        return b""
    if nesting(bytes(body)) > DEEPEST_NESTING:
        raise UnacceptableBody(400, f"JSON nested more than {DEEPEST_NESTING} deep")
    return bytes(body)


def nesting(body: bytes) -> int:
    """The greatest depth of brackets outside strings, as a decoder meets it: it stops where one closes nothing."""
    brackets = _STRING.sub(b"", body).translate(None, _NOT_BRACKETS)
    return max(itertools.accumulate(map(_STEPS.__getitem__, brackets), initial=0))
