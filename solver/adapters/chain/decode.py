"""A node's JSON as domain values. What does not fit raises ValueError, KeyError or TypeError; node.py names it."""

import re
from collections.abc import Iterator
from typing import Any

from solver.domain.chain import BlockRef, EthTransfer, Log, Receipt
from solver.domain.primitives import Address, Hash, address, hash32

_QUANTITY = re.compile(r"0x(0|[1-9a-f][0-9a-f]{0,63})")
_BYTES = re.compile(r"0x([0-9a-fA-F]{2})*")


def quantity(text: Any) -> int:
    """A 0x-hex integer without leading zeros, below 2**256."""
    if not isinstance(text, str) or not _QUANTITY.fullmatch(text):
        raise ValueError(f"not a quantity: {text!r:.80}")
    return int(text, 16)


def number(text: Any) -> int:
    """A quantity that fits a database's 64-bit integer: block numbers, gas, times."""
    value = quantity(text)
    if value >> 63:
        raise ValueError(f"too large: {text!r:.80}")
    return value


def octets(text: Any) -> bytes:
    """0x-hex bytes."""
    if not isinstance(text, str) or not _BYTES.fullmatch(text):
        raise ValueError(f"not bytes: {text!r:.80}")
    return bytes.fromhex(text[2:])


def block(raw: Any) -> BlockRef:
    """A block's header."""
    return BlockRef(
        number=number(raw["number"]),
        hash=hash32(raw["hash"]),
        parent_hash=hash32(raw["parentHash"]),
        timestamp=number(raw["timestamp"]),
        base_fee_wei=number(raw["baseFeePerGas"]),
        gas_limit=number(raw["gasLimit"]),
        coinbase=address(raw["miner"]),
    )


def next_base_fee_wei(raw: Any) -> int:
    """Base fee of the block after this one, as EIP-1559 has it."""
    base, used, target = number(raw["baseFeePerGas"]), number(raw["gasUsed"]), number(raw["gasLimit"]) // 2
    if used > target:
        return base + max(base * (used - target) // target // 8, 1)
    return base - base * (target - used) // target // 8 if target else base


def log(raw: Any) -> Log:
    """A mined log."""
    return Log(
        address=address(raw["address"]),
        topics=tuple(hash32(topic) for topic in raw["topics"]),
        data=octets(raw["data"]),
        block_number=number(raw["blockNumber"]),
        block_hash=hash32(raw["blockHash"]),
        tx_hash=hash32(raw["transactionHash"]),
        log_index=number(raw["logIndex"]),
    )


def simulated_log(raw: Any, block_number: int, block_hash: Hash, tx_hash: Hash, index: int) -> Log:
    """A log of a call that was only simulated: the place in the chain is the caller's."""
    topics = tuple(hash32(topic) for topic in raw["topics"])
    return Log(address(raw["address"]), topics, octets(raw["data"]), block_number, block_hash, tx_hash, index)


def receipt(raw: Any) -> Receipt:
    """A transaction's receipt."""
    return Receipt(
        tx_hash=hash32(raw["transactionHash"]),
        block_number=number(raw["blockNumber"]),
        block_hash=hash32(raw["blockHash"]),
        tx_index=number(raw["transactionIndex"]),
        succeeded=quantity(raw["status"]) == 1,
        gas_used=number(raw["gasUsed"]),
        effective_gas_price_wei=quantity(raw["effectiveGasPrice"]),
        sender=address(raw["from"]),
        logs=tuple(log(entry) for entry in raw["logs"]),
    )


def eth_transfers(raw: Any) -> Iterator[EthTransfer]:
    """Value moved by one traced transaction; calls that failed, and all inside them, moved nothing."""
    tx_hash = hash32(raw["txHash"])
    pending = [raw["result"]]
    index = 0
    while pending:
        frame = pending.pop()
        if frame.get("error") is not None:
            continue
        value = quantity(frame.get("value", "0x0"))
        if value and frame["type"] != "DELEGATECALL":
            yield EthTransfer(tx_hash, index, address(frame["from"]), _recipient(frame), value)
        index += 1
        pending.extend(reversed(frame.get("calls", ())))


def _recipient(frame: Any) -> Address:
    return address(frame["to"])
