"""A world that keeps running: what `hedgerow sandbox up` shows and what a solver can be pointed at."""

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from solver.app.demo.layout import Layout
from solver.app.demo.rivals import CONTENDERS, OURS
from solver.app.demo.world import Cast, ChainSource, RunningWorld
from solver.sandbox.chain.world import ensure_state, start_fork
from solver.sandbox.chain.worldfile import encode_world

SCHEMA_VERSION = 1


@dataclass(frozen=True, slots=True)
class StandingWorld:
    """A running world and the configuration with which our solver can take part in it."""

    running: RunningWorld
    config: Path

    def show(self, *, as_json: bool) -> None:
        """Print the endpoints on standard output."""
        endpoints = asdict(self.running.endpoints)
        fields = {**endpoints, "world": str(self.running.layout.universe), "config": str(self.config)}
        if as_json:
            sys.stdout.write(json.dumps({"schema_version": SCHEMA_VERSION, **fields}) + "\n")
        else:
            sys.stdout.writelines(f"{name:<8} {value}\n" for name, value in fields.items())
            sys.stdout.write(f"\nhedgerow run --config {self.config}\n")
        sys.stdout.flush()


def new_folder(root: Path) -> Path:
    """A folder for a new world: var/sandbox/<UTC time>."""
    return root / "var" / "sandbox" / datetime.now(UTC).strftime("%Y%m%d-%H%M%S-%f")


@contextmanager
def standing_world(
    root: Path, folder: Path, cast: Cast, fork_url: str | None, say: Callable[[str], None]
) -> Iterator[StandingWorld]:
    """Start it in a new folder; leaving ends it. Raises ChildFailed, PortError or OSError."""
    layout = Layout(folder)
    with _chain(root, cast.seed, fork_url) as source, RunningWorld(root, layout, source, cast, say) as running:
        ours = next(contender for contender in CONTENDERS if contender.name == OURS)
        layout.write_config(ours, running.world, running.endpoints)
        yield StandingWorld(running, layout.config(ours))


@contextmanager
def _chain(root: Path, seed: int, fork_url: str | None) -> Iterator[ChainSource]:
    """The built state, or a node that forks another and carries the same contracts."""
    if fork_url is None:
        yield ChainSource.of(ensure_state(root))
        return
    node, world = start_fork(root, fork_url, seed, automine=False)
    with node, TemporaryDirectory(prefix="hedgerow-world-") as scratch:
        world_file = Path(scratch) / "world.json"
        world_file.write_bytes(encode_world(world))
        yield ChainSource(world_file, anvil_url=node.url)
