"""How many of the intents we took on were filled, and what became of the others."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from solver.domain.ending import Declined, Ending, Expired, Lost, Reverted, Settled


@dataclass(frozen=True, slots=True)
class Outcomes:
    """Counts of endings; declined by reason."""

    settled: int
    lost: int
    reverted: int
    expired: int
    declined: tuple[tuple[str, int], ...]

    @property
    def total(self) -> int:
        """Every intent once."""
        return self.bid + sum(count for _, count in self.declined)

    @property
    def bid(self) -> int:
        """Intents we bid on."""
        return self.settled + self.lost + self.reverted + self.expired

    @property
    def won(self) -> int:
        """Intents whose auction we won: what happened to them is our own doing."""
        return self.settled + self.reverted + self.expired

    @property
    def win_ratio(self) -> float | None:
        """Auctions won, of those we bid in; None without a bid."""
        return self.won / self.bid if self.bid else None

    @property
    def fill_ratio(self) -> float | None:
        """Fills, of the auctions we won: a lost one says nothing of how we fill. None without a win."""
        return self.settled / self.won if self.won else None


def outcomes(endings: Iterable[Ending]) -> Outcomes:
    """Count endings."""
    kinds: Counter[type] = Counter()
    reasons: Counter[str] = Counter()
    for ending in endings:
        match ending:
            case Declined(reason=reason):
                reasons[reason.value] += 1
            case Settled() | Lost() | Reverted() | Expired():
                kinds[type(ending)] += 1
    return Outcomes(kinds[Settled], kinds[Lost], kinds[Reverted], kinds[Expired], tuple(sorted(reasons.items())))
