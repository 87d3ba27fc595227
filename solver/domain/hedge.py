"""What the hedging stage decides and hands on."""

from dataclasses import dataclass

from solver.domain.auction import Side
from solver.domain.primitives import Address


@dataclass(frozen=True, slots=True)
class HedgePlan:
    """What to trade for one intent now.

    side EXACT_IN: amount is the spend in sell-token units, limit the least receive in buy-token units at the fill time
    side EXACT_OUT: amount is the receive in buy-token units, limit the most spend in sell-token units
    spend_index, receive_index: which arrays' entries move
    delta_before_e8, delta_after_e8: delta of legs plus hedge before and after the trade, in 1e8 of the underlying
    size_deviation_bps: how far the signed amount is from the amount the legs imply (0 when they agree)
    """

    side: Side
    sell_token: Address
    buy_token: Address
    amount: int
    limit: int
    spend_index: int
    receive_index: int
    delta_before_e8: int
    delta_after_e8: int
    size_deviation_bps: int
