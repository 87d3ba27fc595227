"""Finding Foundry's binaries, and compiling our contracts."""

import platform
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from solver.ports import PortError

_MACHINES = {"x86_64": "amd64", "amd64": "amd64", "aarch64": "arm64", "arm64": "arm64"}
_BUILD_BUDGET_S = 300


@dataclass(eq=False)
class ToolMissing(PortError):
    """A program, or what it should have made, is not there."""

    what: str
    hint: str


@dataclass(eq=False)
class BuildFailed(PortError):
    """The Solidity build said no; detail is the end of its output."""

    detail: str


def foundry_binary(name: str, root: Path) -> Path:
    """`anvil`, `forge` or `cast`: the pinned one of node_modules, else the one on PATH."""
    machine = _MACHINES.get(platform.machine().lower(), platform.machine().lower())
    native = root / "node_modules" / "@foundry-rs" / f"{name}-{sys.platform}-{machine}" / "bin" / name
    if native.is_file():
        return native
    on_path = shutil.which(name)
    if on_path is None:
        raise ToolMissing(name, "run `make setup`, or install Foundry")
    return Path(on_path)


def forge_build(root: Path, sources: tuple[str, ...]) -> None:
    """Bring out/ up to date for these source files and what they import; quick when nothing changed."""
    done = subprocess.run(
        [str(foundry_binary("forge", root)), "build", "--quiet", *sources],
        cwd=root,
        capture_output=True,
        text=True,
        timeout=_BUILD_BUDGET_S,
        check=False,
    )
    if done.returncode:
        raise BuildFailed((done.stderr + done.stdout).strip()[-2000:])
