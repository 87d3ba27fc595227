"""Sandbox and live never meet, as seen from `hedgerow run`: one line, exit code 2, and nothing signed."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from solver.sandbox.chain.anvil import Anvil, start_anvil
from solver.sandbox.chain.keys import Keyring
from solver.sandbox.chain.world import WorldFiles
from tests.integration.world.commands import ROOT

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


def configuration(folder: Path, mode: str, rpc_url: str, files: WorldFiles) -> str:
    """The file of a solver whose auction house and relay are not there: it must not get as far as asking them."""
    entry = files.read().solvers[0]
    file = folder / "hedgerow.toml"
    file.write_text(
        f'mode = "{mode}"\n'
        f'chain = {{rpc_url = "{rpc_url}", universe = "{files.world}"}}\n'
        'keys = {identity = "env:HEDGEROW_IDENTITY_KEY", execution = "env:HEDGEROW_EXECUTION_KEY"}\n'
        f'contracts = {{executor = "{entry.executor}", vault = "{entry.vault}"}}\n'
        'auction = {url = "http://127.0.0.1:9"}\n'
        'relay = {url = "http://127.0.0.1:9"}\n'
    )
    return str(file)


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
    hedgerow: "StartHedgerow",
    chain: Anvil,
    anvil_world: WorldFiles,
    tmp_path: Path,
    mode: str,
    keys: dict[str, str],
    words: str,
) -> None:
    run = hedgerow("run", "--config", configuration(tmp_path, mode, chain.url, anvil_world), **keys)
    assert run.exit_code() == 2
    assert run.errors.count("\n") == 1
    assert words in run.errors
    assert not any(key[2:] in run.errors for key in keys.values())
    assert not (tmp_path / "hedgerow.db").exists()


def test_a_sandbox_solver_signs_on_no_chain_but_a_sandbox(
    hedgerow: "StartHedgerow", bare: Anvil, anvil_world: WorldFiles, tmp_path: Path
) -> None:
    run = hedgerow("run", "--config", configuration(tmp_path, "sandbox", bare.url, anvil_world), **PUBLISHED)
    assert run.exit_code() == 2
    assert run.errors.count("\n") == 1
    assert "this is no sandbox chain" in run.errors
