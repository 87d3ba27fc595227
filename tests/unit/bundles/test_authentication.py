"""The header's value equals the vectors that relays are tested with."""

import pytest
from eth_hash.auto import keccak

from solver.bundles.authentication import checksummed, header_value, signed_text_digest
from solver.domain.primitives import Address
from solver.intents.signatures import recover
from solver.testing.keys import KnownKey

GO_UTILS = KnownKey(0xFAD9C8855B740A0B7ED4C221DBAD0F33A83A49CAD6B3FE8D5817AC83D38B6A19)
SANDBOX = KnownKey(0xAC0974BEC39A17E36BA4A6B4D238FF944BACB478CBED5EFCAE784D7BF4F2FF80)
BUNDLE = b'{"jsonrpc":"2.0","id":1,"method":"eth_sendBundle","params":[{"txs":["0x02"],"blockNumber":"0x1"}]}'


def test_the_vector_of_flashbots_go_utils() -> None:
    assert header_value(GO_UTILS.address, GO_UTILS.sign_digest, b"Hello") == (
        "0x96216849c49358B10257cb55b28eA603c874b05E:0x1446053488f02d460c012c84c4091cd5054d98c6cfca01b65f6c1a72773e80e60"
        "b8a4931aeee7ed18ce3adb45b2107e8c59e25556c1f871a8334e30e5bddbed21c"
    )


def test_a_bundle_signed_by_the_first_sandbox_key() -> None:
    assert header_value(SANDBOX.address, SANDBOX.sign_digest, BUNDLE) == (
        "0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266:0xda92cd6e543180f83f7226987bc45de2ff8d03edfc111866dcbf17571786c6551"
        "d8bdde24e32926e4301cf4a2f737f6fb6c593990ec272ce697661f7d30bd5b21c"
    )


META_MASK = (
    "bf36915334f8fa93894cd54d491c31a89dbf917e9a4402b2779b73d21ecf46e3"
    "6ff07db2bef6d10e92c99a02c1c5ea700b0b674dfa5d3ce9220822a7ebcc17101b"
)
CAST = (
    "ff2aa92eb8d8c2ca04f1755a4ddbff4bda6a5c9cefc8b706d5d8a21d3aa6fe7a"
    "20d3ec062fb5a4c1656fd2c14a8b33ca378b830d9b6168589bfee658e83745cc1b"
)


@pytest.mark.parametrize(
    ("signer", "signature"),
    [
        ("0x4bE0Cd2553356b4ABb8b6a1882325dAbC8d3013D", META_MASK),
        ("0x2485Aaa7C5453e04658378358f5E028150Dc7606", CAST),
    ],
    ids=["MetaMask", "cast"],
)
def test_what_other_wallets_sign_is_the_same_digest(signer: str, signature: str) -> None:
    raw = bytes.fromhex(signature)
    r, s = int.from_bytes(raw[:32], "big"), int.from_bytes(raw[32:64], "big")
    assert recover(signed_text_digest(b"Hello"), r, s, raw[64]) == signer.lower()


@pytest.mark.parametrize("body", [b"", b"hello", b"Hello ", b"Hell"])
def test_another_body_has_another_digest(body: bytes) -> None:
    assert signed_text_digest(body) != signed_text_digest(b"Hello")


def test_the_text_is_hex_and_not_the_bytes_of_the_hash() -> None:
    text = b"0x06b3dfaec148fb1bb2b066f10ec285e7c9bf402ab32aa78a5d38e34566810cd2"
    assert signed_text_digest(b"Hello") == keccak(b"\x19Ethereum Signed Message:\n66" + text)


def test_addresses_are_spelled_as_eip_55_says() -> None:
    for text in ("0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed", "0xfB6916095ca1df60bB79Ce92cE3Ea74c37c5d359"):
        assert checksummed(Address(text.lower())) == text
