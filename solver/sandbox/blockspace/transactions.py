"""Signed transactions as they arrive: strict decoding of the raw bytes and recovery of the sender.

A raw transaction is accepted only where every field has its one canonical encoding, because the hidden node will be
given the very same bytes and must agree about them.
"""

from dataclasses import dataclass

import coincurve
from eth_utils.crypto import keccak

from solver.domain.primitives import Address, Hash
from solver.sandbox.blockspace import rlp
from solver.sandbox.blockspace.rlp import Item, MalformedRlp

MAX_RAW_BYTES = 128 * 1024
_LEGACY_FIELDS = 9
_HALF_ORDER = 0x7FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF5D576E7357A4501DDFE92F46681B20A0
_TYPED_FIELDS = {1: 11, 2: 12}
_ADDRESS_BYTES = 20
_WORD_BYTES = 32
_EIP155_OFFSET = 35
_ENTRY_FIELDS = 2
_LOWEST_LIST_MARK = 0xC0

AccessList = tuple[tuple[Address, tuple[Hash, ...]], ...]


class MalformedTransaction(ValueError):
    """The bytes are no transaction this chain could mine; the message says why."""


@dataclass(frozen=True, slots=True)
class PoolTransaction:
    """A signed transaction with its recovered sender."""

    raw: bytes
    hash: Hash
    kind: int
    chain_id: int
    sender: Address
    nonce: int
    to: Address
    value_wei: int
    data: bytes
    gas_limit: int
    max_fee_per_gas_wei: int
    max_priority_fee_per_gas_wei: int
    access_list: AccessList
    y_parity: int
    r: int
    s: int

    @property
    def max_cost_wei(self) -> int:
        """The most this transaction can take from its sender."""
        return self.value_wei + self.gas_limit * self.max_fee_per_gas_wei

    def tip_wei(self, base_fee_wei: int) -> int:
        """What a unit of gas pays the builder; negative where the base fee is not covered."""
        return min(self.max_priority_fee_per_gas_wei, self.max_fee_per_gas_wei - base_fee_wei)


def decode(raw: bytes) -> PoolTransaction:
    """Decode a legacy (EIP-155), EIP-2930 or EIP-1559 call or transfer; raises MalformedTransaction."""
    if not raw or len(raw) > MAX_RAW_BYTES:
        raise MalformedTransaction(f"{len(raw)} bytes, at most {MAX_RAW_BYTES} are taken")
    if raw[0] >= _LOWEST_LIST_MARK:
        return _legacy(raw)
    if raw[0] not in _TYPED_FIELDS:
        raise MalformedTransaction(f"transaction type {raw[0]} is not supported")
    return _typed(raw, raw[0])


def _legacy(raw: bytes) -> PoolTransaction:
    nonce, price, gas_limit, to, value, data, v_field, r, s = _fields(raw, _LEGACY_FIELDS)
    v = _integer(v_field)
    if v < _EIP155_OFFSET:
        raise MalformedTransaction("only replay-protected transactions are taken")
    chain_id, y_parity = divmod(v - _EIP155_OFFSET, 2)
    return _assemble(
        raw,
        unsigned=rlp.encode([nonce, price, gas_limit, to, value, data, rlp.integer(chain_id), b"", b""]),
        kind=0,
        chain_id=chain_id,
        fees=(price, price),
        body=(nonce, gas_limit, to, value, data),
        access_list=(),
        signature=(y_parity, r, s),
    )


def _typed(raw: bytes, kind: int) -> PoolTransaction:
    fields = _fields(raw[1:], _TYPED_FIELDS[kind])
    chain_id, nonce, *fees = fields[: kind + 2]  # one price in type 1; tip and fee in type 2
    gas_limit, to, value, data, access_list, y_parity, r, s = fields[kind + 2 :]
    return _assemble(
        raw,
        unsigned=raw[:1] + rlp.encode(fields[:-3]),
        kind=kind,
        chain_id=_integer(chain_id),
        fees=(fees[0], fees[-1]),
        body=(nonce, gas_limit, to, value, data),
        access_list=_access_list(access_list),
        signature=(_integer(y_parity), r, s),
    )


def _assemble(
    raw: bytes,
    *,
    unsigned: bytes,
    kind: int,
    chain_id: int,
    fees: tuple[Item, Item],
    body: tuple[Item, Item, Item, Item, Item],
    access_list: AccessList,
    signature: tuple[int, Item, Item],
) -> PoolTransaction:
    nonce, gas_limit, to, value, data = body
    y_parity, r, s = signature[0], _integer(signature[1]), _integer(signature[2])
    return PoolTransaction(
        raw=raw,
        hash=Hash("0x" + keccak(raw).hex()),
        kind=kind,
        chain_id=chain_id,
        sender=_recover(keccak(unsigned), y_parity, r, s),
        nonce=_integer(nonce, 8),
        to=_recipient(to),
        value_wei=_integer(value),
        data=_bytes(data),
        gas_limit=_integer(gas_limit, 8),
        max_fee_per_gas_wei=_integer(fees[1]),
        max_priority_fee_per_gas_wei=_integer(fees[0]),
        access_list=access_list,
        y_parity=y_parity,
        r=r,
        s=s,
    )


def _recover(digest: bytes, y_parity: int, r: int, s: int) -> Address:
    if y_parity not in (0, 1) or not 0 < s <= _HALF_ORDER:
        raise MalformedTransaction("the signature is not canonical")
    signer = recover_address(digest, r.to_bytes(_WORD_BYTES, "big") + s.to_bytes(_WORD_BYTES, "big"), y_parity)
    if signer is None:
        raise MalformedTransaction("the signature recovers no sender")
    return signer


def recover_address(digest: bytes, r_and_s: bytes, y_parity: int) -> Address | None:
    """The signer of a 32-byte digest; None where the 64 bytes are no signature."""
    try:
        key = coincurve.PublicKey.from_signature_and_message(r_and_s + bytes([y_parity]), digest, hasher=None)
    except Exception:  # noqa: BLE001 coincurve raises bare Exception where recovery fails
        return None
    return Address("0x" + keccak(key.format(compressed=False)[1:])[-_ADDRESS_BYTES:].hex())


def _fields(encoded: bytes, count: int) -> list[Item]:
    try:
        fields = rlp.decode(encoded)
    except MalformedRlp as error:
        raise MalformedTransaction(f"not canonical RLP: {error}") from error
    if not isinstance(fields, list) or len(fields) != count:
        raise MalformedTransaction(f"not a list of {count} fields")
    return fields


def _bytes(field: Item) -> bytes:
    if not isinstance(field, bytes):
        raise MalformedTransaction("a list where bytes belong")
    return field


def _integer(field: Item, most_bytes: int = _WORD_BYTES) -> int:
    digits = _bytes(field)
    if len(digits) > most_bytes or digits[:1] == b"\0":
        raise MalformedTransaction("an integer too long or with leading zeros")
    return int.from_bytes(digits, "big")


def _recipient(field: Item) -> Address:
    to = _bytes(field)
    if not to:  # Anvil's eth_simulateV1 cannot run a creation, so the builder could not value it
        raise MalformedTransaction("contract creation is not supported: deploy through a factory")
    return Address(_sized_hex(to, _ADDRESS_BYTES))


def _access_list(field: Item) -> AccessList:
    entries = []
    for entry in _list(field):
        parts = _list(entry)
        if len(parts) != _ENTRY_FIELDS:
            raise MalformedTransaction("an access list entry of the wrong shape")
        slots = tuple(Hash(_sized_hex(slot, _WORD_BYTES)) for slot in _list(parts[1]))
        entries.append((Address(_sized_hex(parts[0], _ADDRESS_BYTES)), slots))
    return tuple(entries)


def _list(field: Item) -> list[Item]:
    if not isinstance(field, list):
        raise MalformedTransaction("bytes where a list belongs")
    return field


def _sized_hex(field: Item, size: int) -> str:
    value = _bytes(field)
    if len(value) != size:
        raise MalformedTransaction("an address or a slot of the wrong size")
    return "0x" + value.hex()
