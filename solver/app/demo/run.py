"""One demo from start to end: build the chain, run the world, read what came of it, write the report."""

import asyncio
import json
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Engine

from solver.adapters.chain.node import NodeChain
from solver.adapters.store.engine import open_engine
from solver.adapters.store.ledger import ledger_difference
from solver.app.demo.child import Child, ChildFailed
from solver.app.demo.expect import disappointments
from solver.app.demo.layout import Layout
from solver.app.demo.outcome import Outcome
from solver.app.demo.reading import Names, count_endings, read_latency, read_lines, settled_beyond_the_books
from solver.app.demo.report import write_report
from solver.app.demo.rivals import OURS
from solver.app.demo.world import Cast, ChainSource, RunningWorld
from solver.domain.primitives import ZERO_ADDRESS
from solver.sandbox.chain.world import ensure_state
from solver.settlement.errors import revert_name
from solver.wire.rpc import AsyncJsonRpc, JsonRpc

POLL_S = 0.25
LONGEST_SILENCE_S = 540.0
"""How long a demo goes on without another ending, however many intents it has."""

Progress = Callable[[int, Mapping[str, int]], None]
"""Called again and again with the number of intents to come and the endings so far."""


@dataclass(frozen=True, slots=True)
class DemoResult:
    """What came of it, and what is not as it should be."""

    outcome: Outcome
    wrong: tuple[str, ...]


def new_folder(root: Path, seed: int) -> Path:
    """A folder for a new run: var/demo/<UTC time>-seed<seed>, with a number where that is taken."""
    stamp = datetime.now(UTC).strftime("%Y%m%d-%H%M%S")
    base = root / "var" / "demo" / f"{stamp}-seed{seed}"
    taken = 0
    folder = base
    while folder.exists():
        taken += 1
        folder = base.with_name(f"{base.name}-{taken}")
    return folder


def run_demo(
    root: Path,
    folder: Path,
    cast: Cast,
    *,
    say: Callable[[str], None],
    progress: Progress,
    patient: bool,
    finish: Callable[[DemoResult], None],
) -> None:
    """Run it and hand the result to finish while the world still runs; it ends when finish returns.

    patient: our solver may die, and another one started from its configuration may go on. Raises ChildFailed.
    """
    say("preparing the chain (built once, then loaded from a file)")
    files = ensure_state(root)
    layout = Layout(folder)
    with RunningWorld(root, layout, ChainSource.of(files), cast, say) as world:
        engine = open_engine(f"sqlite:///{layout.database}")
        try:
            posted = _await_endings(world, engine, cast.intents, progress, patient=patient)
            result = _result(world, engine, posted)
        finally:
            engine.dispose()
        write_report(result.outcome, layout.report, cast.seed)
        finish(result)


def _await_endings(
    world: RunningWorld, engine: Engine, expected: int, progress: Progress, *, patient: bool
) -> Sequence[Mapping[str, object]]:
    """Wait until the traders are done, every intent has an ending and the books have seen every fill.

    patient: our solver may die and come back.
    """
    traders = world.children["traders"]
    may_end = frozenset({"traders", f"solver-{OURS}"} if patient else {"traders"})
    until = time.monotonic() + LONGEST_SILENCE_S
    endings: dict[str, int] = {}
    while time.monotonic() < until:
        world.require_alive(but=may_end)
        before, endings = endings, count_endings(engine)
        if endings != before:
            until = time.monotonic() + LONGEST_SILENCE_S
        progress(expected, endings)
        if traders.exit_code is not None:
            posted = _posted(traders)
            if sum(endings.values()) >= len(posted) and not settled_beyond_the_books(engine):
                return posted
        time.sleep(POLL_S)
    log = world.children[f"solver-{OURS}"].log
    unbooked = settled_beyond_the_books(engine)
    done = f"ended {sum(endings.values())} of {expected} intents ({unbooked} fills not in the books)"
    raise ChildFailed(f"solver-{OURS}", log, f"{done}, and then went no further in {LONGEST_SILENCE_S:.0f} s")


def _posted(traders: Child) -> Sequence[Mapping[str, object]]:
    """The summary the traders print last."""
    if traders.exit_code != 0:
        raise ChildFailed("traders", traders.log, f"ended with {traders.exit_code}")
    intents: Sequence[Mapping[str, object]] = json.loads(traders.output().splitlines()[-1])["intents"]
    return intents


def _result(world: RunningWorld, engine: Engine, posted: Sequence[Mapping[str, object]]) -> DemoResult:
    with JsonRpc(world.endpoints.node) as rpc:
        lines = read_lines(engine, world.world, rpc)
    outcome = Outcome(
        lines=lines,
        latency_ms=read_latency(engine),
        ledger_difference=asyncio.run(_ledger(world, engine)),
        config=str(world.layout.folder / "hedgerow.toml"),
        database=str(world.layout.database),
        report=str(world.layout.report),
    )
    return DemoResult(outcome, tuple(disappointments(outcome, posted)))


async def _ledger(world: RunningWorld, engine: Engine) -> dict[str, int]:
    """Units by symbol where database and chain differ; empty when they agree."""
    names = Names.of(world.world)
    async with AsyncJsonRpc(world.endpoints.node, timeout_s=60.0) as rpc:
        difference = await ledger_difference(engine, NodeChain(rpc, revert_name))
    symbols = {token: symbol for token, (symbol, _) in names.tokens.items()} | {ZERO_ADDRESS: "ETH"}
    return {symbols.get(token, token): units for token, units in difference.items() if units}
