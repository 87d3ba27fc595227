"""Machine code is there before the first law is timed."""

import pytest

from solver.optimizer.route import prepare


@pytest.fixture(scope="session", autouse=True)
def compiled() -> None:
    """Compiled at most once for a version of the kernels, or read from disk."""
    prepare("convex")
