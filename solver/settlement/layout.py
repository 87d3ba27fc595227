"""How the plan's values lie in the ABI: one table drives type strings, encoding and decoding."""

from collections.abc import Mapping
from dataclasses import fields
from types import MappingProxyType
from typing import Any, Final

from solver.domain.auction import Cosignature
from solver.domain.intent import (
    CosignPolicy,
    GreekBand,
    HedgeTerms,
    OptionLeg,
    OrderInfo,
    Receive,
    ResolverCall,
    Spend,
)
from solver.domain.primitives import Address, Hash
from solver.domain.route import Family
from solver.settlement.plan import Draw, Fill, Floor, IntentCore, Plan, Swap

Shape = str | type | list[Any]
"""An elementary ABI type, a dataclass of LAYOUT, or a list of one of them for a dynamic array."""

LAYOUT: Final[Mapping[type, tuple[Shape, ...]]] = MappingProxyType(
    {
        OrderInfo: ("address", "address", "uint256", "uint64", "uint64", "uint64", "uint8", "uint8", "uint32"),
        ResolverCall: ("address", "bytes"),
        CosignPolicy: ("address", "uint32", "uint16"),
        Spend: ("uint8", "address", "uint256", "uint256", "uint256"),
        Receive: ("uint8", "address", "uint256", "address", "bytes32"),
        OptionLeg: ("string", "uint8", "bool", "uint128", "uint64", "uint64", "int128"),
        GreekBand: ("int128", "uint128", "uint128", "uint8"),
        HedgeTerms: (
            *("address", "address", "string", [OptionLeg], GreekBand, GreekBand, GreekBand),
            *("uint128", "int64", "int128", "uint16", "uint32", "uint16", "bytes32", "bytes32"),
        ),
        IntentCore: (OrderInfo, ResolverCall, CosignPolicy, [Spend], [Receive]),
        Cosignature: (
            *("bytes32", "uint32", "uint64", "uint64", "uint64", "address", "uint16"),
            *(["uint256"], ["uint256"]),
        ),
        Fill: (
            *(IntentCore, "bytes32", [HedgeTerms], "bytes", [Cosignature], "bytes"),
            *("uint32", ["uint256"], "bytes"),
        ),
        Draw: ("address", "uint256"),
        Swap: (Family, "address", "address", "address", "uint256", "uint256", "uint256"),
        Floor: ("address", "int256"),
        Plan: (
            *("uint64", "uint64", "uint64", "bytes32", [Fill], [Draw], [Swap], [Floor]),
            *("uint256", "uint16"),
        ),
    }
)


def abi_type(shape: Shape) -> str:
    """The canonical ABI type."""
    if shape is Family:
        return "uint8"
    if isinstance(shape, str):
        return shape
    if isinstance(shape, list):
        return abi_type(shape[0]) + "[]"
    return "(" + ",".join(map(abi_type, LAYOUT[shape])) + ")"


def to_abi(value: Any, shape: Shape) -> Any:  # ABI values have no common type
    """The domain's value as eth-abi wants it."""
    if shape == "bytes32":
        return bytes.fromhex(value[2:])
    if isinstance(shape, str) or shape is Family:
        return value
    if isinstance(shape, list):
        return [to_abi(item, shape[0]) for item in value]
    columns = zip(fields(shape), LAYOUT[shape], strict=True)
    return tuple(to_abi(getattr(value, column.name), inner) for column, inner in columns)


def from_abi(raw: Any, shape: Shape) -> Any:  # ABI values have no common type
    """What eth-abi decoded as the domain's value; raises DomainError on what the domain does not know."""
    if isinstance(shape, list):
        return tuple(from_abi(item, shape[0]) for item in raw)
    if shape == "bytes32":
        return Hash("0x" + raw.hex())
    if shape == "address":
        return Address(raw.lower())
    if isinstance(shape, str):
        return raw
    if shape is Family:
        return Family(raw)
    return shape(*(from_abi(item, inner) for item, inner in zip(raw, LAYOUT[shape], strict=True)))
