"""Every event survives its JSON exactly, and nothing else is taken for one."""

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from solver.adapters.store.codec import CodecError, decode_event, encode_event
from solver.domain import events as e
from solver.domain.events import Event
from solver.testing.events import every_ending, settled_story
from solver.testing.intents import USDC
from solver.testing.values import hash_of

ENDED = tuple(e.Ended(hash_of(1), None, ending) for ending in every_ending())


def test_every_event_is_the_same_after_writing_and_reading() -> None:
    for event in (*settled_story(), *ENDED):
        assert decode_event(*encode_event(event)) == event


def test_the_story_has_every_kind_of_event() -> None:
    assert {type(event) for event in settled_story()} == set(Event.__args__)


@given(st.integers(-(2**300), 2**300))
def test_integers_of_any_size_are_exact(units: int) -> None:
    opened = e.BalanceOpened(USDC, "vault", USDC, units, 1)
    assert decode_event(*encode_event(opened)) == opened


def test_amounts_are_decimal_text_in_the_json() -> None:
    _, payload = encode_event(e.BalanceOpened(USDC, "vault", USDC, 10**77, 1))
    assert json.loads(payload)["units"] == "1" + "0" * 77


@pytest.mark.parametrize(
    ("name", "payload"),
    [
        ("Nonsense", "{}"),
        ("Incident", "{"),
        ("Incident", "null"),
        ("Incident", '{"$":"Incident","detail":"x"}'),
        ("Incident", '{"$":"Mined","detail":"x","kind":"y"}'),
        ("BlockScanned", '{"$":"BlockScanned","block":7}'),
        ("Ended", '{"$":"Ended","auction_id":"0x0","intent_hash":null,"ending":{"$":"Vanished"}}'),
    ],
)
def test_what_is_no_event_is_refused(name: str, payload: str) -> None:
    with pytest.raises(CodecError):
        decode_event(name, payload)


def test_a_field_that_is_a_number_in_the_json_is_refused() -> None:
    name, payload = encode_event(e.BalanceOpened(USDC, "vault", USDC, 5, 1))
    with pytest.raises(CodecError, match="decimal"):
        decode_event(name, payload.replace('"5"', "5"))


def test_a_field_more_than_the_event_has_is_refused() -> None:
    name, payload = encode_event(e.Incident("kind", "detail"))
    with pytest.raises(CodecError):
        decode_event(name, payload.replace("}", ',"more":"1"}'))


def test_an_unknown_reason_is_refused() -> None:
    declined = next(event for event in ENDED if "declined" in repr(event.ending).lower())
    name, payload = encode_event(replace(declined))
    with pytest.raises(CodecError, match="Reason"):
        decode_event(name, payload.replace('"expired"', '"bored"'))
