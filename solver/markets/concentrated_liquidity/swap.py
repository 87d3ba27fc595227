"""The loop of UniswapV3Pool.swap and v4's Pool.swap, word boundaries of the tick bitmap included: each step rounds."""

from bisect import bisect_right
from collections.abc import Callable
from typing import NamedTuple, Protocol

from solver.markets.concentrated_liquidity.swap_math import Step, step_exact_in, step_exact_out
from solver.markets.concentrated_liquidity.tick_math import (
    MAX_SQRT_RATIO,
    MAX_TICK,
    MIN_SQRT_RATIO,
    MIN_TICK,
    sqrt_ratio_at_tick,
    tick_at_sqrt_ratio,
)

_WORD_BITS = 8
_ENDLESS = 1 << 255


class Range(Protocol):
    """What the loop reads of a pool."""

    def swap_fee_pips(self, *, zero_for_one: bool) -> int: ...
    @property
    def tick_spacing(self) -> int: ...
    @property
    def sqrt_price_x96(self) -> int: ...
    @property
    def tick(self) -> int: ...
    @property
    def liquidity(self) -> int: ...
    @property
    def first_word(self) -> int: ...
    @property
    def last_word(self) -> int: ...
    @property
    def ticks(self) -> tuple[int, ...]: ...
    @property
    def liquidity_net(self) -> tuple[int, ...]: ...


class Swap(NamedTuple):
    """amount_in includes the fee; the rest but the two counts is the pool's state afterwards.

    crossed: initialised ticks; words: ends of the bitmap's words that no tick was on
    """

    amount_in: int
    amount_out: int
    sqrt_price_x96: int
    tick: int
    liquidity: int
    crossed: int
    words: int


def exact_in(pool: Range, amount_in: int, *, zero_for_one: bool) -> Swap | None:
    """Spend all of amount_in; None where the known ticks do not suffice."""
    done, left = _walk(pool, amount_in, step_exact_in, _taken, zero_for_one=zero_for_one)
    return None if left else done


def most_in(pool: Range, *, zero_for_one: bool) -> int:
    """The greatest amount that exact_in can spend: as far as the known ticks reach, in one walk."""
    return _walk(pool, _ENDLESS, step_exact_in, _taken, zero_for_one=zero_for_one)[0].amount_in


def exact_out(pool: Range, amount_out: int, *, zero_for_one: bool) -> Swap | None:
    """Pay exactly amount_out; None where the known ticks do not suffice."""
    done, left = _walk(pool, amount_out, step_exact_out, lambda step: step.amount_out, zero_for_one=zero_for_one)
    return None if left else done


def _taken(step: Step) -> int:
    return step.amount_in + step.fee


def _walk(
    pool: Range,
    amount: int,
    advance: Callable[[int, int, int, int, int], Step],
    spent: Callable[[Step], int],
    *,
    zero_for_one: bool,
) -> tuple[Swap, int]:
    """As far as it goes, and what is left of amount there.

    A pool whose price is at the limit or beyond, where one may be initialised, takes nothing: the contract reverts.
    """
    price, tick, liquidity, remaining = pool.sqrt_price_x96, pool.tick, pool.liquidity, amount
    total_in = total_out = crossed = words = 0
    fee_pips = pool.swap_fee_pips(zero_for_one=zero_for_one)
    limit = MIN_SQRT_RATIO + 1 if zero_for_one else MAX_SQRT_RATIO - 1
    clamp = max if zero_for_one else min
    while remaining:
        if price <= limit if zero_for_one else price >= limit:
            break
        found = _next_tick(pool, tick, zero_for_one)
        if found is None or (not liquidity and _nothing_ahead(pool, tick, zero_for_one)):
            break
        next_tick, index = found
        boundary = sqrt_ratio_at_tick(next_tick)
        start = price
        step = advance(price, clamp(boundary, limit), liquidity, remaining, fee_pips)
        price = step.price
        remaining -= spent(step)
        total_in += step.amount_in + step.fee
        total_out += step.amount_out
        if price == boundary:
            if index is not None:
                liquidity += -pool.liquidity_net[index] if zero_for_one else pool.liquidity_net[index]
                crossed += 1
            else:
                words += 1
            tick = next_tick - 1 if zero_for_one else next_tick
        elif price != start:
            tick = tick_at_sqrt_ratio(price)
    return Swap(total_in, total_out, price, tick, liquidity, crossed, words), remaining


def _nothing_ahead(pool: Range, tick: int, zero_for_one: bool) -> bool:
    """Without liquidity and without a tick to come the pool would run to its price limit and leave the rest unspent."""
    return not pool.ticks or (tick < pool.ticks[0] if zero_for_one else tick >= pool.ticks[-1])


def _next_tick(pool: Range, tick: int, zero_for_one: bool) -> tuple[int, int | None] | None:
    """TickBitmap.nextInitializedTickWithinOneWord and the tick's place in pool.ticks; None in an unknown word."""
    compressed = tick // pool.tick_spacing + (0 if zero_for_one else 1)
    word = compressed >> _WORD_BITS
    if not pool.first_word <= word <= pool.last_word:
        return None
    position = bisect_right(pool.ticks, tick)
    if zero_for_one:
        edge = max((word << _WORD_BITS) * pool.tick_spacing, MIN_TICK)
        if position and pool.ticks[position - 1] >= edge:
            return pool.ticks[position - 1], position - 1
        return edge, None
    edge = min(((word << _WORD_BITS) + 255) * pool.tick_spacing, MAX_TICK)
    if position < len(pool.ticks) and pool.ticks[position] <= edge:
        return pool.ticks[position], position
    return edge, None
