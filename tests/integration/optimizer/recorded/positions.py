"""Positions whose liquidity adds up to a pool's net liquidity at every tick."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Range:
    """A position between two ticks; liquidity in the pool's own unit, positive."""

    lower: int
    upper: int
    liquidity: int


def positions(ticks: Sequence[int], liquidity_net: Sequence[int]) -> tuple[Range, ...]:
    """At most one fewer than there are ticks; each tick is the end of as little liquidity as its net allows.

    Raises ValueError where no positions give that: a net of nothing, or less than nothing open.
    """
    found: list[Range] = []
    is_open: list[tuple[int, int]] = []
    for tick, net in zip(ticks, liquidity_net, strict=True):
        if net > 0:
            is_open.append((tick, net))
        elif net < 0:
            found.extend(_closed(is_open, tick, -net))
        else:
            raise ValueError(f"tick {tick} changes nothing")
    if is_open:
        raise ValueError(f"never closed: {is_open}")
    return tuple(found)


def _closed(is_open: list[tuple[int, int]], tick: int, liquidity: int) -> list[Range]:
    """So much of what was opened last ends here."""
    found: list[Range] = []
    while liquidity:
        if not is_open:
            raise ValueError(f"{liquidity} more ends at {tick} than is open")
        lower, held = is_open.pop()
        taken = min(held, liquidity)
        if held > taken:
            is_open.append((lower, held - taken))
        found.append(Range(lower, tick, taken))
        liquidity -= taken
    return found
