"""A bidder may ask so often, and does not use up another's turns."""

import pytest

from solver.sandbox.auction.limiter import Limiter
from solver.sandbox.auction.refusal import Code, Refusal
from solver.testing.intents import account

ALICE, BOB = account(1), account(2)


class HandClock:
    def __init__(self) -> None:
        self.at_ns = 0

    def now_ns(self) -> int:
        return self.at_ns

    def monotonic_ns(self) -> int:
        return self.at_ns


def test_a_burst_is_taken_and_one_more_is_refused_until_time_has_passed() -> None:
    clock = HandClock()
    limiter = Limiter(2.0, 3, clock)
    for _ in range(3):
        limiter.take(ALICE)
    with pytest.raises(Refusal) as refused:
        limiter.take(ALICE)
    assert refused.value.code is Code.TOO_MANY_REQUESTS
    limiter.take(BOB)
    clock.at_ns = 500_000_000
    limiter.take(ALICE)
    with pytest.raises(Refusal):
        limiter.take(ALICE)


def test_a_long_pause_does_not_save_up_more_than_a_burst() -> None:
    clock = HandClock()
    limiter = Limiter(2.0, 3, clock)
    limiter.take(ALICE)
    clock.at_ns = 3600 * 10**9
    for _ in range(3):
        limiter.take(ALICE)
    with pytest.raises(Refusal):
        limiter.take(ALICE)
