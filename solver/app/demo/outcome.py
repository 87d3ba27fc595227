"""What a demo run came to: one line for each intent, and the object that `hedgerow demo --json` prints."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from solver.quality.distribution import percentile

SCHEMA_VERSION = 1


@dataclass(frozen=True, slots=True)
class IntentLine:
    """One intent as our solver ended it.

    block: the head it was auctioned on; amount, benchmark: units of the objective token, ours and the best single
    path's net of gas; improvement_bps: price improvement net of gas against that path, None where we did not settle.
    """

    intent_hash: str
    block: int
    pair: str
    side: str
    ending: str
    detail: str
    winner: str
    amounts: tuple[str, str]
    improvement_bps: float | None
    hops: int
    sandwiched: bool


@dataclass(frozen=True, slots=True)
class Outcome:
    """The whole run; latency in ms by stage; ledger_difference in units by token symbol, empty when all agree."""

    lines: tuple[IntentLine, ...]
    latency_ms: Mapping[str, Mapping[str, float]]
    ledger_difference: Mapping[str, int]
    config: str
    database: str
    report: str

    def count(self, ending: str) -> int:
        """Intents with that ending."""
        return sum(line.ending == ending for line in self.lines)

    def declined(self) -> dict[str, int]:
        """Reason to count."""
        return dict(sorted(Counter(line.detail for line in self.lines if line.ending == "declined").items()))

    def improvements(self) -> list[float]:
        """Price improvements of what we settled, ascending, in bps."""
        return sorted(line.improvement_bps for line in self.lines if line.improvement_bps is not None)

    def as_json(self) -> dict[str, object]:
        """The object of `hedgerow demo --json` (docs/reference/demo.schema.json)."""
        return {
            "schema_version": SCHEMA_VERSION,
            "intents": len(self.lines),
            "settled": self.count("settled"),
            "declined": self.declined(),
            "lost": self.count("lost"),
            "reverted": self.count("reverted"),
            "expired": self.count("expired"),
            "price_improvement_bps": {
                "median": quantile(self.improvements(), 0.5),
                "p10": quantile(self.improvements(), 0.1),
            },
            "sandwiched": sum(line.sandwiched for line in self.lines),
            "ledger_difference": {token: str(units) for token, units in self.ledger_difference.items()},
            "latency_ms": {stage: dict(figures) for stage, figures in self.latency_ms.items()},
            "config": self.config,
            "database": self.database,
            "report": self.report,
        }


def quantile(values: Sequence[float], share: float) -> float | None:
    """Nearest-rank quantile, rounded to 1e-4; None of nothing."""
    found = percentile(values, share)
    return None if found is None else round(found, 4)
