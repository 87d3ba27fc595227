"""X-Flashbots-Signature: the published vectors, and everything that must not pass."""

import pytest

from solver.domain.primitives import Hash
from solver.sandbox.blockspace.authentication import bundle_hash, signer_of

HELLO = b"Hello"
ADDRESS_END = 42
CREATED = (
    "0x96216849c49358B10257cb55b28eA603c874b05E:0x1446053488f02d460c012c84c4091cd5054d98c6cfca01b65f6c1a72773e80e6"
    "0b8a4931aeee7ed18ce3adb45b2107e8c59e25556c1f871a8334e30e5bddbed21c"
)
METAMASK = (
    "0x4bE0Cd2553356b4ABb8b6a1882325dAbC8d3013D:0xbf36915334f8fa93894cd54d491c31a89dbf917e9a4402b2779b73d21ecf46e3"
    "6ff07db2bef6d10e92c99a02c1c5ea700b0b674dfa5d3ce9220822a7ebcc17101b"
)
CAST = (
    "0x2485Aaa7C5453e04658378358f5E028150Dc7606:0xff2aa92eb8d8c2ca04f1755a4ddbff4bda6a5c9cefc8b706d5d8a21d3aa6fe7a"
    "20d3ec062fb5a4c1656fd2c14a8b33ca378b830d9b6168589bfee658e83745cc1b"
)
BUNDLE_BODY = b'{"jsonrpc":"2.0","id":1,"method":"eth_sendBundle","params":[{"txs":["0x02"],"blockNumber":"0x1"}]}'
BUNDLE = (
    "0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266:0xda92cd6e543180f83f7226987bc45de2ff8d03edfc111866dcbf17571786c655"
    "1d8bdde24e32926e4301cf4a2f737f6fb6c593990ec272ce697661f7d30bd5b21c"
)


@pytest.mark.parametrize(
    ("header", "body"), [(CREATED, HELLO), (METAMASK, HELLO), (CAST, HELLO), (BUNDLE, BUNDLE_BODY)]
)
def test_published_signatures_verify(header: str, body: bytes) -> None:
    assert signer_of(header, body) == header[:ADDRESS_END].lower()


def test_the_address_is_compared_whatever_its_case() -> None:
    assert signer_of(CREATED[:ADDRESS_END].lower() + CREATED[ADDRESS_END:], HELLO) is not None
    assert signer_of("0x" + CREATED[2:ADDRESS_END].upper() + CREATED[ADDRESS_END:], HELLO) is not None


@pytest.mark.parametrize(("v", "other"), [("1b", "00"), ("1c", "01")])
def test_recovery_ids_of_both_customs_are_the_same(v: str, other: str) -> None:
    header = next(h for h in (CREATED, METAMASK) if h.endswith(v))
    assert signer_of(header[:-2] + other, HELLO) == signer_of(header, HELLO)


@pytest.mark.parametrize(
    ("header", "body"),
    [
        (None, HELLO),
        ("", HELLO),
        (CREATED.replace(":", ""), HELLO),
        (CREATED.replace(":", "::"), HELLO),
        (CREATED + "00", HELLO),
        (CREATED[:-2], HELLO),
        (CREATED[:-1], HELLO),
        (CREATED[:-2] + "1d", HELLO),
        (CREATED[:-2] + "02", HELLO),
        (CREATED[:-2] + "1b", HELLO),
        (" " + CREATED, HELLO),
        (CREATED + "\n", HELLO),
        (CREATED, b""),
        (CREATED, b"Hell"),
        (CREATED, b"Hello!"),
        (CREATED, b"hello"),
        (METAMASK[:ADDRESS_END] + CREATED[ADDRESS_END:], HELLO),
        (CREATED[:ADDRESS_END] + ":0x" + "00" * 65, HELLO),
        (CREATED[:ADDRESS_END] + ":0x" + "ff" * 64 + "1b", HELLO),
    ],
)
def test_everything_else_is_refused(header: str | None, body: bytes) -> None:
    assert signer_of(header, body) is None


def test_a_bundles_hash_is_that_of_its_transactions_hashes_in_order() -> None:
    one, two = Hash("0x" + "01" * 32), Hash("0x" + "02" * 32)
    assert bundle_hash(()) == "0xc5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470"
    assert bundle_hash((one, two)) != bundle_hash((two, one))
