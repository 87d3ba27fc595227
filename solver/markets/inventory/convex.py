"""A stock as the convex program sees it: one bounded hyperbola each way."""

import math

from solver.domain.primitives import Address
from solver.markets.inventory.stock import Inventory
from solver.markets.shapes import Curve, Piece
from solver.markets.two_tokens import PIPS

_FINE = 2.0**64


def shapes(market: Inventory) -> tuple[Curve, ...]:
    """Each direction that still has something to give."""
    ways = ((market.base, market.quote), (market.quote, market.base))
    found = (_curve(market, *way) for way in ways)
    return tuple(curve for curve in found if curve is not None)


def _curve(market: Inventory, token_in: Address, token_out: Address) -> Curve | None:
    virtual_in, virtual_out, held = market.sides(token_in, token_out)
    if not held:
        return None
    reserve_in, reserve_out, keep = virtual_in / _FINE, virtual_out / _FINE, 1 - market.fee_pips / PIPS
    capacity = held * reserve_in / ((reserve_out - held) * keep) if held < reserve_out else math.inf
    return Curve(token_in, token_out, (Piece(reserve_in, reserve_out, keep, capacity),))
