"""The log: one JSON line for each event, with no secret, no signature and no raw transaction in it."""

import io
import json

import pytest

from solver.app.observe import ObservedJournal, Observer, json_log
from solver.domain.bundle import SignedTransaction
from solver.domain.events import BundleSubmitted, Incident
from solver.testing.events import settled_story
from solver.testing.memory_journal import JournalFull, MemoryJournal
from solver.testing.values import bundle, hash_of


def lines(level: str = "debug") -> tuple[ObservedJournal, MemoryJournal, io.StringIO]:
    out, journal = io.StringIO(), MemoryJournal()
    return ObservedJournal(journal, Observer(json_log(level, out))), journal, out


def test_every_event_is_a_line_named_after_it() -> None:
    observed, _, out = lines()
    observed.append(*settled_story())
    said = [json.loads(line) for line in out.getvalue().splitlines()]
    assert len(said) == len(settled_story())
    for line, event in zip(said, settled_story(), strict=True):
        assert line["event"].replace("_", "") == type(event).__name__.lower()
        assert line["at"].endswith("Z")


def test_at_info_the_books_are_silent() -> None:
    observed, _, out = lines("info")
    observed.append(*settled_story())
    assert "transfer_seen" not in out.getvalue()
    assert "ended" in out.getvalue()


def test_a_bundle_is_named_by_hashes_and_never_shown() -> None:
    raw = bytes.fromhex("02f8deadbeef00112233445566778899")
    transaction = SignedTransaction(raw, hash_of(5), hash_of(1)[:42], 0)  # type: ignore[arg-type] # an address in shape
    observed, _, out = lines()
    observed.append(BundleSubmitted(hash_of(1), "local", bundle(transaction), hash_of(2), hash_of(5)))
    assert raw.hex() not in out.getvalue()
    assert hash_of(2) in out.getvalue()


def test_no_line_of_a_story_holds_a_signature() -> None:
    observed, _, out = lines()
    observed.append(*settled_story())
    assert "01" * 65 not in out.getvalue()
    assert "02" * 65 not in out.getvalue()


def test_what_the_journal_does_not_take_is_not_said() -> None:
    observed, journal, out = lines()
    journal.room = 0
    with pytest.raises(JournalFull):
        observed.append(Incident("kind", "detail"))
    assert out.getvalue() == ""


def test_a_log_that_cannot_be_written_does_not_stop_the_journal() -> None:
    class Broken(io.StringIO):
        def write(self, text: str) -> int:
            raise BrokenPipeError(text)

    journal = MemoryJournal()
    ObservedJournal(journal, Observer(json_log("debug", Broken()))).append(Incident("kind", "detail"))
    assert len(journal.events) == 1
