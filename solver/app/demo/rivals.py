"""Who competes in the demo: the same program with other routers, margins, keys and executors."""

from dataclasses import dataclass

OURS = "hedgerow"


@dataclass(frozen=True, slots=True)
class Contender:
    """One solver: margin_bps as [bid] margin_bps of its configuration."""

    name: str
    router: str
    margin_bps: int


CONTENDERS = (
    Contender(OURS, "convex", 100),
    Contender("single-path", "single-path", 50),
    Contender("grid", "grid", 75),
)
