"""How often one bidder may ask: a bucket of requests that refills evenly."""

from dataclasses import dataclass

from solver.domain.primitives import Address
from solver.ports import Clock
from solver.sandbox.auction.refusal import Code, Refusal


@dataclass(slots=True)
class _Bucket:
    tokens: float
    seen_ns: int


class Limiter:
    """One bucket a bidder, so that none can starve another."""

    def __init__(self, per_second: float, burst: int, clock: Clock) -> None:
        self._per_second = per_second
        self._burst = burst
        self._clock = clock
        self._buckets: dict[Address, _Bucket] = {}

    def take(self, bidder: Address) -> None:
        """Count one request; raises Refusal(TOO_MANY_REQUESTS) where the bucket is empty."""
        now = self._clock.monotonic_ns()
        bucket = self._buckets.setdefault(bidder, _Bucket(float(self._burst), now))
        refilled = bucket.tokens + (now - bucket.seen_ns) / 1e9 * self._per_second
        bucket.tokens, bucket.seen_ns = min(refilled, float(self._burst)), now
        if bucket.tokens < 1:
            raise Refusal(Code.TOO_MANY_REQUESTS, f"at most {self._per_second:g} requests a second")
        bucket.tokens -= 1
