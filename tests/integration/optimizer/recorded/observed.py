"""What the chain says a settlement moved: by the pools' own events, and by the tokens' balances."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from eth_abi.abi import decode
from eth_utils.crypto import keccak

from solver.domain.primitives import Address

_V2_SWAP = "0x" + keccak(text="Swap(address,uint256,uint256,uint256,uint256,address)").hex()
_V3_SWAP = "0x" + keccak(text="Swap(address,address,int256,int256,uint160,uint128,int24)").hex()


@dataclass(frozen=True, slots=True)
class Swapped:
    """One swap in units. after: a ranged pool's root price, liquidity and tick when it was done; of a pair, nothing."""

    pool: Address
    amount_in: int
    amount_out: int
    after: tuple[int, int, int] | None


@dataclass(frozen=True, slots=True)
class Settled:
    """One settlement in units of every token that moved.

    traded: what the trader has more of, less where he has less; gained: what executor and vault have more of
    """

    traded: Mapping[Address, int]
    gained: Mapping[Address, int]
    swaps: tuple[Swapped, ...]
    gas_used: int


def swaps(logs: Sequence[Mapping[str, Any]]) -> Iterator[Swapped]:
    """Those of pairs and of ranged pools, in order."""
    for log in logs:
        pool, data = Address(log["address"]), bytes.fromhex(log["data"][2:])
        if log["topics"][0] == _V2_SWAP:
            in0, in1, out0, out1 = decode(["uint256"] * 4, data)
            yield Swapped(pool, in0 + in1, out0 + out1, None)
        elif log["topics"][0] == _V3_SWAP:
            amount0, amount1, price, liquidity, tick = decode(["int256", "int256", "uint160", "uint128", "int24"], data)
            yield Swapped(pool, max(amount0, amount1), -min(amount0, amount1), (price, liquidity, tick))
