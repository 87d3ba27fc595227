"""A pair as the convex program sees it."""

import math

from solver.domain.primitives import Address
from solver.markets.constant_product.pool import ConstantProduct
from solver.markets.shapes import Piece, Product
from solver.markets.two_tokens import PIPS


def pieces(market: ConstantProduct, token_in: Address, token_out: Address) -> tuple[Piece, ...]:
    """One piece without end; none where the pair is empty."""
    reserve_in, reserve_out = market.reserves(token_in, token_out)
    if not reserve_in or not reserve_out:
        return ()
    return (Piece(float(reserve_in), float(reserve_out), 1 - market.fee_pips / PIPS, math.inf),)


def shapes(market: ConstantProduct) -> tuple[Product, ...]:
    """The pair itself; none where it is empty."""
    if not market.reserve0 or not market.reserve1:
        return ()
    reserves = (float(market.reserve0), float(market.reserve1))
    return (Product((market.token0, market.token1), reserves, 1 - market.fee_pips / PIPS),)
