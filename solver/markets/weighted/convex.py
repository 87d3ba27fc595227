"""A weighted pool as the convex program sees it: one weighted product over all its tokens.

The pool refuses a swap of more than 30 % of a balance, which the shape does not know.
"""

from solver.markets.fixed_point import ONE
from solver.markets.shapes import Weighted
from solver.markets.weighted.pool import WeightedPool


def shapes(market: WeightedPool) -> tuple[Weighted, ...]:
    """The pool over the tokens it holds; none where it does not hold two."""
    slots = zip(market.tokens, market.balances, market.weights_e18, strict=True)
    held = [(token, float(balance), weight) for token, balance, weight in slots if balance]
    if len(held) < 2:  # noqa: PLR2004 (a trade has two sides)
        return ()
    tokens, balances, weights = zip(*held, strict=True)
    total = sum(weights)
    return (Weighted(tokens, balances, tuple(w / total for w in weights), keep=1 - market.fee_e18 / ONE),)
