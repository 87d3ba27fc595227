"""Gas prices that still hold when the base fee rises as fast as it can."""

from dataclasses import dataclass

from solver.domain.ending import Declined, Reason

_LARGEST_RISE = 8
"""A full block raises the base fee by one eighth, rounded down, at least by 1 wei."""


@dataclass(frozen=True, slots=True)
class Fees:
    """EIP-1559 prices, wei per gas."""

    max_fee_per_gas_wei: int
    max_priority_fee_per_gas_wei: int


def worst_base_fee_wei(base_fee_wei: int, blocks: int) -> int:
    """The highest base fee that many blocks after one with base_fee_wei."""
    for _ in range(blocks):
        base_fee_wei += max(base_fee_wei // _LARGEST_RISE, 1)
    return base_fee_wei


def choose_fees(base_fee_wei: int, *, window_blocks: int, tip_wei: int, cap_wei: int) -> Fees | Declined:
    """Tip in full up to the last block of the window, or as far as the operator's cap goes.

    base_fee_wei: of the head; the window begins with the next block.
    """
    if worst_base_fee_wei(base_fee_wei, 1) + tip_wei > cap_wei:
        return Declined(
            Reason.HALTED, f"base fee {base_fee_wei} wei and tip {tip_wei} wei exceed the cap {cap_wei} wei"
        )
    return Fees(min(worst_base_fee_wei(base_fee_wei, window_blocks) + tip_wei, cap_wei), tip_wei)


def gas_cost_wei(gas: int, fees: Fees, base_fee_wei: int) -> int:
    """What a transaction of that gas costs in the block after the head, at worst."""
    paid = min(worst_base_fee_wei(base_fee_wei, 1) + fees.max_priority_fee_per_gas_wei, fees.max_fee_per_gas_wei)
    return gas * paid
