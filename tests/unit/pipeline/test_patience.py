"""Trying again: within a budget, with growing pauses, and only where trying can help."""

from random import Random

import pytest

from solver.pipeline.patience import Patience, patiently
from solver.ports import Refused, Unreachable

QUICK = Patience(budget_s=5.0, first_pause_s=0.001, longest_pause_s=0.002)


class Flaky:
    def __init__(self, *failures: Exception) -> None:
        self.failures = list(failures)
        self.calls = 0

    async def __call__(self) -> str:
        self.calls += 1
        if self.failures:
            raise self.failures.pop(0)
        return "answer"


async def test_an_unreachable_side_is_asked_again() -> None:
    flaky = Flaky(*[Unreachable("x", "timeout")] * 3)
    assert await patiently(flaky, QUICK, Random(1)) == "answer"
    assert flaky.calls == 4


async def test_a_refusal_is_an_answer() -> None:
    flaky = Flaky(Refused("x", "no", "never"))
    with pytest.raises(Refused):
        await patiently(flaky, QUICK, Random(1))
    assert flaky.calls == 1


async def test_the_budget_ends_it_with_the_last_failure() -> None:
    flaky = Flaky(*[Unreachable("x", f"{n}") for n in range(1000)])
    with pytest.raises(Unreachable) as last:
        await patiently(flaky, Patience(0.05, 0.01, 0.02), Random(1))
    assert 2 <= flaky.calls <= 12
    assert last.value.detail == str(flaky.calls - 1)


async def test_without_a_budget_it_is_asked_once() -> None:
    flaky = Flaky(Unreachable("x", "timeout"))
    with pytest.raises(Unreachable):
        await patiently(flaky, Patience(0.0), Random(1))
    assert flaky.calls == 1
