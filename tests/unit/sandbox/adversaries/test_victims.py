"""Pending transactions that the bot understands, and those it leaves alone."""

from typing import Any

import pytest

from solver.sandbox.adversaries.sandwich.victims import decode_victim
from solver.sandbox.chain.abi import calldata

A, B, TO = "0x" + "0a" * 20, "0x" + "0b" * 20, "0x" + "0c" * 20
PATH = "(uint256,uint256,address[],address,uint256)"
ETH_PATH = "(uint256,address[],address,uint256)"
SINGLE = "exactInputSingle((address,address,uint24,address,uint256,uint256,uint256,uint160))"


def pending(data: str, value: int = 0) -> dict[str, Any]:
    return {
        "hash": "0x" + "11" * 32,
        "from": "0x" + "22" * 20,
        "to": "0x" + "DD" * 20,
        "input": data,
        "value": hex(value),
        "gasPrice": "0x9",
        "maxFeePerGas": "0x8",
        "maxPriorityFeePerGas": "0x2",
    }


@pytest.mark.parametrize(
    ("data", "value", "exact_in", "amount", "limit"),
    [
        (calldata("swapExactTokensForTokens" + PATH, 5, 3, [A, B], TO, 99), 0, True, 5, 3),
        (calldata("swapExactTokensForETH" + PATH, 5, 3, [A, B], TO, 99), 0, True, 5, 3),
        (calldata("swapTokensForExactTokens" + PATH, 5, 7, [A, B], TO, 99), 0, False, 5, 7),
        (calldata("swapTokensForExactETH" + PATH, 5, 7, [A, B], TO, 99), 0, False, 5, 7),
        (calldata("swapExactETHForTokens" + ETH_PATH, 3, [A, B], TO, 99), 5, True, 5, 3),
        (calldata("swapETHForExactTokens" + ETH_PATH, 5, [A, B], TO, 99), 7, False, 5, 7),
    ],
)
def test_every_swap_of_a_v2_router_is_understood(
    data: str, value: int, exact_in: bool, amount: int, limit: int
) -> None:
    victim = decode_victim(pending(data, value))
    assert victim is not None
    assert (victim.token_in, victim.token_out, victim.deadline, victim.fee_pips) == (A, B, 99, None)
    assert (victim.exact_in, victim.amount, victim.limit) == (exact_in, amount, limit)
    assert victim.router == "0x" + "dd" * 20


def test_a_swap_of_the_v3_router_is_understood() -> None:
    victim = decode_victim(pending(calldata(SINGLE, (A, B, 500, TO, 99, 5, 3, 0))))
    assert victim is not None
    assert (victim.fee_pips, victim.exact_in, victim.amount, victim.limit, victim.deadline) == (500, True, 5, 3, 99)
    assert (victim.max_fee_per_gas_wei, victim.max_priority_fee_per_gas_wei) == (8, 2)


@pytest.mark.parametrize(
    "data",
    [
        "0x",
        "0x12345678",
        calldata("transfer(address,uint256)", A, 5),
        calldata("swapExactTokensForTokens" + PATH, 5, 3, [A, B, A], TO, 99),
        calldata("swapExactTokensForTokens" + PATH, 5, 3, [A, B], TO, 99)[:-64],
        calldata(SINGLE, (A, B, 500, TO, 99, 5, 3, 0))[:10],
        calldata(SINGLE, (A, B, 500, TO, 99, 5, 3, 12345)),
    ],
)
def test_anything_else_is_left_alone(data: str) -> None:
    assert decode_victim(pending(data)) is None
