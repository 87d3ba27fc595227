"""A composable stable pool as the convex program sees it: StableSwap's invariant, the fee taken from what goes in."""

from solver.markets.composable_stable.invariant import A_PRECISION, invariant
from solver.markets.composable_stable.pool import ComposableStable
from solver.markets.fixed_point import ONE
from solver.markets.shapes import Stable


def shapes(market: ComposableStable) -> tuple[Stable, ...]:
    """The pool over all its tokens; none where it lacks one or is too lopsided for the contract's arithmetic."""
    scaled = market.scaled
    if not min(scaled):
        return ()
    try:
        d = invariant(scaled, market.amplification)
    except ArithmeticError:
        return ()
    ann = market.amplification * len(scaled) / A_PRECISION
    term = ann * (sum(scaled) - d) / d + 1
    return (
        Stable(
            tokens=market.tokens,
            balances=tuple(float(b) for b in market.balances),
            shares=tuple(ann * x / d / term for x in scaled),
            keep_in=1 - market.fee_e18 / ONE,
            keep_out=1.0,
        ),
    )
