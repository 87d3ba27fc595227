"""The rest of the network keeps the base fee alive around where it began."""

from random import Random

from solver.domain.primitives import Address
from solver.sandbox.chain.background.traffic import MAX_GAS, TARGET_GAS, traffic

SINK = Address("0x" + "55" * 20)
GWEI = 10**9


def following(base_fee_wei: int, gas_used: int) -> int:
    """The next block's base fee by EIP-1559."""
    change = base_fee_wei * (gas_used - TARGET_GAS) // TARGET_GAS // 8
    return base_fee_wei + (max(change, 1) if gas_used > TARGET_GAS else change)


def used(gas_limit: int) -> int:
    return gas_limit - 21_700


def test_dear_gas_is_used_less_and_cheap_gas_more_but_never_the_whole_block() -> None:
    dear, fair, cheap = (traffic(Random(3), SINK, fee).gas_limit for fee in (2 * GWEI, GWEI, GWEI // 1000))
    assert used(dear) < used(fair) < used(cheap) == MAX_GAS


def test_from_anywhere_the_base_fee_comes_back_and_keeps_moving() -> None:
    rng, fee, late = Random(2), 7, []
    for block in range(600):
        fee = max(following(fee, used(traffic(rng, SINK, fee).gas_limit)), 7)
        late += [fee] if block >= 400 else []
    assert 0.8 * GWEI < sum(late) / len(late) < 1.25 * GWEI
    assert GWEI / 2 < min(late) < max(late) < 2 * GWEI
    assert len(set(late)) == len(late)
