"""A weighted pool as the convex program sees it: one weighted product over all its tokens.

The pool refuses a swap of more than 30 % of a balance, which the shape does not know.
"""

from solver.markets.fixed_point import ONE
from solver.markets.shapes import Weighted
from solver.markets.weighted.pool import WeightedPool


def shapes(market: WeightedPool) -> tuple[Weighted, ...]:
    """The pool itself; none where it lacks a token."""
    if not min(market.balances):
        return ()
    return (
        Weighted(
            tokens=market.tokens,
            balances=tuple(float(b) for b in market.balances),
            weights=tuple(w / ONE for w in market.weights_e18),
            keep=1 - market.fee_e18 / ONE,
        ),
    )
