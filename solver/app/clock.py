"""The machine's clock."""

import time


class SystemClock:
    """ports.Clock."""

    def now_ns(self) -> int:
        return time.time_ns()

    def monotonic_ns(self) -> int:
        return time.monotonic_ns()
