"""Percentiles by nearest rank: always a value that was observed."""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from solver.domain.events import StageTimed

_NS_PER_MS = 1_000_000


def percentile(values: Iterable[float], share: float) -> float | None:
    """The least observed value that a share of all values does not exceed; None of nothing."""
    if not 0 <= share <= 1:
        raise ValueError(f"share {share} is not within 0..1")
    ascending = sorted(values)
    if not ascending:
        return None
    # A product like 0.07 * 100 lands a hair above the whole number that is meant.
    rank = math.ceil(share * len(ascending) - 1e-9)
    return ascending[max(rank, 1) - 1]


@dataclass(frozen=True, slots=True)
class Latency:
    """One stage, in milliseconds; share is its part of all time measured."""

    count: int
    p50_ms: float
    p90_ms: float
    p99_ms: float
    worst_ms: float
    share: float


def latency_by_stage(timed: Iterable[StageTimed]) -> Mapping[str, Latency]:
    """Each stage's latency, in the order in which stages were first seen."""
    by_stage: dict[str, list[int]] = {}
    for event in timed:
        by_stage.setdefault(event.stage, []).append(event.elapsed_ns)
    total = sum(map(sum, by_stage.values()))
    return {stage: _latency(elapsed, total) for stage, elapsed in by_stage.items()}


def _latency(elapsed_ns: list[int], total_ns: int) -> Latency:
    p50, p90, p99 = (percentile(elapsed_ns, share) or 0.0 for share in (0.5, 0.9, 0.99))
    return Latency(
        count=len(elapsed_ns),
        p50_ms=p50 / _NS_PER_MS,
        p90_ms=p90 / _NS_PER_MS,
        p99_ms=p99 / _NS_PER_MS,
        worst_ms=max(elapsed_ns) / _NS_PER_MS,
        share=sum(elapsed_ns) / total_ns if total_ns else 0.0,
    )
