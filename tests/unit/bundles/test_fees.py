"""Gas prices under the fastest rise of the base fee."""

import pytest

from solver.bundles.fees import Fees, choose_fees, gas_cost_wei, worst_base_fee_wei
from solver.domain.ending import Declined, Reason

GWEI = 10**9


@pytest.mark.parametrize(
    ("base_fee_wei", "blocks", "worst_wei"),
    [
        (8 * GWEI, 0, 8 * GWEI),
        (8 * GWEI, 1, 9 * GWEI),
        (8 * GWEI, 2, 10_125_000_000),
        (7, 1, 8),
        (0, 2, 2),
        (15, 1, 16),
    ],
)
def test_the_base_fee_rises_by_an_eighth_rounded_down_and_by_one_at_least(
    base_fee_wei: int, blocks: int, worst_wei: int
) -> None:
    assert worst_base_fee_wei(base_fee_wei, blocks) == worst_wei


def test_the_max_fee_pays_the_whole_tip_in_the_last_block_of_the_window() -> None:
    fees = choose_fees(8 * GWEI, window_blocks=3, tip_wei=GWEI, cap_wei=100 * GWEI)
    assert fees == Fees(worst_base_fee_wei(8 * GWEI, 3) + GWEI, GWEI)


def test_the_operators_cap_shortens_the_head_room() -> None:
    assert choose_fees(8 * GWEI, window_blocks=3, tip_wei=GWEI, cap_wei=10 * GWEI) == Fees(10 * GWEI, GWEI)


def test_a_cap_below_the_next_block_declines() -> None:
    declined = choose_fees(8 * GWEI, window_blocks=3, tip_wei=GWEI, cap_wei=10 * GWEI - 1)
    assert isinstance(declined, Declined)
    assert declined.reason is Reason.HALTED


def test_gas_costs_the_worst_next_base_fee_and_the_tip_below_the_max_fee() -> None:
    assert gas_cost_wei(100, Fees(20 * GWEI, GWEI), 8 * GWEI) == 1_000 * GWEI
    assert gas_cost_wei(100, Fees(9 * GWEI, GWEI), 8 * GWEI) == 900 * GWEI
