"""The bytes of an auction, from a file or from standard input."""

import errno
import os
import sys
from pathlib import Path

from solver.adapters.auctions.cow.auction import MOST_BYTES, CowAuction, read_auction

STANDARD_INPUT = Path("-")


def auction_from(path: Path) -> CowAuction:
    """Raises MalformedAuction, and OSError where nothing can be read. No more is read than an auction may have."""
    if path == STANDARD_INPUT:
        if sys.stdin is None:
            raise OSError(errno.EBADF, os.strerror(errno.EBADF), "standard input")
        return read_auction(sys.stdin.buffer.read(MOST_BYTES + 1))
    with path.open("rb") as file:
        return read_auction(file.read(MOST_BYTES + 1))
