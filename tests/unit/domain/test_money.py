"""Money never mixes tokens."""

import pytest

from solver.domain.money import Amount, TokenMismatch
from solver.domain.primitives import (
    DomainError,
    MalformedAddress,
    MalformedHash,
    OutOfRange,
    address,
    hash32,
    sint,
    uint,
)
from solver.testing.intents import USDC, WETH


def test_amounts_of_one_token_add_subtract_and_compare() -> None:
    assert Amount(WETH, 5) + Amount(WETH, 3) == Amount(WETH, 8)
    assert Amount(WETH, 5) - Amount(WETH, 8) == -Amount(WETH, 3)
    assert Amount(WETH, 5) < Amount(WETH, 6)
    assert Amount(WETH, 5) <= Amount(WETH, 5)


def test_two_tokens_never_meet() -> None:
    weth, usdc = Amount(WETH, 5), Amount(USDC, 5)
    for meet in (lambda: weth + usdc, lambda: weth - usdc, lambda: weth < usdc, lambda: weth <= usdc):
        with pytest.raises(TokenMismatch):
            meet()


def test_addresses_and_hashes_are_lower_case_from_construction() -> None:
    assert address("0x" + "AB" * 20) == "0x" + "ab" * 20
    assert hash32("0x" + "AB" * 32) == "0x" + "ab" * 32


@pytest.mark.parametrize("text", ["", "0x", "ab" * 20, "0x" + "ab" * 21, "0x" + "zz" * 20, "0x" + "ab" * 20 + "\n"])
def test_other_texts_are_neither(text: str) -> None:
    with pytest.raises(MalformedAddress):
        address(text)
    with pytest.raises(MalformedHash):
        hash32(text)


@pytest.mark.parametrize(("value", "bits"), [(-1, 8), (256, 8), (2**256, 256), (True, 8)])
def test_unsigned_fields_hold_their_range(value: int, bits: int) -> None:
    with pytest.raises(OutOfRange):
        uint("field", value, bits)
    assert uint("field", 255, 8) == 255


@pytest.mark.parametrize("value", [128, -129, False])
def test_signed_fields_hold_their_range(value: int) -> None:
    with pytest.raises(DomainError):
        sint("field", value, 8)
    assert (sint("field", -128, 8), sint("field", 127, 8)) == (-128, 127)
