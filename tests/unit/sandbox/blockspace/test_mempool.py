"""The public mempool's rules, without a chain."""

from typing import TYPE_CHECKING

import pytest

from solver.sandbox.blockspace.mempool import MOST_PER_SENDER, Account, PublicMempool, Refusal, intrinsic_gas

if TYPE_CHECKING:
    from tests.unit.sandbox.blockspace.conftest import Sign

RICH = Account(nonce=0, balance_wei=10**24)
GAS_LIMIT = 30_000_000


@pytest.fixture
def mempool() -> PublicMempool:
    return PublicMempool(chain_id=1, gas_limit=GAS_LIMIT)


def test_a_good_transaction_is_taken_once(mempool: PublicMempool, sign: "Sign") -> None:
    assert mempool.add(sign(), RICH) is None
    assert mempool.add(sign(), RICH) is Refusal.KNOWN
    assert mempool.runnable(sign().sender) == (sign(),)


@pytest.mark.parametrize(
    ("fields", "refusal"),
    [
        ({"chainId": 5}, Refusal.WRONG_CHAIN),
        ({"gas": 20_999}, Refusal.INTRINSIC_GAS),
        ({"gas": GAS_LIMIT + 1}, Refusal.GAS_LIMIT),
        ({"tip": 101}, Refusal.TIP_ABOVE_FEE),
        ({"value": 10**24}, Refusal.FUNDS),
    ],
)
def test_what_no_block_could_hold_is_refused(
    mempool: PublicMempool, sign: "Sign", fields: dict[str, int], refusal: Refusal
) -> None:
    assert mempool.add(sign(**fields), RICH) is refusal
    assert len(mempool) == 0


def test_a_nonce_below_the_chains_is_too_low(mempool: PublicMempool, sign: "Sign") -> None:
    assert mempool.add(sign(nonce=2), Account(3, 10**24)) is Refusal.NONCE_TOO_LOW


@pytest.mark.parametrize(
    ("tip", "max_fee", "taken"),
    [(11, 110, True), (10, 110, False), (11, 109, False), (20, 100, False), (12, 200, True)],
)
def test_a_replacement_pays_ten_percent_more_in_both_fees(
    mempool: PublicMempool, sign: "Sign", tip: int, max_fee: int, taken: bool
) -> None:
    mempool.add(sign(tip=10, max_fee=100), RICH)
    refusal = mempool.add(sign(tip=tip, max_fee=max_fee), RICH)
    assert refusal is (None if taken else Refusal.UNDERPRICED_REPLACEMENT)
    assert len(mempool) == 1
    assert (mempool.find(sign(tip=10, max_fee=100).hash) is None) is taken


def test_one_wei_below_ten_percent_is_not_enough(mempool: PublicMempool, sign: "Sign") -> None:
    mempool.add(sign(maxFeePerGas=1001, maxPriorityFeePerGas=101), RICH)
    assert mempool.add(sign(maxFeePerGas=1101, maxPriorityFeePerGas=112), RICH) is Refusal.UNDERPRICED_REPLACEMENT
    assert mempool.add(sign(maxFeePerGas=1102, maxPriorityFeePerGas=111), RICH) is Refusal.UNDERPRICED_REPLACEMENT
    assert mempool.add(sign(maxFeePerGas=1102, maxPriorityFeePerGas=112), RICH) is None


def test_a_sender_must_afford_all_that_waits(mempool: PublicMempool, sign: "Sign") -> None:
    enough_for_two = Account(0, 2 * sign().max_cost_wei)
    assert mempool.add(sign(nonce=0), enough_for_two) is None
    assert mempool.add(sign(nonce=1), enough_for_two) is None
    assert mempool.add(sign(nonce=2), enough_for_two) is Refusal.FUNDS


def test_a_gap_keeps_what_follows_from_running(mempool: PublicMempool, sign: "Sign") -> None:
    for nonce in (0, 1, 3):
        mempool.add(sign(nonce=nonce), RICH)
    sender = sign().sender
    assert [t.nonce for t in mempool.runnable(sender)] == [0, 1]
    assert [t.nonce for t in mempool.queued(sender)] == [3]


def test_a_new_head_clears_what_was_mined_or_can_no_longer_be_paid(mempool: PublicMempool, sign: "Sign") -> None:
    for nonce in (0, 1, 2):
        mempool.add(sign(nonce=nonce), RICH)
    sender = sign().sender
    mempool.settle({sender: Account(1, 10**24)})
    assert [t.nonce for t in mempool.runnable(sender)] == [1, 2]
    mempool.settle({sender: Account(1, 1)})
    assert len(mempool) == 0
    assert mempool.senders() == ()


def test_an_orphan_comes_back_unless_its_nonce_is_taken(mempool: PublicMempool, sign: "Sign") -> None:
    mempool.add(sign(nonce=1, tip=5), RICH)
    mempool.readmit([sign(nonce=0), sign(nonce=1, tip=9)])
    mempool.settle({sign().sender: RICH})
    assert mempool.runnable(sign().sender) == (sign(nonce=0), sign(nonce=1, tip=5))


def test_one_sender_cannot_fill_the_pool(mempool: PublicMempool, sign: "Sign") -> None:
    for nonce in range(MOST_PER_SENDER):
        assert mempool.add(sign(nonce=nonce), RICH) is None
    assert mempool.add(sign(nonce=MOST_PER_SENDER), RICH) is Refusal.SENDER_FULL
    assert mempool.add(sign(2), RICH) is None


def test_calldata_costs_gas_before_it_runs(sign: "Sign") -> None:
    assert intrinsic_gas(sign()) == 21_000
    assert intrinsic_gas(sign(data=b"\0\x01", gas=50_000)) == 21_000 + 10 * (1 + 4)
    listed = [{"address": "0x" + "33" * 20, "storageKeys": ["0x" + "44" * 32]}]
    assert intrinsic_gas(sign(accessList=listed, gas=50_000)) == 21_000 + 2400 + 1900
