"""Buying units of output one by one, each where it is cheapest."""

import heapq
from collections.abc import Sequence
from dataclasses import dataclass

from solver.optimizer.integer.lanes import Lane

_Step = tuple[float, int, int, int]
"""Cost for what it is worth, lane, cost in units, output after it."""


@dataclass(slots=True)
class Amounts:
    """What each lane takes and pays at present; changed in place by the searches."""

    inputs: list[int]
    outs: list[int]


def buy(lanes: Sequence[Lane], amounts: Amounts, dust: int) -> tuple[int, bool]:
    """Spend dust on the cheapest next units; what is left, and whether more could be bought with it.

    A few steps a lane, in lanes of fine units a part of the dust each: a larger rest belongs to all lanes at once.
    """
    stride = _Stride(units_in=dust // (2 * len(lanes)))
    heap = _first_steps(lanes, amounts, stride)
    for _ in range(_most_steps(lanes)):
        while heap and heap[0][2] > dust:
            heapq.heappop(heap)
        if not heap:
            return dust, False
        dust -= heap[0][2]
        _advance(lanes, amounts, heap, stride)
    return dust, any(step[2] <= dust for step in heap)


def fill_up(lanes: Sequence[Lane], amounts: Amounts, missing: int) -> tuple[int, bool]:
    """Buy the cheapest next units until nothing is missing; what then is, and whether more can be bought.

    Where much is missing, a part of it at each step.
    """
    stride = _Stride(units_out=max(1, missing // (2 * len(lanes))))
    heap = _first_steps(lanes, amounts, stride)
    for _ in range(_most_steps(lanes)):
        if missing <= 0 or not heap:
            break
        place, before = heap[0][1], amounts.outs[heap[0][1]]
        _advance(lanes, amounts, heap, stride)
        missing -= amounts.outs[place] - before
    return missing, bool(heap)


@dataclass(frozen=True, slots=True)
class _Stride:
    """The least that one step takes, and the least that it brings where there is so much."""

    units_in: int = 0
    units_out: int = 1


def _most_steps(lanes: Sequence[Lane]) -> int:
    return 3 * len(lanes) + 8


def _first_steps(lanes: Sequence[Lane], amounts: Amounts, stride: _Stride) -> list[_Step]:
    steps = (_step(one, place, amounts, stride) for place, one in enumerate(lanes))
    heap = [step for step in steps if step is not None]
    heapq.heapify(heap)
    return heap


def _advance(lanes: Sequence[Lane], amounts: Amounts, heap: list[_Step], stride: _Stride) -> None:
    """Take the cheapest step, and put the one after it in its place."""
    _, place, cost, out = heap[0]
    amounts.inputs[place] += cost
    amounts.outs[place] = out
    following = _step(lanes[place], place, amounts, stride)
    if following is None:
        heapq.heappop(heap)
    else:
        heapq.heapreplace(heap, following)


def _step(one: Lane, place: int, amounts: Amounts, stride: _Stride) -> _Step | None:
    """The lane's next unit out, or the next stride; None where it has none, or is too fine to be searched."""
    out, taken = amounts.outs[place], amounts.inputs[place]
    if not one.counts(out):
        return None
    needed = one.least(out + stride.units_out)
    if needed < 0 and stride.units_out > 1:
        needed = one.least(out + 1)
    if needed <= taken:
        return None
    needed = max(needed, taken + stride.units_in)
    then = one.pays(needed)
    if then <= out:
        return None
    cost = (needed - taken) * one.worth[0] / ((then - out) * one.worth[1])
    return cost, place, needed - taken, then
