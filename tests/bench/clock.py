"""Milliseconds on a noisy machine: turn by turn, the middle one.

The clock is the processor time of this process, which on one thread of an idle machine is the time on the wall, and
which others' work disturbs less. More than one thread would only make it longer.
"""

import gc
import statistics
from collections.abc import Callable, Sequence
from time import process_time_ns

Run = Callable[[], object]
_NS = 1_000_000


def once_ms(run: Run) -> float:
    """One run."""
    start = process_time_ns()
    run()
    return (process_time_ns() - start) / _NS


def medians_ms(runs: Sequence[Run], *, budget_ms: float = 250.0, most: int = 60) -> list[float]:
    """The median of each, run in turns so that the machine's moods meet all alike.

    The first turn warms up and counts only for what takes longer than its budget, which then is run no more.
    """
    first = [once_ms(run) for run in runs]
    taken: list[list[float]] = [[] for _ in runs]
    collecting = gc.isenabled()
    gc.disable()
    try:
        for _ in range(most):
            running = [i for i, ms in enumerate(first) if ms < budget_ms and sum(taken[i]) < budget_ms]
            for i in running:
                taken[i].append(once_ms(runs[i]))
            if not running:
                break
    finally:
        if collecting:
            gc.enable()
    return [statistics.median(of or [ms]) for of, ms in zip(taken, first, strict=True)]
