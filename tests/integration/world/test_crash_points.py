"""A solver killed at one boundary after the other, and started again each time: nothing is lost, nothing is twice."""

import time
from collections import Counter
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

import pytest

from solver.adapters.store.check import Checked, check
from solver.adapters.store.engine import open_engine
from solver.adapters.store.seals import read_seals
from solver.sandbox.chain.worldfile import read_world
from solver.testing.crashing import all_points
from tests.integration.world.commands import PATIENCE_S, Hedgerow
from tests.integration.world.test_restart import POLL_S, check_against_chain, endings, kill_at

if TYPE_CHECKING:
    from tests.integration.world.conftest import StartHedgerow

pytestmark = pytest.mark.anvil

INTENTS = 12
KILLED = -9
PATIENT_FOR = 2
"""Endings; what is not reached by then is of calls that only trouble needs."""


@pytest.mark.scaled(quick=8, soak=1200)
def test_killed_at_one_point_after_the_other_it_goes_on_and_every_intent_ends_once(
    hedgerow: "StartHedgerow", tmp_path: Path, seed: int, scale: int
) -> None:
    """As often as the scale says, at points drawn from all."""
    chance, killed, worlds = Random(f"crash:{seed}"), Counter[str](), 0
    while killed.total() < scale:
        points = chance.sample(all_points(), len(all_points()))
        worlds += 1
        killed += crash_through(hedgerow, tmp_path / str(worlds), points, worlds, scale - killed.total())
        assert killed.total() >= worlds, f"few of {points} were reached"


def crash_through(hedgerow: "StartHedgerow", folder: Path, points: list[str], seed: int, most: int) -> Counter[str]:
    """One world, whose solver is killed at one point after the other; those that were reached before its end."""
    stream = ("--intents", str(INTENTS), "--seed", str(seed))
    demo = hedgerow("demo", *stream, "--folder", str(folder), "--keep", "--json")
    kill_at(folder, demo, 1)
    reached = Counter[str]()
    for point in points:
        if reached.total() == most or len(endings(folder)) == INTENTS:
            break
        reached[point] += dies(hedgerow, folder, point)
    last = hedgerow("run", "--config", str(folder / "hedgerow.toml"))
    told = demo.document()
    assert last.interrupt() == 0, last.errors
    assert (told["intents"], told["ledger_difference"], told["reverted"]) == (INTENTS, {}, 0)
    check_against_chain(folder)
    assert checked(folder).faults == ()
    assert demo.interrupt() in {0, 1}, demo.errors
    return reached


def checked(folder: Path) -> Checked:
    """As `hedgerow db check`."""
    ours = next(solver for solver in read_world(folder / "universe.json").solvers if solver.name == "hedgerow")
    engine = open_engine(f"sqlite:///{folder / 'hedgerow.db'}")
    try:
        return check(engine, read_seals(folder / "hedgerow.db.seals"), ours.identity)
    finally:
        engine.dispose()


def dies(hedgerow: "StartHedgerow", folder: Path, point: str) -> bool:
    """Whether a solver that is to be killed there is, while some intents end."""
    enough = min(INTENTS, len(endings(folder)) + PATIENT_FOR)
    solver: Hedgerow = hedgerow("run", "--config", str(folder / "hedgerow.toml"), HEDGEROW_CRASH_AT=point)
    until = time.monotonic() + PATIENCE_S
    while solver.process.poll() is None and len(endings(folder)) < enough:
        assert time.monotonic() < until, f"{point}: {solver.errors}"
        time.sleep(POLL_S)
    code = solver.interrupt() if solver.process.poll() is None else solver.process.returncode
    assert code in {0, KILLED}, f"{point}: {solver.errors}"
    return bool(code == KILLED)
