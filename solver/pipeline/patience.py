"""Trying again when the environment fails: a limit in time, growing pauses, jitter."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from random import Random
from typing import TypeVar

from solver.ports import Unreachable

T = TypeVar("T")

_GROWTH = 2.0


@dataclass(frozen=True, slots=True)
class Patience:
    """How long to go on in all, and how long the first and the longest pause are, in seconds."""

    budget_s: float
    first_pause_s: float = 0.05
    longest_pause_s: float = 1.0


def pauses(chance: Random, first_s: float, longest_s: float) -> Iterator[float]:
    """Seconds to wait, without end: twice as long each time up to the longest, and of that half to all at random."""
    while True:
        yield first_s * chance.uniform(0.5, 1.0)
        first_s = min(_GROWTH * first_s, longest_s)


async def patiently(call: Callable[[], Awaitable[T]], patience: Patience, chance: Random) -> T:
    """The call's answer, asked again while it is Unreachable and the budget lasts; then the last Unreachable.

    A pause is half to all of its nominal length, at random. Refused is an answer and is never asked again.
    """
    loop = asyncio.get_running_loop()
    give_up_at = loop.time() + patience.budget_s
    waits = pauses(chance, patience.first_pause_s, patience.longest_pause_s)
    while True:
        try:
            return await call()
        except Unreachable:
            wait_s = next(waits)
            if loop.time() + wait_s >= give_up_at:
                raise
        await asyncio.sleep(wait_s)
