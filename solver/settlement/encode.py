"""Calldata of ISolverExecutor.settle, both ways."""

from dataclasses import dataclass
from typing import Final

from eth_abi.abi import decode, encode
from eth_abi.exceptions import DecodingError
from eth_hash.auto import keccak

from solver.settlement.layout import abi_type, from_abi, to_abi
from solver.settlement.plan import Plan

_PLAN: Final = abi_type(Plan)
SETTLE: Final = keccak(f"settle({_PLAN})".encode())[:4]


class SettlementError(ValueError):
    """Bytes that are no plan."""


@dataclass(eq=False)
class NotAPlan(SettlementError):
    """Calldata of something else."""

    detail: str


def encode_settle(plan: Plan) -> bytes:
    """Selector and arguments."""
    return SETTLE + encode([_PLAN], [to_abi(plan, Plan)])


def decode_settle(calldata: bytes) -> Plan:
    """The plan that calldata carries. Raises NotAPlan."""
    if calldata[:4] != SETTLE:
        raise NotAPlan(f"selector {calldata[:4].hex()}")
    try:
        (raw,) = decode([_PLAN], calldata[4:])
        plan: Plan = from_abi(raw, Plan)
    except (DecodingError, OverflowError, ValueError) as error:
        raise NotAPlan(f"{type(error).__name__}: {error}"[:200]) from error
    return plan
