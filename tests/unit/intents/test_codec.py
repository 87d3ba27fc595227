"""The JSON of a signed intent: exact both ways, and one named refusal for everything else."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from solver.domain.intent import SignedIntent
from solver.domain.primitives import DomainError
from solver.intents.codec import IntentMalformed, decode_signed, encode_signed
from solver.testing import intents as make

SIGNED = SignedIntent(make.hedge(), b"\x11" * 65)


def body(change: Callable[[Any], object]) -> bytes:
    parsed = json.loads(encode_signed(SIGNED))
    change(parsed)
    return json.dumps(parsed).encode()


@pytest.mark.parametrize("intent", [make.hedge(), make.hedge(make.BUY_ETH), make.standing_hedge()])
def test_encode_then_decode_is_the_identity(intent: Any) -> None:
    signed = SignedIntent(intent, b"\x01\x02")
    assert decode_signed(encode_signed(signed)) == signed


def test_small_integers_are_numbers_and_large_ones_decimal_strings() -> None:
    intent = json.loads(encode_signed(SIGNED))["intent"]
    assert intent["info"]["nonce"] == "7"
    assert intent["info"]["deadline"] == make.NOW + 600
    assert intent["spends"][0]["maxTotal"] == "5000000000000000000"
    assert intent["terms"]["legs"][0]["sizeE8"] == "1000000000"
    assert intent["terms"]["carryE8"] == 0


CHANGES: dict[str, Callable[[Any], object]] = {
    "an unknown field": lambda o: o["intent"]["info"].update(extra=1),
    "a missing field": lambda o: o["intent"]["info"].pop("nonce"),
    "a number for a string": lambda o: o["intent"]["info"].update(nonce=7),
    "a string for a number": lambda o: o["intent"]["info"].update(deadline="7"),
    "a float": lambda o: o["intent"]["info"].update(deadline=7.0),
    "a boolean for a number": lambda o: o["intent"]["info"].update(rule=True),
    "a number above its field": lambda o: o["intent"]["info"].update(deadline=2**64),
    "a number below its field": lambda o: o["intent"]["info"].update(deadline=-1),
    "a text above its field": lambda o: o["intent"]["info"].update(nonce=str(2**256)),
    "a text with a leading zero": lambda o: o["intent"]["info"].update(nonce="07"),
    "a text with a line end": lambda o: o["intent"]["info"].update(nonce="7\n"),
    "a minus zero": lambda o: o["intent"]["terms"].update(initialHedgeE8="-0"),
    "a signed text out of range": lambda o: o["intent"]["terms"].update(initialHedgeE8=str(2**127)),
    "an upper-case address": lambda o: o["intent"]["spends"][0].update(token="0x" + "AB" * 20),
    "a short address": lambda o: o["intent"]["spends"][0].update(token="0x12"),
    "odd hex": lambda o: o.update(signature="0x123"),
    "a huge signature": lambda o: o.update(signature="0x" + "00" * 9_000),
    "too many spends": lambda o: o["intent"].update(spends=o["intent"]["spends"] * 17),
    "too many legs": lambda o: o["intent"]["terms"].update(legs=o["intent"]["terms"]["legs"] * 33),
    "a long name": lambda o: o["intent"]["terms"].update(underlying="E" * 65),
    "a standard above eight bits": lambda o: o["intent"]["spends"][0].update(standard=256),
    "null": lambda o: o.update(intent=None),
}


@pytest.mark.parametrize("name", CHANGES)
def test_what_is_not_exactly_the_shape_is_refused(name: str) -> None:
    with pytest.raises(DomainError):
        decode_signed(body(CHANGES[name]))


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"null",
        b"{}",
        b"\xff\xfe",
        b'{"intent":' + b"[" * 30_000,
        b'{"intent":' + b'{"info":' * 7_000,
        b'"\\ud800"',
        b"9" * 60_000,
        b" " * 70_000,
        encode_signed(SIGNED) + b"x",
        encode_signed(SIGNED)[:-1],
        encode_signed(SIGNED).replace(b"ETH-2000-C", b"\xed\xa0\x80"),
        encode_signed(SIGNED).replace(str(make.NOW + 600).encode(), b"9" * 5_000),
    ],
    ids=range(13),
)
def test_hostile_bytes_give_a_named_refusal(data: bytes) -> None:
    with pytest.raises(IntentMalformed) as caught:
        decode_signed(data)
    assert len(caught.value.detail) <= 200


def test_what_the_shape_cannot_say_is_not_encoded() -> None:
    with pytest.raises(IntentMalformed):
        encode_signed(SignedIntent(make.hedge(), b"\x00" * 9_000))
