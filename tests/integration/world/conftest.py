"""Whole worlds: the command line with folders of its own, and the world's processes with parts chosen."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack
from itertools import count
from pathlib import Path

import pytest

from solver.app.demo.layout import Layout
from solver.app.demo.world import Cast, ChainSource, RunningWorld
from solver.sandbox.chain.world import WorldFiles
from tests.integration.world.commands import ROOT, FinishedDemo, Hedgerow, run_demo

StartHedgerow = Callable[..., Hedgerow]
DemoOf = Callable[..., FinishedDemo]
StartWorld = Callable[[Cast], AbstractContextManager[RunningWorld]]


@pytest.fixture
def hedgerow(tmp_path: Path) -> Iterator[StartHedgerow]:
    """Starts commands in tmp_path and ends them when the test is over."""
    with ExitStack() as owned:
        started: list[Hedgerow] = []

        def start(*arguments: str, **environment: str) -> Hedgerow:
            command = Hedgerow(arguments, tmp_path / f"command-{len(started)}.log", environment)
            owned.callback(command.end)
            started.append(command)
            return command

        yield start


@pytest.fixture(scope="session")
def demo_of(tmp_path_factory: pytest.TempPathFactory) -> DemoOf:
    """The demo of a seed and a number of intents, run by the first test that asks; take tells repetitions apart."""
    finished: dict[tuple[int, int, int], FinishedDemo] = {}

    def demo(seed: int, intents: int, take: int = 1) -> FinishedDemo:
        key = (seed, intents, take)
        if key not in finished:
            folder = tmp_path_factory.mktemp("demo") / f"seed {seed}, {intents} intents, take {take}"
            finished[key] = run_demo(folder, seed, intents)
        return finished[key]

    return demo


@pytest.fixture
def start_world(anvil_world: WorldFiles, tmp_path: Path) -> StartWorld:
    """Worlds of the cached state, each in a folder of its own; entered they run, left they are gone."""
    numbers = count()

    def world(cast: Cast) -> RunningWorld:
        layout = Layout(tmp_path / f"world-{next(numbers)}")
        return RunningWorld(ROOT, layout, ChainSource.of(anvil_world), cast, say=print)

    return world
