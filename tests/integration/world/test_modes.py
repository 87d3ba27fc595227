"""Sandbox and live never meet, as seen from `hedgerow run`: one line, exit code 2, and nothing signed."""

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from solver.sandbox.chain.anvil import Anvil, start_anvil
from solver.sandbox.chain.keys import Keyring
from solver.sandbox.chain.world import WorldFiles
from tests.integration.world.commands import ROOT, Hedgerow

if TYPE_CHECKING:
    from tests.integration.world.conftest import StartHedgerow

pytestmark = pytest.mark.anvil

OWN = {"HEDGEROW_IDENTITY_KEY": "0x" + "5e" * 32, "HEDGEROW_EXECUTION_KEY": "0x" + "5f" * 32}
PUBLISHED = {name: "0x" + bytes(Keyring().account(index).key).hex() for name, index in zip(OWN, (2, 5), strict=True)}


@pytest.fixture
def bare() -> Iterator[Anvil]:
    """A chain that is no sandbox."""
    with start_anvil(ROOT) as node:
        yield node


SolverOn = Callable[[Anvil, str, Mapping[str, str]], tuple[Hedgerow, Path]]


@pytest.fixture
def solver_on(hedgerow: "StartHedgerow", anvil_world: WorldFiles, tmp_path: Path) -> SolverOn:
    """Starts a solver on a node, in a mode, with keys; it and its folder.

    There is neither auction house nor relay: it must not get as far as asking them.
    """

    def start(node: Anvil, mode: str, keys: Mapping[str, str]) -> tuple[Hedgerow, Path]:
        entry = anvil_world.read().solvers[0]
        file = tmp_path / "hedgerow.toml"
        file.write_text(
            f'mode = "{mode}"\n'
            f'chain = {{rpc_url = "{node.url}", universe = "{anvil_world.world}"}}\n'
            'keys = {identity = "env:HEDGEROW_IDENTITY_KEY", execution = "env:HEDGEROW_EXECUTION_KEY"}\n'
            f'contracts = {{executor = "{entry.executor}", vault = "{entry.vault}"}}\n'
            'auction = {url = "http://127.0.0.1:9"}\n'
            'relay = {url = "http://127.0.0.1:9"}\n'
        )
        return hedgerow("run", "--config", str(file), **keys), tmp_path

    return start


@pytest.mark.parametrize(
    ("mode", "keys", "words"),
    [
        ("live", PUBLISHED, "is a published sandbox key; live mode refuses it"),
        ("live", OWN | {"HEDGEROW_EXECUTION_KEY": PUBLISHED["HEDGEROW_EXECUTION_KEY"]}, "live mode refuses it"),
        ("live", OWN, "chain.rpc_url: this is a sandbox chain; live mode refuses it"),
        ("sandbox", OWN, "is no sandbox key; sandbox mode signs with no other"),
    ],
)
def test_a_solver_refuses_the_other_modes_keys_and_chain(
    solver_on: SolverOn, chain: Anvil, *, mode: str, keys: dict[str, str], words: str
) -> None:
    run, folder = solver_on(chain, mode, keys)
    assert run.exit_code() == 2
    assert run.errors.count("\n") == 1
    assert words in run.errors
    assert not any(key[2:] in run.errors for key in keys.values())
    assert not (folder / "hedgerow.db").exists()


def test_a_sandbox_solver_signs_on_no_chain_but_a_sandbox(solver_on: SolverOn, bare: Anvil) -> None:
    run, _ = solver_on(bare, "sandbox", PUBLISHED)
    assert run.exit_code() == 2
    assert run.errors.count("\n") == 1
    assert "this is no sandbox chain" in run.errors
