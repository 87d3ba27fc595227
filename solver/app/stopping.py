"""SIGTERM and SIGINT end a supervisor alike, so that its children are stopped in order."""

import signal
import threading
from types import FrameType
from typing import NoReturn


def raise_on_termination() -> None:
    """SIGINT and SIGTERM now raise KeyboardInterrupt in the main thread, also where a shell had SIGINT ignored."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, _interrupt)


def wait_until_stopped() -> None:
    """Return on Ctrl-C or SIGTERM."""
    try:
        threading.Event().wait()
    except KeyboardInterrupt:
        return


def _interrupt(_number: int, _frame: FrameType | None) -> NoReturn:
    raise KeyboardInterrupt
