"""What the bot pays the builder for its bundle: a share of its gain, and enough to stand before the victim alone."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Gas:
    """Units of gas of the three transactions."""

    front: int
    victim: int
    back: int


@dataclass(frozen=True, slots=True)
class Bid:
    """back_tip_wei per gas of the last transaction; cost_wei is all that the bundle costs the bot."""

    back_tip_wei: int
    cost_wei: int


def bid_for(gain_wei: int, base_fee_wei: int, gas: Gas, victim_tip_wei: int, share_bps: int) -> Bid | None:
    """The bid; None where it would cost more than the gain.

    The builder sorts by payment for gas. Were the bundle to rank below the victim's own transaction, that one would be
    in the block first; so the bundle must pay at least one wei more for each of its gas than the victim does.
    """
    fees_wei = base_fee_wei * (gas.front + gas.back)
    left_wei = gain_wei - fees_wei
    to_lead_wei = (victim_tip_wei + 1) * (gas.front + gas.victim + gas.back) - victim_tip_wei * gas.victim
    payment_wei = max(left_wei * share_bps // 10_000, to_lead_wei)
    back_tip_wei = -(-payment_wei // gas.back)
    cost_wei = fees_wei + back_tip_wei * gas.back
    return Bid(back_tip_wei, cost_wei) if cost_wei < gain_wei else None
