"""Failures on order: a fake raises them instead of answering."""

from collections import defaultdict

from solver.ports import PortError


class Troubles:
    """For each method by name, what its next calls raise, in order; None lets one through."""

    def __init__(self) -> None:
        self._next: dict[str, list[PortError | None]] = defaultdict(list)

    def plan(self, method: str, *errors: PortError | None) -> None:
        """The next calls of that method fail with these."""
        self._next[method].extend(errors)

    def strike(self, method: str) -> None:
        """Called by a fake first of all."""
        planned = self._next[method]
        error = planned.pop(0) if planned else None
        if error is not None:
            raise error
