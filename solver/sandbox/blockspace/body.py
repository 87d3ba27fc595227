"""Request bodies within bounds: a size, and for JSON a depth of nesting."""

from starlette.requests import ClientDisconnect, Request

from solver.domain.nesting import DEEPEST_NESTING, nesting

MOST_BODY_BYTES = 2 * 1024 * 1024


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
