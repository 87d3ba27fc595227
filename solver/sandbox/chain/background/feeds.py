"""When a price feed moves: deviation, heartbeat and lag, and never otherwise."""

from dataclasses import dataclass

from solver.domain.primitives import Address

DEVIATION_PPM = 5_000
HEARTBEAT_S = 3_600
LAG_BLOCKS = 2


@dataclass(frozen=True, slots=True)
class Round:
    """A feed's newest round on chain."""

    feed: Address
    answer_e8: int
    updated_at_s: int


def update_due(newest: Round, observed_e8: int, lands_at_s: int) -> bool:
    """Whether a price observed LAG_BLOCKS before the block of timestamp lands_at_s belongs into that block."""
    moved_ppm = abs(observed_e8 - newest.answer_e8) * 10**6 // newest.answer_e8
    return moved_ppm >= DEVIATION_PPM or lands_at_s - newest.updated_at_s >= HEARTBEAT_S
