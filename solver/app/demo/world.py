"""A whole world of processes on this machine: started in order, ended in reverse."""

import json
import sys
import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from solver.app.demo.child import Child, ChildFailed
from solver.app.demo.layout import Endpoints, Layout
from solver.app.demo.rivals import CONTENDERS, Contender
from solver.sandbox.chain.world import WorldFiles
from solver.sandbox.chain.worldfile import World, read_world

READY_S = 120.0
MAX_SLOT_MS = 300_000
"""The barrier's last resort; above what a loaded machine needs to start everything, which the first slot waits for."""

ANSWER_WAIT_MS = 30_000
"""How long an auction waits for a bidder that says nothing, as when it died; it may be back by then."""

AWARD_WAIT_MS = 10_000
"""How long a slot waits for a winner that sends nothing, as when its route no longer holds."""


@dataclass(frozen=True, slots=True)
class ChainSource:
    """Where the world's chain comes from: a state file that the block space loads, or a node started for it alone."""

    world_file: Path
    state_file: Path | None = None
    anvil_url: str | None = None

    @staticmethod
    def of(files: WorldFiles) -> "ChainSource":
        """The cached state."""
        return ChainSource(files.world, state_file=files.state)

    def arguments(self) -> list[str]:
        """What the block space is told."""
        return ["--state", str(self.state_file)] if self.anvil_url is None else ["--anvil", self.anvil_url]


@dataclass(frozen=True, slots=True)
class Cast:
    """Who takes part. slot_ms: None runs the barrier clock, a number seals by the wall clock.

    Where no contender takes part, the house lets every solver of the world bid.
    """

    seed: int
    intents: int
    traders: bool = True
    background: bool = True
    bot: bool = True
    contenders: tuple[Contender, ...] = CONTENDERS
    slot_ms: int | None = None


class RunningWorld:
    """The processes of one world. Enter it to start them; leaving ends them all, also after a failure."""

    def __init__(self, root: Path, layout: Layout, source: ChainSource, cast: Cast, say: Callable[[str], None]) -> None:
        self._root = root
        self._source = source
        self._cast = cast
        self._say = say
        self._owned = ExitStack()
        self.layout = layout
        self.world: World = read_world(source.world_file)
        self.children: dict[str, Child] = {}
        self.endpoints: Endpoints

    def __enter__(self) -> Self:
        try:
            self._start()
        except BaseException:
            self._owned.close()
            raise
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._owned.close()

    def require_alive(self, *, but: frozenset[str]) -> None:
        """Raise ChildFailed when a process ended that should not have."""
        for name, child in self.children.items():
            if name not in but and child.exit_code is not None:
                raise ChildFailed(name, child.log, f"ended with {child.exit_code}")

    def _start(self) -> None:
        started = time.monotonic()
        self.layout.prepare(self._source.world_file)
        space = self._blockspace()
        house = self._module("auction", "solver.sandbox.auction", *self._house_arguments(space))
        urls = {key: str(space[key]) for key in ("rpc", "node", "relay", "clock")}
        self.endpoints = Endpoints(**urls, auction=str(house.announcement(READY_S)["url"]))
        actors = self._actors()
        for contender in self._cast.contenders:
            self.layout.write_config(contender, self.world, self.endpoints)
        solvers = [self._begin_solver(contender) for contender in self._cast.contenders]
        for child in (*actors, *solvers):
            child.announcement(READY_S)
        if self._cast.traders:
            self._traders()
        self._say(f"{len(self.children)} processes up in {time.monotonic() - started:.1f} s")

    def _begin_solver(self, contender: Contender) -> Child:
        command = [sys.executable, "-m", "solver.app.cli", "run", "--config", str(self.layout.config(contender))]
        return self._child(f"solver-{contender.name}", command)

    def _blockspace(self) -> dict[str, object]:
        if self._cast.slot_ms is None:
            mode = ["--mode", "barrier", "--actors", ",".join(self._actor_names())]
            mode += ["--max-slot-ms", str(MAX_SLOT_MS)]
        else:
            mode = ["--mode", "realtime", "--slot-ms", str(self._cast.slot_ms)]
        arguments = [*self._source.arguments(), "--root", str(self._root), *mode]
        return self._module("blockspace", "solver.sandbox.blockspace", *arguments).announcement(READY_S)

    def _actor_names(self) -> list[str]:
        cast = self._cast
        chosen = {"auction": True, "background": cast.background, "bot": cast.bot, "traders": cast.traders}
        return [name for name, present in chosen.items() if present]

    def _house_arguments(self, space: dict[str, object]) -> list[str]:
        arguments = [
            "--rpc",
            str(space["node"]),
            "--world",
            str(self._source.world_file),
            "--state",
            str(self.layout.house),
        ]
        if self._cast.contenders:
            self._write_bidders()
            arguments += ["--bidders", str(self.layout.bidders)]
        if self._cast.slot_ms is not None:
            return arguments
        waits = ["--answer-wait-ms", str(ANSWER_WAIT_MS), "--award-wait-ms", str(AWARD_WAIT_MS)]
        return [*arguments, "--clock", str(space["clock"]), *waits]

    def _write_bidders(self) -> None:
        """Those who take part: the house would wait for the bids of others."""
        names = {contender.name for contender in self._cast.contenders}
        identities = [solver.identity for solver in self.world.solvers if solver.name in names]
        self.layout.bidders.write_text(json.dumps({"bidders": identities}))

    def _actors(self) -> list[Child]:
        shared = ["--rpc", self.endpoints.rpc, "--world", str(self._source.world_file), *self._clock()]
        children = []
        if self._cast.background:
            seed = ["--seed", str(self._cast.seed)]
            children.append(self._module("background", "solver.sandbox.chain.background", *shared, *seed))
        if self._cast.bot:
            relay = ["--relay", self.endpoints.relay]
            children.append(self._module("bot", "solver.sandbox.adversaries.sandwich", *shared, *relay))
        return children

    def _traders(self) -> Child:
        arguments = ["--rpc", self.endpoints.rpc, "--world", str(self._source.world_file), *self._clock()]
        arguments += ["--auction", self.endpoints.auction]
        arguments += ["--seed", str(self._cast.seed), "--intents", str(self._cast.intents)]
        return self._module("traders", "solver.sandbox.traders", *arguments)

    def _clock(self) -> list[str]:
        return [] if self._cast.slot_ms is not None else ["--clock", self.endpoints.clock]

    def _module(self, name: str, module: str, *arguments: str) -> Child:
        return self._child(name, [sys.executable, "-m", module, *arguments])

    def _child(self, name: str, command: list[str]) -> Child:
        child = Child(name, command, self.layout.logs / f"{name}.log", {})
        self._owned.callback(child.stop)
        self.children[name] = child
        return child
