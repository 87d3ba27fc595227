"""Server-sent events: any cut of the bytes gives the same events, and no bytes do harm."""

from contextlib import suppress
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from solver.ports import Refused
from solver.wire.sse import ServerEvent, SseParser


def parse(*chunks: bytes, cap: int = 1024) -> list[ServerEvent]:
    parser = SseParser("house", cap)
    return [event for chunk in chunks for event in parser.feed(chunk)]


def test_an_event_has_id_kind_and_data() -> None:
    assert parse(b'id: 7\nevent: closed\ndata: {"a":1}\n\n') == [ServerEvent("7", "closed", '{"a":1}')]


def test_an_event_without_a_name_is_a_message_and_keeps_the_last_id() -> None:
    assert parse(b"id: 1\ndata: x\n\ndata: y\n\n") == [
        ServerEvent("1", "message", "x"),
        ServerEvent("1", "message", "y"),
    ]


def test_comments_and_unknown_fields_say_nothing() -> None:
    assert parse(b": ping\n\nretry: 5\nwhat: ever\ndata:x\n\n") == [ServerEvent(None, "message", "x")]


def test_several_data_lines_join_with_a_line_feed() -> None:
    assert parse(b"data: a\ndata:\ndata: b\n\n")[0].data == "a\n\nb"


def test_only_one_space_after_the_colon_is_taken_away() -> None:
    assert parse(b"data:  x\n\n")[0].data == " x"


def test_an_event_without_data_is_none() -> None:
    assert parse(b"event: opened\nid: 3\n\n") == []


def test_an_unfinished_event_is_not_given_out() -> None:
    assert parse(b"data: x\n") == []


def test_an_id_with_a_null_is_ignored() -> None:
    assert parse(b"id: 1\0\ndata: x\n\n")[0].id is None


@pytest.mark.parametrize("end", [b"\n", b"\r", b"\r\n"])
def test_every_line_ending_counts(end: bytes) -> None:
    assert parse(end.join([b"id: 1", b"event: e", b"data: x", b"", b""])) == [ServerEvent("1", "e", "x")]


def test_a_byte_order_mark_is_taken_away() -> None:
    assert parse(b"\xef\xbb\xbfdata: x\n\n")[0].data == "x"


def test_bytes_that_are_no_utf8_become_replacement_characters() -> None:
    assert parse(b"data: \xff\xfe\n\n")[0].data == "\ufffd\ufffd"


def test_a_line_without_an_end_is_refused_at_the_cap() -> None:
    with pytest.raises(Refused, match="event_too_large"):
        parse(*[b"data: " + b"x" * 100] * 20)


def test_many_lines_of_one_event_are_refused_at_the_cap() -> None:
    with pytest.raises(Refused, match="event_too_large"):
        parse(*[b"data: " + b"x" * 90 + b"\n"] * 20)


def test_many_small_events_are_not_large() -> None:
    assert len(parse(*[b"data: " + b"x" * 90 + b"\n\n"] * 200)) == 200


STREAM = (
    "\ufeffid: 1\r\nevent: opened\rdata: ä\ndata: b\n\n:c\r\n\r\nid: 2\r\rdata: z\r\n\r\nid: 3\ndata: \r\r\n".encode()
)


@given(st.lists(st.integers(0, len(STREAM)), max_size=12))
def test_any_cut_gives_the_same_events(cuts: list[int]) -> None:
    edges = [0, *sorted(cuts), len(STREAM)]
    assert parse(*(STREAM[a:b] for a, b in pairwise(edges))) == parse(STREAM)


@given(st.lists(st.binary(max_size=60), max_size=30))
def test_no_bytes_raise_anything_but_a_refusal(chunks: list[bytes]) -> None:
    with suppress(Refused):
        for event in parse(*chunks, cap=200):
            assert len(event.data.encode(errors="surrogatepass")) <= 3 * 400
