"""A stable pool as the convex program sees it: one cone over all its coins, in changes relative to today's balances.

With x_i = B_i (1 + c_i) the invariant prod(n x_i / D) (Ann (S/D - 1) + 1) >= 1 becomes
    prod(1 + c_i) (1 + sum_i share_i c_i) >= 1,     share_i = Ann B_i / (D T),  T = Ann (S/D - 1) + 1,
which is a geometric mean of affine terms. A trade adds in_i and takes out_i of coin i; the trader gets keep * out_i.
The fee leaves the pool here, while the contract keeps the owner's part aside and the rest in the balances: that differs
only for a second trade on the same pool.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from solver.markets.shapes import Stable
from solver.markets.stable_swap.invariant import invariant
from solver.markets.stable_swap.pool import E10, StableSwap

_SEARCH_ROUNDS = 80


@dataclass(frozen=True, slots=True)
class StableCurve:
    """balances: units of each coin; shares: as above; keep = 1 - fee."""

    balances: tuple[float, ...]
    shares: tuple[float, ...]
    keep: float

    def room(self, added: Sequence[float], taken: Sequence[float]) -> float:
        """Logarithm of the invariant's product after a trade in units: at least 0 where the pool accepts it."""
        changes = [(a - t) / b for a, t, b in zip(added, taken, self.balances, strict=True)]
        factors = [*changes, sum(s * c for s, c in zip(self.shares, changes, strict=True))]
        return sum(map(math.log1p, factors)) if min(factors) > -1 else -math.inf

    def allowed(self, added: Sequence[float], taken: Sequence[float]) -> float:
        """The greatest part of taken, up to all of it, that the pool gives for added."""
        if self.room(added, taken) >= 0:
            return 1.0
        low, high = 0.0, 1.0
        for _ in range(_SEARCH_ROUNDS):
            middle = (low + high) / 2
            if self.room(added, [middle * t for t in taken]) >= 0:
                low = middle
            else:
                high = middle
        return low


def curve(market: StableSwap) -> StableCurve | None:
    """The curve at today's balances; None for a pool that lacks a coin or is beyond the contract's arithmetic."""
    scaled = market.scaled
    if min(scaled) == 0:
        return None
    try:
        d = invariant(scaled, market.amplification)
    except ArithmeticError:
        return None
    ann = market.amplification * len(scaled)
    term = ann * (sum(scaled) - d) / d + 1
    return StableCurve(
        balances=tuple(float(b) for b in market.balances),
        shares=tuple(ann * x / d / term for x in scaled),
        keep=1 - market.fee_e10 / E10,
    )


def shapes(market: StableSwap) -> tuple[Stable, ...]:
    """The pool over all its coins; none where it lacks one."""
    found = curve(market)
    return () if found is None else (Stable(market.tokens, found.balances, found.shares, 1.0, found.keep),)
