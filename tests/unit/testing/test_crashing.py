"""Crash points: there are many, each is reached where it says, and the process ends there as by a power cut."""

import asyncio
import signal
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from solver.adapters.store.history import SqlHistory
from solver.adapters.store.journal import SqlJournal
from solver.adapters.store.schema import open_current
from solver.domain.events import Incident, RunStarted
from solver.testing.clock import StillClock
from solver.testing.crashing import CrashPoints, UnknownPoint, all_points
from solver.testing.fake_chain import FakeChain
from solver.testing.fake_relay import FakeRelay
from solver.testing.memory_journal import MemoryJournal
from solver.testing.values import HEAD, block, hash_of

STARTED = RunStarted("run-1", "0.1.0", hash_of(0xC0), block())
LATE = Incident("relay", "late")


class Here(Exception):
    """Instead of the end."""


def crash() -> None:
    raise Here


def test_there_are_at_least_sixty_and_each_is_named_once() -> None:
    assert len(all_points()) == len(set(all_points())) >= 60


@pytest.mark.parametrize("plan", ["", "relay", "relay.send_bundle", "relay.send_bundle:after#x", "relay.lie:before"])
def test_a_plan_that_names_none_is_refused_with_those_there_are(plan: str) -> None:
    with pytest.raises(UnknownPoint, match=r"relay\.send_bundle:after"):
        CrashPoints(plan)


async def test_a_call_is_crashed_before_it_is_made_and_after_it_was() -> None:
    for moment, waited in (("before", 0), ("after", 1)):
        chain = FakeChain(FakeRelay())
        chain.troubles.plan("call", None)
        guarded = CrashPoints(f"chain.call:{moment}", crash).around("chain", chain)
        with pytest.raises(Here):
            await guarded.call(STARTED.block.coinbase, bytes(4), STARTED.block.hash)
        assert (await FakeChain(FakeRelay()).head()).number == HEAD
        assert len(chain.troubles._next["call"]) == 1 - waited


async def test_as_many_are_passed_as_the_plan_says() -> None:
    guarded = CrashPoints("chain.head:after#2", crash).around("chain", FakeChain(FakeRelay()))
    await guarded.head()
    await guarded.head()
    with pytest.raises(Here):
        await guarded.head()


async def test_a_stream_is_crashed_at_an_item() -> None:
    guarded = CrashPoints("chain.heads:after", crash).around("chain", FakeChain(FakeRelay()))
    heads: AsyncIterator[object] = guarded.heads()
    with pytest.raises(Here):
        await asyncio.wait_for(anext(heads), 10)


def test_what_is_no_call_is_the_port_s_own() -> None:
    assert CrashPoints("chain.head:after", crash).around("relay", FakeRelay()).name == FakeRelay().name


@pytest.mark.parametrize(("moment", "kept"), [("before", 0), ("after", 2)])
def test_an_event_is_crashed_before_and_after_it_is_taken(moment: str, kept: int) -> None:
    memory = MemoryJournal()
    with pytest.raises(Here):
        CrashPoints(f"journal.append:Incident:{moment}", crash).journal(memory).append(STARTED, LATE)
    assert len(memory.events) == kept


@pytest.mark.parametrize(("moment", "kept"), [("before", 1), ("written", 1), ("after", 2)])
def test_a_process_is_killed_there_and_what_was_not_committed_is_gone(tmp_path: Path, moment: str, kept: int) -> None:
    url = f"sqlite:///{tmp_path / 'x.db'}"
    open_current(url).dispose()
    program = (
        "import sys\n"
        "from solver.adapters.store.journal import SqlJournal\n"
        "from solver.adapters.store.schema import open_current\n"
        "from solver.domain.events import Incident\n"
        "from solver.testing.clock import StillClock\n"
        "from solver.testing.crashing import CrashPoints\n"
        f"points = CrashPoints('journal.append:Incident:{moment}#1')\n"
        f"inner = SqlJournal(open_current({url!r}), 'run-1', StillClock(), written=points.written)\n"
        "journal = points.journal(inner)\n"
        "journal.append(Incident('relay', 'late'))\n"
        "journal.append(Incident('relay', 'later'))\n"
        "sys.exit(3)\n"
    )
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=False)
    assert ran.returncode == -signal.SIGKILL, ran.stderr
    engine = open_current(url)
    SqlJournal(engine, "run-2", StillClock()).append(STARTED)
    assert SqlHistory(engine).unfinished() == ()
    with engine.begin() as connection:
        assert connection.exec_driver_sql("select count(*) from journal").scalar_one() == kept + 1
    engine.dispose()
