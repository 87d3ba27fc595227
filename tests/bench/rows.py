"""What the bench writes: rows of figures, and the claims that rest on them."""

import math
import statistics
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any


class Case(StrEnum):
    """Families of problems."""

    MIXED = "mixed"
    CONSTANT_PRODUCT = "constant-product"
    RECORDED = "recorded"
    TWO_ASSET = "two-asset"
    GAS = "gas"
    INTEGER = "integer"
    BATCH = "batch"


class Peer(StrEnum):
    """Who else solves them."""

    PUBLISHED = "published"
    CVXPY = "cvxpy-clarabel"
    CLARABEL = "clarabel"
    SINGLE_PATH = "single-path"
    GRID = "grid-5"
    CHUNKS = "chunks-256"
    BRUTE_FORCE = "brute-force"


@dataclass(frozen=True, slots=True)
class Row:
    """One case at one size against one peer (or none). Times are medians over seeds, ratio is peer_ms / ours_ms.

    gap, shortfall: ours, the worst over the seeds, as fractions of order value; peer_gap, peer_shortfall: the median
    note: what the peer was told to do, or why it was not run
    """

    case: Case
    size: int
    ours_ms: float | None
    peer: Peer | None
    peer_ms: float | None
    ratio: float | None
    gap: float | None
    shortfall: float | None
    peer_gap: float | None = None
    peer_shortfall: float | None = None
    start: str = "cold"
    note: str = ""


class Kind(StrEnum):
    """What a claim is about: the ratio to a peer, an absolute time, or the quality of answers."""

    RATIO = "ratio"
    TIME = "time"
    QUALITY = "quality"


@dataclass(frozen=True, slots=True)
class Claim:
    """wanted and seen in words; holds: None where it was not measured."""

    measure: str
    kind: Kind
    wanted: str
    seen: str
    holds: bool | None


@dataclass(frozen=True, slots=True)
class Seen:
    """One seed: our time and the peer's, and how good the answers were."""

    ours_ms: float
    peer_ms: float | None
    gap: float
    shortfall: float
    peer_gap: float | None = None
    peer_shortfall: float | None = None


def row(case: Case, size: int, peer: Peer | None, seen: Sequence[Seen], *, start: str = "cold", note: str = "") -> Row:
    """Over the seeds."""
    timed = [(one.ours_ms, one.peer_ms) for one in seen if one.peer_ms is not None]
    return Row(
        case=case,
        size=size,
        ours_ms=statistics.median(one.ours_ms for one in seen),
        peer=peer,
        peer_ms=statistics.median(peer_ms for _, peer_ms in timed) if timed else None,
        ratio=statistics.median(peer_ms / ours_ms for ours_ms, peer_ms in timed) if timed else None,
        gap=max(abs(one.gap) for one in seen),
        shortfall=max(one.shortfall for one in seen),
        peer_gap=_median(one.peer_gap for one in seen),
        peer_shortfall=_median(one.peer_shortfall for one in seen),
        start=start,
        note=note,
    )


def not_run(case: Case, size: int, peer: Peer, note: str) -> Row:
    """A peer that is left out, and why."""
    return Row(case, size, None, peer, None, None, None, None, note=note)


def _median(figures: Iterable[float | None]) -> float | None:
    known = [figure for figure in figures if figure is not None and math.isfinite(figure)]
    return statistics.median(known) if known else None


def as_json(one: Row | Claim) -> dict[str, Any]:
    """Numbers that JSON does not know become null."""
    return {name: None if _unknown(value) else value for name, value in asdict(one).items()}


def _unknown(value: object) -> bool:
    return isinstance(value, float) and not math.isfinite(value)
