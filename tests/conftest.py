"""Shared fixtures: the scale of long tests and the run's seed."""

import os
import random

import pytest


def pytest_report_header() -> str:
    """Print the seed, so that a failing run can be repeated."""
    return f"seed: {run_seed()} (repeat with HEDGEROW_SEED), scale: {os.environ.get('HEDGEROW_SCALE', 'quick')}"


def run_seed() -> int:
    """One seed for the whole run, fresh unless HEDGEROW_SEED gives it; workers share it through the environment."""
    return int(os.environ.setdefault("HEDGEROW_SEED", str(random.SystemRandom().randrange(2**32))))


@pytest.fixture
def seed() -> int:
    """The run's seed."""
    return run_seed()


@pytest.fixture
def scale(request: pytest.FixtureRequest) -> int:
    """How many repetitions a test marked scaled(quick=, soak=) does in this run."""
    marker = request.node.get_closest_marker("scaled")
    if marker is None:
        pytest.fail("a test that takes `scale` needs @pytest.mark.scaled(quick=, soak=)")
    count = int(marker.kwargs[os.environ.get("HEDGEROW_SCALE", "quick")])
    return max(1, round(count * float(os.environ.get("HEDGEROW_SCALE_FACTOR", "1"))))
