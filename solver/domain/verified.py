"""What verification hands on: an intent that is safe to spend time on, with its decoded Dutch decay."""

from dataclasses import dataclass

from solver.domain.intent import SignedIntent
from solver.domain.primitives import DomainError, Hash, uint


@dataclass(eq=False)
class DecayRefused(DomainError):
    """Parameters on which the Dutch resolver reverts."""

    detail: str


@dataclass(frozen=True, slots=True)
class DutchParams:
    """Linear decay in seconds, field for field as contracts/src/resolvers/DutchResolver.sol.

    Spends rise, receives fall.
    """

    decay_start: int
    decay_end: int
    start_spend: tuple[int, ...]
    end_spend: tuple[int, ...]
    start_receive: tuple[int, ...]
    end_receive: tuple[int, ...]

    def __post_init__(self) -> None:
        uint("decay_start", self.decay_start, 64)
        uint("decay_end", self.decay_end, 64)
        for amount in (*self.start_spend, *self.end_spend, *self.start_receive, *self.end_receive):
            uint("amount", amount, 256)
        if self.decay_end < self.decay_start:
            raise DecayRefused("the decay ends before it starts")
        if len(self.start_spend) != len(self.end_spend) or len(self.start_receive) != len(self.end_receive):
            raise DecayRefused("start and end amounts differ in number")
        if any(end < start for start, end in zip(self.start_spend, self.end_spend, strict=True)):
            raise DecayRefused("a spend falls")
        if any(end > start for start, end in zip(self.start_receive, self.end_receive, strict=True)):
            raise DecayRefused("a receive rises")

    def amounts_at(self, decay_start: int, timestamp: int) -> tuple[tuple[int, ...], tuple[int, ...]]:
        """Spends (rounded down) and receives (rounded up) at timestamp, of a decay of signed length from decay_start.

        A decay of length 0 is a step at decay_start. Raises DecayRefused where 256 bits overflow on chain.
        """
        length = self.decay_end - self.decay_start
        elapsed = min(max(timestamp - decay_start, 0), length)
        if length == 0:
            elapsed, length = int(timestamp >= decay_start), 1
        spends = tuple(
            start + _part(end - start, elapsed, length)
            for start, end in zip(self.start_spend, self.end_spend, strict=True)
        )
        receives = tuple(
            start - _part(start - end, elapsed, length)
            for start, end in zip(self.start_receive, self.end_receive, strict=True)
        )
        return spends, receives


def _part(change: int, elapsed: int, length: int) -> int:
    product = change * elapsed
    if product >> 256:
        raise DecayRefused("the decay overflows 256 bits")
    return product // length


@dataclass(frozen=True, slots=True)
class Verified:
    """A signed intent that passed every check as of one block.

    earliest_fill_at: unix seconds of the earliest block that can fill it
    """

    signed: SignedIntent
    intent_hash: Hash
    terms_hash: Hash
    dutch: DutchParams
    earliest_fill_at: int
