"""The folder of a world: configurations, logs and state of every process, and nothing outside it."""

import os
from dataclasses import dataclass
from pathlib import Path

from solver.app.demo.rivals import OURS, Contender
from solver.sandbox.chain.keys import roles
from solver.sandbox.chain.worldfile import SolverEntry, World

MAX_LOSS_BPS = 40
"""What a vault adds to keep the promise of an award when pools moved against it; its caps on chain bind too."""

TIP_GWEI = 6
"""Above what the background pays, so that a bundle is at the top of its block and meets the state it was priced on."""


@dataclass(frozen=True, slots=True)
class Endpoints:
    """Where the servers of a running world are; control endpoints are for the supervisor alone."""

    rpc: str
    node: str
    relay: str
    clock: str
    auction: str


@dataclass(frozen=True, slots=True)
class Layout:
    """Paths inside one world's folder."""

    folder: Path

    @property
    def logs(self) -> Path:
        """One file a process."""
        return self.folder / "logs"

    @property
    def universe(self) -> Path:
        """Our copy of world.json: what the solvers may touch."""
        return self.folder / "universe.json"

    @property
    def house(self) -> Path:
        """The auction house's memory."""
        return self.folder / "auction.jsonl"

    @property
    def bidders(self) -> Path:
        """Whom the auction house lets bid."""
        return self.folder / "bidders.json"

    @property
    def report(self) -> Path:
        """The report."""
        return self.folder / "report.html"

    @property
    def database(self) -> Path:
        """Our solver's database."""
        return self.folder / "hedgerow.db"

    def config(self, contender: Contender) -> Path:
        """A solver's configuration; ours lies at the top."""
        return self.folder / "hedgerow.toml" if contender.name == OURS else self._rival(contender) / "hedgerow.toml"

    def prepare(self, world_file: Path) -> None:
        """Make the folder; it must not exist yet."""
        self.folder.mkdir(parents=True)
        self.logs.mkdir()
        self.universe.write_bytes(world_file.read_bytes())

    def write_config(self, contender: Contender, world: World, endpoints: Endpoints) -> None:
        """Write one solver's hedgerow.toml."""
        path = self.config(contender)
        path.parent.mkdir(parents=True, exist_ok=True)
        entry = next(solver for solver in world.solvers if solver.name == contender.name)
        path.write_text(_configuration(contender, entry, endpoints, os.path.relpath(self.universe, path.parent)))

    def _rival(self, contender: Contender) -> Path:
        return self.folder / "rivals" / contender.name


def _configuration(contender: Contender, entry: SolverEntry, endpoints: Endpoints, universe: str) -> str:
    indices = roles()
    return f"""\
# Written by hedgerow for the sandbox world of this folder. Its keys are published test keys, worth nothing.
mode = "sandbox"

[chain]
rpc_url = "{endpoints.node}"
universe = "{universe}"

[keys]
identity = "sandbox:{indices[f"identity.{contender.name}"]}"
execution = "sandbox:{indices[f"execution.{contender.name}"]}"

[contracts]
executor = "{entry.executor}"
vault = "{entry.vault}"

[auction]
url = "{endpoints.auction}"

[relay]
url = "{endpoints.relay}"
name = "local"

[database]
url = "sqlite:///hedgerow.db"

[router]
kind = "{contender.router}"

[bid]
kind = "fixed"
margin_bps = 0
share_bps = {contender.share_bps}
tip_gwei = {TIP_GWEI}

[submit]
max_loss_bps = {MAX_LOSS_BPS}
"""
