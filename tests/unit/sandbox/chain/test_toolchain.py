"""Which Foundry is used: the pinned one, and where there is none the one on PATH."""

import platform
import sys
from pathlib import Path

import pytest

from solver.sandbox.chain.toolchain import ToolMissing, foundry_binary

MACHINES = {"x86_64": "amd64", "aarch64": "arm64", "arm64": "arm64"}


def program(path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("#!/bin/sh\n")
    path.chmod(0o755)
    return path


@pytest.fixture
def on_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An anvil of the machine's own."""
    monkeypatch.setenv("PATH", str(tmp_path / "some where"))
    return program(tmp_path / "some where" / "anvil")


def test_the_pinned_one_goes_before_the_one_on_path(tmp_path: Path, on_path: Path) -> None:
    kind = f"anvil-{sys.platform}-{MACHINES[platform.machine()]}"
    pinned = program(tmp_path / "node_modules" / "@foundry-rs" / kind / "bin" / "anvil")
    assert foundry_binary("anvil", tmp_path) == pinned != on_path


def test_without_a_pinned_one_the_one_on_path_is_used(tmp_path: Path, on_path: Path) -> None:
    assert foundry_binary("anvil", tmp_path) == on_path


def test_without_either_it_says_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(ToolMissing) as missing:
        foundry_binary("anvil", tmp_path)
    assert "make setup" in missing.value.hint
