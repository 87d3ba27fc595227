"""Whether the ticks that a node tells of a pool can be those of one."""

from collections.abc import Iterable, Sequence

from solver.domain.primitives import PoolId
from solver.markets.concentrated_liquidity.tick_math import MAX_TICK, MIN_TICK

_WORD = 256
_MOST_LIQUIDITY = (1 << 128) - 1


def check_ticks(
    pool: PoolId,
    *,
    spacing: int,
    tick: int,
    liquidity: int,
    words: tuple[int, int],
    ticks: Sequence[int],
    net: Sequence[int],
) -> None:
    """Raises ValueError unless the words hold the current tick and all others, and no range has less than nothing.

    words: first and last, inclusive; ticks ascend; net: what crossing each upwards adds.
    """
    if len(ticks) != len(net):
        raise ValueError(f"{pool}: {len(ticks)} ticks, {len(net)} liquidities")
    if spacing <= 0 or not words[0] <= tick // spacing // _WORD <= words[1]:
        raise ValueError(f"{pool}: tick {tick} of spacing {spacing} outside the words {words}")
    least = max(words[0] * _WORD * spacing, MIN_TICK)
    most = min(((words[1] + 1) * _WORD - 1) * spacing, MAX_TICK)
    if least > most or any(one % spacing or not least <= one <= most for one in ticks):
        raise ValueError(f"{pool}: ticks off a spacing of {spacing}, or outside {least}..{most}")
    crossings = list(zip(ticks, net, strict=True))
    _check_ranges(pool, liquidity, (change for one, change in crossings if one > tick))
    _check_ranges(pool, liquidity, (-change for one, change in reversed(crossings) if one <= tick))


def _check_ranges(pool: PoolId, liquidity: int, changes: Iterable[int]) -> None:
    for change in changes:
        liquidity += change
        if not 0 <= liquidity <= _MOST_LIQUIDITY:
            raise ValueError(f"{pool}: a range with a liquidity of {liquidity}")
