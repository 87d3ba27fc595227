"""Crash points: named places at every boundary between journal, network, chain and key, where a fault test ends us.

A point is `port.method:moment`, for the journal `journal.append:Event:moment`; the moment is `before` or `after` the
call, and for events also `written`, between the last row and the commit. A plan names one and how often it is passed by
first: `relay.send_bundle:after#2` kills the process, as a power cut would, when it gets there for the third time.
Without a plan the ports are the plain ones, and nothing of this is in the way.

UnknownPoint   a plan that names no point
"""

import inspect
import os
import signal
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, NoReturn, TypeVar, cast, get_args

from solver import ports
from solver.domain.events import Event
from solver.ports import Journal

T = TypeVar("T")

PORTS: dict[str, type] = {
    "house": ports.AuctionHouse,
    "chain": ports.Chain,
    "snapshots": ports.Snapshots,
    "relay": ports.Relay,
    "signer": ports.Signer,
}
"""By the name that points have."""


@dataclass(eq=False)
class UnknownPoint(Exception):
    """Its message says which points there are."""

    name: str

    def __str__(self) -> str:
        return f"no crash point {self.name!r}; there are {', '.join(all_points())}"


def all_points() -> tuple[str, ...]:
    """Every name, in the order of ports and events."""
    calls = [f"{name}.{method}" for name, port in PORTS.items() for method in _methods(port)]
    events = [f"journal.append:{event.__name__}" for event in get_args(Event)]
    moments = {**dict.fromkeys([*calls, "journal.seal"], ("before", "after")), **dict.fromkeys(events, _OF_EVENTS)}
    return tuple(f"{place}:{moment}" for place, those in moments.items() for moment in those)


_OF_EVENTS = ("before", "written", "after")


def _methods(port: type) -> list[str]:
    return [name for name, kind in vars(port).items() if inspect.isfunction(kind) and not name.startswith("_")]


def killed() -> NoReturn:
    """End this process at once, with nothing closed and nothing said."""
    os.kill(os.getpid(), signal.SIGKILL)
    raise AssertionError("nobody outlives that")


class CrashPoints:
    """Counts what is passed, and crashes where the plan says."""

    def __init__(self, plan: str, crash: Callable[[], None] = killed) -> None:
        """Raises UnknownPoint."""
        self._name, _, times = plan.partition("#")
        if self._name not in all_points() or not (times.isdecimal() or not times):
            raise UnknownPoint(plan)
        self._passes = int(times or 0)
        self._passed = Counter[str]()
        self._crash = crash

    def reached(self, name: str) -> None:
        """The process is there."""
        if name == self._name and self._passed[name] == self._passes:
            self._crash()
        self._passed[name] += 1

    def around(self, name: str, port: T) -> T:
        """The same port, with points before and after each call, and at each item of those that stream."""
        return cast("T", _Port(name, port, self))

    def journal(self, journal: Journal) -> Journal:
        """The same for the journal, which calls `written` itself."""
        return _Journal(journal, self)

    def written(self, events: tuple[Event, ...]) -> None:
        """These events' rows are there, and not yet committed."""
        for point in _named(events):
            self.reached(f"{point}:written")


class _Port:
    """Any port, by its attributes."""

    def __init__(self, name: str, port: Any, points: CrashPoints) -> None:
        self._name = name
        self._port = port
        self._points = points

    def __getattr__(self, attribute: str) -> Any:
        found = getattr(self._port, attribute)
        if not inspect.ismethod(found):
            return found
        point, reached = f"{self._name}.{attribute}", self._points.reached
        if inspect.isasyncgenfunction(found):

            async def streaming(*args: Any, **named: Any) -> Any:
                reached(f"{point}:before")
                async for item in found(*args, **named):
                    reached(f"{point}:after")
                    yield item

            return streaming
        if inspect.iscoroutinefunction(found):

            async def awaited(*args: Any, **named: Any) -> Any:
                reached(f"{point}:before")
                answer = await found(*args, **named)
                reached(f"{point}:after")
                return answer

            return awaited

        def called(*args: Any, **named: Any) -> Any:
            reached(f"{point}:before")
            answer = found(*args, **named)
            reached(f"{point}:after")
            return answer

        return called


class _Journal:
    def __init__(self, journal: Journal, points: CrashPoints) -> None:
        self._journal = journal
        self._points = points

    def append(self, *events: Event) -> None:
        for point in _named(events):
            self._points.reached(f"{point}:before")
        self._journal.append(*events)
        for point in _named(events):
            self._points.reached(f"{point}:after")

    def seal(self, block_number: int) -> None:
        self._points.reached("journal.seal:before")
        self._journal.seal(block_number)
        self._points.reached("journal.seal:after")


def _named(events: tuple[Event, ...]) -> Iterator[str]:
    return (f"journal.append:{type(event).__name__}" for event in events)
