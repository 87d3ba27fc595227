"""The convex form that constant product pools and ranges of concentrated liquidity share, in floats."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Piece:
    """out(x) = reserve_out * keep x / (reserve_in + keep x) for 0 <= x <= capacity: concave, increasing.

    Amounts in units of the two tokens; keep = 1 - fee; reserves are virtual where the piece is a range of a v3 pool.
    """

    reserve_in: float
    reserve_out: float
    keep: float
    capacity: float
