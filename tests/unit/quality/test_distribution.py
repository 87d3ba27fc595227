"""Percentiles and latency by stage."""

import pytest

from solver.domain.events import StageTimed
from solver.domain.primitives import ZERO_HASH
from solver.quality.distribution import Latency, latency_by_stage, percentile


@pytest.mark.parametrize(
    ("share", "value"), [(0.0, 15), (0.05, 15), (0.2, 15), (0.3, 20), (0.4, 20), (0.5, 35), (0.99, 50), (1.0, 50)]
)
def test_a_percentile_is_the_value_of_the_nearest_rank(share: float, value: float) -> None:
    assert percentile([50, 15, 40, 20, 35], share) == value


def test_every_percent_of_a_hundred_values_is_its_own_value() -> None:
    assert [percentile(range(1, 101), percent / 100) for percent in range(1, 101)] == list(range(1, 101))


def test_nothing_has_no_percentile_and_no_share_lies_outside() -> None:
    assert percentile([], 0.5) is None
    for share in (-0.1, 1.1):
        with pytest.raises(ValueError, match="share"):
            percentile([1], share)


def timed(stage: str, elapsed_ms: int) -> StageTimed:
    return StageTimed(ZERO_HASH, stage, 0, elapsed_ms * 1_000_000)


def test_latency_is_told_for_each_stage_with_its_share_of_the_time() -> None:
    events = [timed("verify", 1), timed("solve", 10), timed("verify", 3), timed("solve", 30), timed("solve", 6)]
    stages = latency_by_stage(events)
    assert list(stages) == ["verify", "solve"]
    assert stages["verify"] == Latency(2, 1.0, 3.0, 3.0, 3.0, 0.08)
    assert stages["solve"] == Latency(3, 10.0, 30.0, 30.0, 30.0, 0.92)


def test_no_events_give_no_stages_and_no_time_no_share() -> None:
    assert latency_by_stage([]) == {}
    assert latency_by_stage([timed("verify", 0)])["verify"].share == 0.0
