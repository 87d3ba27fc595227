"""Positional JSON-RPC parameters, checked; each raises RpcError -32602 that names what was wrong."""

import re
from typing import Any, TypeVar

import msgspec

from solver.domain.primitives import Address, DomainError, Hash, address, hash32
from solver.sandbox.blockspace.jsonrpc import INVALID_PARAMS, REJECTED, RpcError
from solver.sandbox.blockspace.mempool import unfit_for_any_block
from solver.sandbox.blockspace.transactions import MAX_RAW_BYTES, MalformedTransaction, PoolTransaction, decode

_QUANTITY = re.compile(r"0x[0-9a-fA-F]{1,64}")
_BYTES = re.compile(r"0x(?:[0-9a-fA-F]{2})*")
Fields = TypeVar("Fields", bound=msgspec.Struct)


def wrong(what: str) -> RpcError:
    """The error for parameters of the wrong shape."""
    return RpcError(INVALID_PARAMS, f"invalid params: {what}")


def at(params: list[Any], index: int) -> Any:
    """The parameter at index, which must be there."""
    if len(params) <= index:
        raise wrong(f"{index + 1} needed")
    return params[index]


def fields(params: list[Any], kind: type[Fields]) -> Fields:
    """The first parameter as an object of that kind."""
    try:
        return msgspec.convert(at(params, 0), kind)
    except (msgspec.ValidationError, RecursionError) as error:
        raise wrong(str(error)[:200]) from error


def quantity(value: object) -> int:
    """A 0x-hex integer of at most 256 bits."""
    if not isinstance(value, str) or not _QUANTITY.fullmatch(value):
        raise wrong("a 0x-hex quantity is needed")
    return int(value, 16)


def account(value: object) -> Address:
    """An address in any case."""
    try:
        return address(str(value))
    except DomainError as error:
        raise wrong("an address is needed") from error


def digest(value: object) -> Hash:
    """A 32-byte hash."""
    try:
        return hash32(str(value))
    except DomainError as error:
        raise wrong("a 32-byte hash is needed") from error


def transaction(value: object, chain_id: int, gas_limit: int) -> PoolTransaction:
    """A raw transaction that some block of this chain could hold."""
    if not isinstance(value, str) or len(value) > 2 * MAX_RAW_BYTES + 2 or not _BYTES.fullmatch(value):
        raise wrong("raw transaction bytes are needed")
    try:
        decoded = decode(bytes.fromhex(value[2:]))
    except MalformedTransaction as error:
        raise RpcError(REJECTED, f"malformed transaction: {error}") from error
    unfit = unfit_for_any_block(decoded, chain_id, gas_limit)
    if unfit is not None:
        raise RpcError(REJECTED, unfit.value)
    return decoded
