"""A bidder's request is taken only with the bidder's fresh signature over this very request."""

import json
import re
from pathlib import Path

import pytest
from eth_account import Account
from eth_account.messages import encode_defunct
from eth_utils.crypto import keccak

from solver.domain.primitives import Address
from solver.sandbox.auction.authentication import Doorkeeper
from solver.sandbox.auction.refusal import Code, Refusal
from solver.sandbox.chain.keys import Keyring, address_of

NOW_S = 1_760_000_000
ALICE = address_of(2)
MALLORY = address_of(3)
PATH = "/v1/auctions/0x" + "11" * 32 + "/bids"
BODY = b'{"executor":"0x00000000000000000000000000000000000000aa","amount":"3120450000"}'
DOCUMENT = Path(__file__).resolve().parents[4] / "docs" / "reference" / "auction.yaml"


class FixedClock:
    def now_ns(self) -> int:
        return NOW_S * 10**9 + 999_999_999

    def monotonic_ns(self) -> int:
        return 0


@pytest.fixture
def door() -> Doorkeeper:
    return Doorkeeper(frozenset({ALICE}), FixedClock())


def headers(
    key: int = 2, *, method: str = "POST", path: str = PATH, at: int = NOW_S, body: bytes = BODY
) -> dict[str, str]:
    text = "0x" + keccak(f"{method} {path}\n{at}\n".encode() + body).hex()
    signed = Account.sign_message(encode_defunct(text=text), Keyring().account(key).key)
    name = address_of(key)
    return {"x-hedgerow-timestamp": str(at), "x-hedgerow-signature": f"{name}:0x{bytes(signed.signature).hex()}"}


def refusal(door: Doorkeeper, given: dict[str, str], path: str = PATH, body: bytes = BODY) -> Code:
    with pytest.raises(Refusal) as refused:
        door.bidder("POST", path, given, body)
    return refused.value.code


def test_the_signer_on_the_list_is_let_in(door: Doorkeeper) -> None:
    assert door.bidder("POST", PATH, headers(), BODY) == ALICE


def test_v_may_also_be_0_or_1(door: Doorkeeper) -> None:
    given = headers()
    name, signature = given["x-hedgerow-signature"].split(":")
    low = signature[:-2] + f"{int(signature[-2:], 16) - 27:02x}"
    assert door.bidder("POST", PATH, given | {"x-hedgerow-signature": f"{name}:{low}"}, BODY) == ALICE


def test_the_vector_in_the_document_holds(door: Doorkeeper) -> None:
    text = re.search(r"header +(0x[0-9a-f]{40}:0x[0-9a-f]{130})", DOCUMENT.read_text())
    assert text is not None
    given = {"x-hedgerow-timestamp": str(NOW_S), "x-hedgerow-signature": text[1]}
    assert door.bidder("POST", PATH, given, BODY) == ALICE
    assert json.loads(BODY)["amount"] in DOCUMENT.read_text()


def test_a_signature_by_another_key_than_the_named_one_is_bad(door: Doorkeeper) -> None:
    forged = headers(3)["x-hedgerow-signature"].replace(MALLORY, ALICE)
    assert refusal(door, headers() | {"x-hedgerow-signature": forged}) is Code.BAD_SIGNATURE


def test_a_bidder_off_the_list_is_not_allowed(door: Doorkeeper) -> None:
    assert refusal(door, headers(3)) is Code.NOT_ALLOWED


@pytest.mark.parametrize("age", [-61, 61, -3600, 10**8])
def test_a_timestamp_more_than_a_minute_off_is_bad(door: Doorkeeper, age: int) -> None:
    assert refusal(door, headers(at=NOW_S - age)) is Code.BAD_SIGNATURE


@pytest.mark.parametrize("age", [-60, 0, 60])
def test_a_timestamp_within_a_minute_is_good(door: Doorkeeper, age: int) -> None:
    assert door.bidder("POST", PATH, headers(at=NOW_S - age), BODY) == ALICE


def test_another_body_path_method_or_timestamp_than_the_signed_is_bad(door: Doorkeeper) -> None:
    assert refusal(door, headers(), body=BODY + b" ") is Code.BAD_SIGNATURE
    assert refusal(door, headers(), path=PATH + "?x=1") is Code.BAD_SIGNATURE
    assert refusal(door, headers(method="GET")) is Code.BAD_SIGNATURE
    assert refusal(door, headers() | {"x-hedgerow-timestamp": str(NOW_S - 1)}) is Code.BAD_SIGNATURE


@pytest.mark.parametrize(
    "signature",
    [
        "",
        "0x",
        ALICE,
        f"{ALICE}:0x",
        f"{ALICE}:0x{'00' * 65}",
        f"{ALICE}:0x{'ff' * 65}",
        f"{ALICE}:0x{'11' * 64}",
        f"{ALICE.upper()}:0x{'11' * 65}",
    ],
)
def test_headers_that_are_no_signature_are_bad(door: Doorkeeper, signature: str) -> None:
    assert refusal(door, headers() | {"x-hedgerow-signature": signature}) is Code.BAD_SIGNATURE


@pytest.mark.parametrize("timestamp", ["", "soon", "-1", "1e9", "９", "1760000000000000000"])
def test_a_timestamp_that_is_no_number_of_seconds_is_bad(door: Doorkeeper, timestamp: str) -> None:
    assert refusal(door, headers() | {"x-hedgerow-timestamp": timestamp}) is Code.BAD_SIGNATURE


def test_missing_headers_are_bad(door: Doorkeeper) -> None:
    assert refusal(door, {}) is Code.BAD_SIGNATURE


def test_the_name_is_the_address_of_the_key() -> None:
    assert Address(Keyring().account(2).address.lower()) == ALICE
