"""Raw transactions: what eth-account signs decodes to the same fields; anything not canonical is refused."""

import contextlib
import random
from typing import TYPE_CHECKING, Any

import pytest
from eth_account import Account

from solver.domain.primitives import Hash
from solver.sandbox.blockspace import rlp
from solver.sandbox.blockspace.authentication import bundle_hash
from solver.sandbox.blockspace.transactions import MAX_RAW_BYTES, MalformedTransaction, decode

if TYPE_CHECKING:
    from tests.unit.sandbox.blockspace.conftest import Sign

KEY = Account.from_key("0x" + "0f" * 32)
COMMON: dict[str, Any] = {"nonce": 5, "to": b"\x22" * 20, "value": 7, "data": b"\x01\x00", "gas": 50_000, "chainId": 1}
ACCESS = [{"address": "0x" + "33" * 20, "storageKeys": ["0x" + "44" * 32]}]
SEPOLIA = bytes.fromhex(
    "02f86b83aa36a780800982520894f24a01ae29dec4629dfb4170647c4ed4efc392cd861ca62a4c95b880c080a07d37bb5a4da153a6fbe24cf1"
    "f346ef35748003d1d0fc59cf6c17fb22d49e42cea02c231ac233220b494b1ad501c440c8b1a34535cdb8ca633992d6f35b14428672"
)


@pytest.mark.parametrize(
    ("fields", "kind", "fees"),
    [
        ({"gasPrice": 9}, 0, (9, 9)),
        ({"gasPrice": 9, "accessList": ACCESS, "type": 1}, 1, (9, 9)),
        ({"maxFeePerGas": 9, "maxPriorityFeePerGas": 2, "accessList": ACCESS}, 2, (9, 2)),
    ],
)
def test_a_signed_transaction_decodes_to_its_fields_and_sender(
    fields: dict[str, Any], kind: int, fees: tuple[int, int]
) -> None:
    signed = KEY.sign_transaction(COMMON | fields)
    decoded = decode(bytes(signed.raw_transaction))
    assert decoded.hash == signed.hash.to_0x_hex()
    assert decoded.sender == KEY.address.lower()
    assert (decoded.kind, decoded.chain_id, decoded.nonce, decoded.gas_limit) == (kind, 1, 5, 50_000)
    assert (decoded.to, decoded.value_wei, decoded.data) == ("0x" + "22" * 20, 7, b"\x01\x00")
    assert (decoded.max_fee_per_gas_wei, decoded.max_priority_fee_per_gas_wei) == fees
    assert len(decoded.access_list) == (1 if kind else 0)
    assert (decoded.r, decoded.s) == (signed.r, signed.s)


def test_the_published_transaction_has_the_published_bundle_hash() -> None:
    published = "0xee3996920364173b0990f92cf6fbeb8a4ab832fe5549c1b728ac44aee0160f02"
    assert bundle_hash((decode(SEPOLIA).hash,)) == Hash(published)


def test_what_a_unit_of_gas_pays_is_bounded_by_tip_and_by_what_the_base_fee_leaves(sign: "Sign") -> None:
    transaction = sign(tip=2, max_fee=10)
    assert [transaction.tip_wei(base * 10**9) for base in (1, 8, 9, 12)] == [2 * 10**9, 2 * 10**9, 10**9, -2 * 10**9]


def test_a_creation_is_refused() -> None:
    signed = KEY.sign_transaction(COMMON | {"to": b"", "maxFeePerGas": 9, "maxPriorityFeePerGas": 2})
    with pytest.raises(MalformedTransaction, match="creation"):
        decode(bytes(signed.raw_transaction))


def test_a_signature_of_the_other_half_is_refused() -> None:
    order = 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141
    fields = rlp.decode(SEPOLIA[1:])
    assert isinstance(fields, list)
    assert isinstance(fields[-1], bytes)
    flipped = rlp.integer(order - int.from_bytes(fields[-1], "big"))
    mirrored = b"\x02" + rlp.encode([*fields[:-3], b"\x01", fields[-2], flipped])
    with pytest.raises(MalformedTransaction, match="not canonical"):
        decode(mirrored)


def test_every_truncation_and_every_extra_byte_is_refused() -> None:
    for cut in range(len(SEPOLIA)):
        with pytest.raises(MalformedTransaction):
            decode(SEPOLIA[:cut])
    with pytest.raises(MalformedTransaction):
        decode(SEPOLIA + b"\0")


@pytest.mark.scaled(quick=300, soak=30_000)
def test_no_bytes_raise_anything_else(scale: int, seed: int) -> None:
    rng = random.Random(seed)
    for _ in range(scale):
        raw = bytearray(SEPOLIA)
        for _ in range(rng.randint(1, 4)):
            raw[rng.randrange(len(raw))] = rng.randrange(256)
        with contextlib.suppress(MalformedTransaction):
            decode(bytes(raw))


@pytest.mark.parametrize(
    "raw", [b"", b"\x03\xc0", b"\x04\xc0", b"\x7f\xc0", b"\xc0", b"\x02\xc0", b"\x02" * MAX_RAW_BYTES]
)
def test_other_types_and_empty_lists_are_refused(raw: bytes) -> None:
    with pytest.raises(MalformedTransaction):
        decode(raw)


def test_too_many_bytes_are_refused_unread() -> None:
    with pytest.raises(MalformedTransaction, match="at most"):
        decode(b"\x02" + b"\xc0" * MAX_RAW_BYTES)


@pytest.mark.parametrize(
    "encoded",
    [
        b"\x81\x05",  # a small byte with a header
        b"\xb8\x01\x80",  # a short length written long
        b"\xb9\x00\x40" + b"\x01" * 64,  # a length with a leading zero
        b"\x82\x01",  # shorter than it says
        b"\xc2\x01",
        b"\xc0\xc0",  # more than one item
        b"\xc6\xc5\xc4\xc3\xc2\xc1\xc0",  # deeper than any transaction
        b"",
    ],
)
def test_rlp_has_one_encoding_of_each_value_and_a_depth(encoded: bytes) -> None:
    with pytest.raises(rlp.MalformedRlp):
        rlp.decode(encoded)


@pytest.mark.parametrize("item", [b"", b"\0", b"\x7f", b"\x80", b"a" * 55, b"a" * 56, b"a" * 70_000, [], [b"", [b"x"]]])
def test_rlp_decodes_what_it_encodes(item: rlp.Item) -> None:
    assert rlp.decode(rlp.encode(item)) == item
