"""Who signed, by the rules of Permit2 and of the reactor."""

import pytest
from coincurve import PrivateKey
from eth_abi.abi import encode

from solver.domain.primitives import Address
from solver.intents.signatures import (
    erc1271_agrees,
    erc1271_call,
    recover,
    signed_by_key_for_permit2,
    signed_by_key_for_reactor,
)
from solver.intents.words import keccak

ORDER = 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141
KEY = PrivateKey(bytes([7] * 32))
SIGNER = Address("0x" + keccak(KEY.public_key.format(compressed=False)[1:])[12:].hex())
DIGEST = bytes(range(32))
RAW = KEY.sign_recoverable(DIGEST, hasher=None)
LOW_S = RAW[:64] + bytes([27 + RAW[64]])
HIGH_S = RAW[:32] + (ORDER - int.from_bytes(RAW[32:64], "big")).to_bytes(32, "big") + bytes([28 - RAW[64]])
COMPACT = RAW[:32] + (int.from_bytes(RAW[32:64], "big") | RAW[64] << 255).to_bytes(32, "big")


@pytest.mark.parametrize("signature", [LOW_S, HIGH_S, COMPACT], ids=["65 bytes", "high s", "64 bytes"])
def test_permit2_takes_every_form_of_a_key_signature(signature: bytes) -> None:
    assert signed_by_key_for_permit2(SIGNER, DIGEST, signature)


@pytest.mark.parametrize("signature", [HIGH_S, COMPACT], ids=["high s", "64 bytes"])
def test_the_reactor_takes_65_bytes_with_low_s_alone(signature: bytes) -> None:
    assert signed_by_key_for_reactor(SIGNER, DIGEST, LOW_S)
    assert not signed_by_key_for_reactor(SIGNER, DIGEST, signature)


@pytest.mark.parametrize("check", [signed_by_key_for_permit2, signed_by_key_for_reactor])
@pytest.mark.parametrize(
    "signature",
    [
        b"",
        LOW_S[:63],
        LOW_S + b"\x00",
        LOW_S[:64] + b"\x00",
        LOW_S[:64] + b"\x01",
        LOW_S[:64] + bytes([55 - LOW_S[64]]),
        bytes(32) + LOW_S[32:],
        LOW_S[:32] + bytes(32) + LOW_S[64:],
        ORDER.to_bytes(32, "big") + LOW_S[32:],
        bytes(65),
        b"\xff" * 65,
        b"\xff" * 64,
    ],
    ids=range(12),
)
def test_anything_else_is_not_a_signature_of_the_signer(check: object, signature: bytes) -> None:
    assert callable(check)
    assert not check(SIGNER, DIGEST, signature)


def test_another_digest_or_signer_does_not_fit() -> None:
    assert not signed_by_key_for_permit2(SIGNER, bytes(32), LOW_S)
    assert not signed_by_key_for_permit2(Address("0x" + "11" * 20), DIGEST, LOW_S)


def test_a_point_that_does_not_exist_recovers_nobody() -> None:
    assert recover(DIGEST, 5, 1, 27) is None


def test_the_wallet_call_is_the_abi_encoding_of_is_valid_signature() -> None:
    for signature in (b"", LOW_S, bytes(64), bytes(96)):
        expected = keccak(b"isValidSignature(bytes32,bytes)")[:4] + encode(["bytes32", "bytes"], [DIGEST, signature])
        assert erc1271_call(DIGEST, signature) == expected


@pytest.mark.parametrize(
    ("answer", "agrees"),
    [
        (bytes.fromhex("1626ba7e") + bytes(28), True),
        (bytes.fromhex("1626ba7e") + bytes(60), True),
        (bytes.fromhex("1626ba7e"), False),
        (bytes.fromhex("1626ba7e") + bytes(27) + b"\x01", False),
        (bytes(32), False),
        (b"", False),
        (None, False),
    ],
)
def test_only_the_whole_magic_word_agrees(answer: bytes | None, agrees: bool) -> None:
    assert erc1271_agrees(answer) is agrees
