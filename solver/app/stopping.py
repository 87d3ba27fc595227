"""SIGTERM ends a supervisor the way Ctrl-C does, so that its children are stopped in order."""

import signal
import threading
from types import FrameType
from typing import NoReturn


def raise_on_termination() -> None:
    """From now on SIGTERM raises KeyboardInterrupt in the main thread."""
    signal.signal(signal.SIGTERM, _interrupt)


def wait_until_stopped() -> None:
    """Return on Ctrl-C or SIGTERM."""
    try:
        threading.Event().wait()
    except KeyboardInterrupt:
        return


def _interrupt(_number: int, _frame: FrameType | None) -> NoReturn:
    raise KeyboardInterrupt
