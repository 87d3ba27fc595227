"""Who competes in the demo: the same program with other routers, margins, keys and executors."""

from dataclasses import dataclass

OURS = "hedgerow"


@dataclass(frozen=True, slots=True)
class Contender:
    """One solver; share_bps as in its configuration: what it keeps of the improvement over the limit."""

    name: str
    router: str
    share_bps: int


CONTENDERS = (
    Contender(OURS, "convex", 40),
    Contender("single-path", "single-path", 10),
    Contender("grid", "grid", 50),
)
"""The plainest router asks least: where one path is the best there is, or all but, it wins."""
