"""Trying again when the environment fails: a limit in time, growing pauses, jitter."""

import asyncio
from collections.abc import Awaitable, Callable
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


async def patiently(call: Callable[[], Awaitable[T]], patience: Patience, chance: Random) -> T:
    """The call's answer, asked again while it is Unreachable and the budget lasts; then the last Unreachable.

    A pause is half to all of its nominal length, at random. Refused is an answer and is never asked again.
    """
    loop = asyncio.get_running_loop()
    give_up_at = loop.time() + patience.budget_s
    pause_s = patience.first_pause_s
    while True:
        try:
            return await call()
        except Unreachable:
            wait_s = pause_s * chance.uniform(0.5, 1.0)
            if loop.time() + wait_s >= give_up_at:
                raise
        await asyncio.sleep(wait_s)
        pause_s = min(pause_s * _GROWTH, patience.longest_pause_s)
