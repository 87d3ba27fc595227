"""Shared fixtures: the scale of long tests, the run's seed, and the log that soak runs keep."""

import fcntl
import json
import os
import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.postgres import Postgres, postgres


def pytest_report_header() -> str:
    """Print the seed, so that a failing run can be repeated."""
    return f"seed: {run_seed()} (repeat with HEDGEROW_SEED), scale: {os.environ.get('HEDGEROW_SCALE', 'quick')}"


def run_seed() -> int:
    """One seed for the whole run, fresh unless HEDGEROW_SEED gives it; workers share it through the environment."""
    return int(os.environ.setdefault("HEDGEROW_SEED", str(random.SystemRandom().randrange(2**32))))


def scaled_count(item: pytest.Item) -> int:
    """The count of a scaled test in this run; 1 for any other."""
    marker = item.get_closest_marker("scaled")
    if marker is None:
        return 1
    count = int(marker.kwargs[os.environ.get("HEDGEROW_SCALE", "quick")])
    return max(1, round(count * float(os.environ.get("HEDGEROW_SCALE_FACTOR", "1"))))


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Postgres]:
    """A PostgreSQL server, one for each worker."""
    with postgres(tmp_path_factory.mktemp("postgres")) as running:
        yield running


@pytest.fixture
def seed() -> int:
    """The run's seed."""
    return run_seed()


@pytest.fixture
def scale(request: pytest.FixtureRequest) -> int:
    """How many repetitions a test marked scaled(quick=, soak=) does in this run."""
    if request.node.get_closest_marker("scaled") is None:
        pytest.fail("a test that takes `scale` needs @pytest.mark.scaled(quick=, soak=)")
    return scaled_count(request.node)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Leave out what an interrupted soak run has already seen pass."""
    log = os.environ.get("HEDGEROW_SOAK_LOG")
    if log is None or not Path(log).is_file():
        return
    rows = [json.loads(line) for line in Path(log).read_text().splitlines()]
    passed = {row["test"] for row in rows if row["outcome"] == "passed"}
    items[:] = [item for item in items if item.nodeid not in passed]


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Iterator[None]:
    """Note each scaled test's count and outcome in the soak log."""
    report = yield
    log = os.environ.get("HEDGEROW_SOAK_LOG")
    if log is not None and call.when == "call":
        row = {
            "test": item.nodeid,
            "count": scaled_count(item),
            "outcome": report.outcome,  # type: ignore[attr-defined]  # pytest types the hook's result as None
            "seconds": round(call.duration, 3),
            "seed": run_seed(),
        }
        with Path(log).open("a") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            file.write(json.dumps(row) + "\n")
    return report
