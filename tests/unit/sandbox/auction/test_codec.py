"""What comes over the socket is taken exactly as documented, or refused by name."""

from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from solver.sandbox.auction import messages as wire
from solver.sandbox.auction.codec import decode, encode, to_domain
from solver.sandbox.auction.refusal import Code, Refusal

if TYPE_CHECKING:
    from tests.unit.sandbox.auction.conftest import Saleroom


def test_an_intent_survives_the_way_over_the_wire(saleroom: "Saleroom") -> None:
    intent = saleroom.intent()
    posted = decode(saleroom.body(intent), wire.PostedIntent)
    assert to_domain(posted.intent) == intent
    assert decode(encode(posted), wire.PostedIntent) == posted


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("intent", "info", "surprise"), 1),
        (("surprise",), "x"),
        (("intent", "terms", "legs", 0, "surprise"), 1),
        (("signature",), "0xABCD"),
        (("signature",), "0xabc"),
        (("intent", "info", "swapper"), "0x" + "A" * 40),
        (("intent", "info", "swapper"), "0x" + "a" * 39),
        (("intent", "info", "swapper"), "0x" + "a" * 40 + "\n"),
        (("intent", "info", "nonce"), 7),
        (("intent", "info", "nonce"), "07"),
        (("intent", "info", "nonce"), "-1"),
        (("intent", "info", "nonce"), "+1"),
        (("intent", "info", "nonce"), "1\n"),
        (("intent", "info", "nonce"), str(2**256)),
        (("intent", "info", "deadline"), "1"),
        (("intent", "info", "deadline"), 2**64),
        (("intent", "info", "deadline"), -1),
        (("intent", "info", "deadline"), 1.5),
        (("intent", "info", "maxFills"), 2**32),
        (("intent", "info", "rule"), 256),
        (("intent", "info", "rule"), True),
        (("intent", "terms", "carryE8"), 2**63),
        (("intent", "terms", "legs", 0, "sizeE8"), str(2**127)),
        (("intent", "terms", "legs", 0, "sizeE8"), "-0"),
        (("intent", "terms", "legs", 0, "isCall"), 1),
        (("intent", "terms", "underlying"), "E" * 65),
        (("intent", "spends"), {}),
        (("intent",), None),
    ],
)
def test_a_value_that_does_not_fit_its_field_is_malformed(
    saleroom: "Saleroom", path: tuple[str | int, ...], value: object
) -> None:
    plain: Any = msgspec.json.decode(saleroom.body(saleroom.intent()))
    at = plain
    for step in path[:-1]:
        at = at[step]
    at[path[-1]] = value
    with pytest.raises(Refusal) as refused:
        to_domain(decode(msgspec.json.encode(plain), wire.PostedIntent).intent)
    assert refused.value.code is Code.MALFORMED


def test_a_missing_field_is_malformed(saleroom: "Saleroom") -> None:
    plain: Any = msgspec.json.decode(saleroom.body(saleroom.intent()))
    del plain["intent"]["terms"]["benchmark"]
    with pytest.raises(Refusal):
        decode(msgspec.json.encode(plain), wire.PostedIntent)


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"null", b"[]", b"\xff\xfe", b'{"signature":"\xff"}', b"[" * 60_000, b'{"a":' * 10_000, b"1e999"],
)
def test_bytes_that_are_no_such_object_are_malformed(body: bytes) -> None:
    with pytest.raises(Refusal) as refused:
        decode(body, wire.PostedIntent)
    assert refused.value.code is Code.MALFORMED


@given(st.binary(max_size=300))
def test_arbitrary_bytes_are_refused_by_name_or_taken(body: bytes) -> None:
    with suppress(Refusal):
        assert int(decode(body, wire.Bid).amount) >= 0


def test_a_lone_surrogate_in_a_name_is_refused_or_hashable(saleroom: "Saleroom") -> None:
    intent = saleroom.intent()
    body = saleroom.body(replace(intent, terms=replace(intent.terms, underlying="SURROGATE")))
    hostile = body.replace(b"SURROGATE", b"\\ud800")
    with pytest.raises(Refusal):
        decode(hostile, wire.PostedIntent)
