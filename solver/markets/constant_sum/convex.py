"""A fixed rate as the convex program sees it: one level each way."""

from solver.markets.constant_sum.pool import ConstantSum
from solver.markets.shapes import Levels
from solver.markets.two_tokens import PIPS


def shapes(market: ConstantSum) -> tuple[Levels, ...]:
    """Each direction that still has something to pay."""
    found = []
    for token_in, token_out in ((market.token0, market.token1), (market.token1, market.token0)):
        multiplier_in, multiplier_out, balance = market.side(token_in, token_out)
        price = (1 - market.fee_pips / PIPS) * multiplier_in / multiplier_out
        if balance:
            found.append(Levels(token_in, token_out, (balance / price,), (price,)))
    return tuple(found)
