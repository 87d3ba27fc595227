"""eth_simulateV1 as the builder's scale: what each transaction of a list would use and pay, nothing being mined.

Between the transactions a probe reads the coinbase's ETH and WETH, so tips and direct payments count alike. Nonces and
fees against the base fee are not checked here: the node accepts any, so the caller checks them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from solver.domain.primitives import Address
from solver.sandbox.blockspace.orders import Execution
from solver.sandbox.blockspace.transactions import PoolTransaction

_PROBE = "0x" + "b10c" * 10
_PROBE_GAS = 1_000_000
_NOBODY = "0x" + "00" * 20


@dataclass(frozen=True, slots=True)
class NextBlock:
    """The block to be built: its number, timestamp, base fee, gas limit and who is paid."""

    number: int
    timestamp: int
    base_fee_wei: int
    gas_limit: int
    coinbase: Address
    weth: Address


def request(block: NextBlock, transactions: Sequence[PoolTransaction]) -> tuple[dict[str, object], str]:
    """Parameters of eth_simulateV1 on top of the head; transactions run in order."""
    probe = {"from": _NOBODY, "to": _PROBE, "gas": hex(_PROBE_GAS)}
    calls: list[dict[str, object]] = [dict(probe)]
    for transaction in transactions:
        calls += [_call(transaction), dict(probe)]
    overrides = {
        "number": hex(block.number),
        "time": hex(block.timestamp),
        "baseFeePerGas": hex(block.base_fee_wei),
        "feeRecipient": block.coinbase,
        "gasLimit": hex(block.gas_limit + len(calls) * _PROBE_GAS),
    }
    state = {_PROBE: {"code": "0x" + _probe_code(block.weth).hex()}}
    return {"blockStateCalls": [{"blockOverrides": overrides, "stateOverrides": state, "calls": calls}]}, "latest"


def executions(answer: list[dict[str, Any]]) -> tuple[Execution, ...]:
    """The answer of that request, one execution a transaction."""
    calls = answer[0]["calls"]
    purses = [_purse_wei(call["returnData"]) for call in calls[::2]]
    return tuple(_execution(call, *pair) for call, pair in zip(calls[1::2], pairwise(purses), strict=True))


def _execution(call: dict[str, Any], before_wei: int, after_wei: int) -> Execution:
    return Execution(
        gas_used=int(call["gasUsed"], 16),
        succeeded=int(call["status"], 16) == 1,
        gain_wei=after_wei - before_wei,
        return_data=bytes.fromhex(call["returnData"][2:]),
    )


def _call(transaction: PoolTransaction) -> dict[str, object]:
    return {
        "from": transaction.sender,
        "to": transaction.to,
        "nonce": hex(transaction.nonce),
        "value": hex(transaction.value_wei),
        "input": "0x" + transaction.data.hex(),
        "gas": hex(transaction.gas_limit),
        "maxFeePerGas": hex(transaction.max_fee_per_gas_wei),
        "maxPriorityFeePerGas": hex(transaction.max_priority_fee_per_gas_wei),
        "accessList": [{"address": a, "storageKeys": list(slots)} for a, slots in transaction.access_list],
    }


def _purse_wei(return_data: str) -> int:
    """The coinbase's ETH and WETH together."""
    data = bytes.fromhex(return_data[2:])
    return int.from_bytes(data[:32], "big") + int.from_bytes(data[32:64], "big")


def _probe_code(weth: Address) -> bytes:
    """Returns (balance of the coinbase, its WETH); zero WETH where the token cannot tell."""
    return bytes.fromhex(
        "41315f52"  # mem[0] = coinbase.balance
        "6370a0823160e01b602052"  # mem[32] = selector of balanceOf
        "41602452"  # mem[36] = coinbase
        f"602060206024602073{weth[2:]}5afa"  # success = staticcall(weth, mem[32:68]) into mem[32:64]
        "60205102602052"  # mem[32] *= success
        "60405ff3"  # return mem[0:64]
    )
