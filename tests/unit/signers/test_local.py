"""The local signer signs, refuses keys of the other world, and shows nothing."""

import copy
import pickle
import traceback
from dataclasses import replace

import pytest
from eth_account import Account
from eth_account.typed_transactions.typed_transaction import TypedTransaction
from hexbytes import HexBytes

from solver.adapters.signers.local import KeyRefused, LocalSigner, UnusableSecret, WrongDigest
from solver.domain.bundle import Transaction
from solver.domain.primitives import OutOfRange
from solver.domain.sandbox_keys import SANDBOX_ADDRESSES
from solver.intents.signatures import signed_by_key_for_reactor
from solver.testing import intents as make
from solver.testing.keys import KnownKey

PUBLISHED = bytes.fromhex("ac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80")
OWN = bytes([7] * 31 + [9])
ORDER = 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141
TRANSACTION = Transaction(1, 5, make.EXECUTOR, b"\xab\xcd", 0, 400_000, 30 * 10**9, 2 * 10**9)


def test_it_signs_digests_with_low_s_and_v_27_or_28() -> None:
    signer = LocalSigner(PUBLISHED, mode="sandbox")
    for number in range(40):
        digest = number.to_bytes(32, "big")
        signature = signer.sign_digest(digest)
        assert signature[64] in (27, 28)
        assert signed_by_key_for_reactor(signer.address, digest, signature)


def test_it_signs_eip_1559_transactions_to_lower_case_addresses() -> None:
    signer = LocalSigner(PUBLISHED, mode="sandbox")
    signed = signer.sign_transaction(TRANSACTION)
    assert Account.recover_transaction(signed.raw).lower() == signed.sender == signer.address == SANDBOX_ADDRESSES[0]
    sent = TypedTransaction.from_bytes(HexBytes(signed.raw)).as_dict()
    assert (sent["chainId"], sent["nonce"], sent["gas"], sent["value"]) == (1, 5, 400_000, 0)
    assert (sent["maxFeePerGas"], sent["maxPriorityFeePerGas"]) == (30 * 10**9, 2 * 10**9)
    assert (bytes(sent["to"]).hex(), bytes(sent["data"])) == (make.EXECUTOR[2:], b"\xab\xcd")
    assert (signed.raw[0], signed.nonce) == (2, 5)


def test_the_same_transaction_has_the_same_bytes_and_another_nonce_has_others() -> None:
    signer = LocalSigner(PUBLISHED, mode="sandbox")
    assert signer.sign_transaction(TRANSACTION) == signer.sign_transaction(TRANSACTION)
    assert signer.sign_transaction(replace(TRANSACTION, nonce=6)).hash != signer.sign_transaction(TRANSACTION).hash


def test_live_mode_refuses_the_published_keys_and_the_sandbox_all_others() -> None:
    assert LocalSigner(OWN, mode="live").address == KnownKey(int.from_bytes(OWN, "big")).address
    for secret, mode in ((PUBLISHED, "live"), (OWN, "sandbox"), (OWN, "")):
        with pytest.raises(KeyRefused) as caught:
            LocalSigner(secret, mode=mode)
        assert secret.hex() not in str(caught.value)


@pytest.mark.parametrize(
    "secret", [b"", b"\x01" * 31, b"\x01" * 33, bytes(32), ORDER.to_bytes(32, "big"), b"\xff" * 32]
)
def test_what_is_no_secret_is_refused_without_being_shown(secret: bytes) -> None:
    with pytest.raises(UnusableSecret) as caught:
        LocalSigner(secret, mode="live")
    shown = "".join(traceback.format_exception(caught.value))
    assert str(int.from_bytes(secret, "big")) not in shown or not any(secret)
    assert not secret or secret.hex() not in shown


@pytest.mark.parametrize("digest", [b"", b"\x01" * 31, b"\x01" * 33])
def test_only_32_bytes_are_signed(digest: bytes) -> None:
    with pytest.raises(WrongDigest):
        LocalSigner(OWN, mode="live").sign_digest(digest)


def test_no_representation_holds_the_secret() -> None:
    signer = LocalSigner(OWN, mode="live")
    for shown in (repr(signer), str(signer), f"{signer}", repr([signer]), repr({"signer": signer})):
        assert OWN.hex() not in shown
        assert str(int.from_bytes(OWN, "big")) not in shown
        assert signer.address in shown
    assert not hasattr(signer, "__dict__")


def test_a_transaction_out_of_range_is_refused_without_showing_the_secret() -> None:
    signer = LocalSigner(OWN, mode="live")
    with pytest.raises(OutOfRange) as caught:
        signer.sign_transaction(replace(TRANSACTION, nonce=-1))
    assert OWN.hex() not in "".join(traceback.format_exception(caught.value))


def test_it_is_neither_pickled_nor_copied() -> None:
    signer = LocalSigner(OWN, mode="live")
    for leak in (pickle.dumps, copy.copy, copy.deepcopy):
        with pytest.raises(TypeError):
            leak(signer)
