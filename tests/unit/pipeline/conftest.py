"""The stand is fresh for each test."""

import pytest

from tests.unit.pipeline.stand import Stand


@pytest.fixture
def stand() -> Stand:
    return Stand()
