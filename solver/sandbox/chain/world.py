"""The twin's state: built once, cached under a key of all its inputs, loaded as a file; or built on top of a fork."""

import fcntl
import gzip
import hashlib
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec

from solver.sandbox.chain.anvil import Anvil, start_anvil
from solver.sandbox.chain.artifacts import OURS
from solver.sandbox.chain.building.build import build_world
from solver.sandbox.chain.toolchain import forge_build, foundry_binary
from solver.sandbox.chain.worldfile import World, encode_world, read_world

DEFAULT_SEED = 1
_STATE, _WORLD = "state.json", "world.json"


@dataclass(frozen=True, slots=True)
class WorldFiles:
    """A built world: Anvil's state file, and who and what is in it."""

    state: Path
    world: Path

    def read(self) -> World:
        """The parsed world.json."""
        return read_world(self.world)


def ensure_state(root: Path, seed: int = DEFAULT_SEED) -> WorldFiles:
    """The world of this checkout and seed, built if it is not in .cache/chain yet; processes may race for it."""
    folder = root / ".cache" / "chain" / _key(root, seed)
    files = WorldFiles(folder / _STATE, folder / _WORLD)
    if not files.world.is_file():
        with _building(root):
            if not files.world.is_file():
                forge_build(root, tuple(OURS.values()))
                _build(root, seed, folder)
    return files


def start_fork(root: Path, fork_url: str, seed: int = DEFAULT_SEED, *, automine: bool = True) -> tuple[Anvil, World]:
    """A fork of the node behind fork_url with the world built on top; what already has code there is used as it is."""
    with _building(root):
        forge_build(root, tuple(OURS.values()))
    node = start_anvil(root, fork_url=fork_url, automine=False)
    try:
        world = build_world(node.rpc, root, seed)
        node.rpc.call("evm_setAutomine", [automine])
    except BaseException:
        node.close()
        raise
    return node, world


def _build(root: Path, seed: int, folder: Path) -> None:
    """Build into a folder beside it and rename: a reader sees all or nothing."""
    for left_over in folder.parent.glob("draft-*"):  # of a builder that was killed; we hold the lock
        shutil.rmtree(left_over)
    with start_anvil(root, automine=False) as node:
        world = build_world(node.rpc, root, seed)
        state = _stripped(node.rpc.call("anvil_dumpState"))
    draft = Path(tempfile.mkdtemp(prefix="draft-", dir=folder.parent))
    (draft / _STATE).write_bytes(state)
    (draft / _WORLD).write_bytes(encode_world(world))
    draft.rename(folder)


def _stripped(dump: str) -> bytes:
    """The state file without the history of transactions, which is two thirds of it; headers must stay."""
    state: dict[str, Any] = msgspec.json.decode(gzip.decompress(bytes.fromhex(dump[2:])))
    state["transactions"] = []
    state["blocks"].sort(key=lambda block: int(block["header"]["number"], 16))
    for block in state["blocks"]:
        block["transactions"] = []
    return msgspec.json.encode(state)


def _key(root: Path, seed: int) -> str:
    """A hash of everything the state is made of."""
    digest = hashlib.sha256(f"{seed}\n{_anvil_version(root)}\n".encode())
    for path in _inputs(root):
        digest.update(f"{path.name}\n".encode())
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()[:16]


def _inputs(root: Path) -> Iterator[Path]:
    """Files that decide the state: the lock of third-party bytecode, our sources and compiler, the builder."""
    yield from (root / "contracts" / "artifacts.lock", root / "foundry.toml", root / "package-lock.json")
    yield from sorted((root / "contracts" / "src").rglob("*.sol"))
    here = Path(__file__).parent
    yield from sorted([*here.glob("*.py"), *(here / "building").glob("*.py")])
    yield root / "solver" / "domain" / "sandbox_keys.py"


def _anvil_version(root: Path) -> str:
    anvil = foundry_binary("anvil", root)
    return subprocess.run([str(anvil), "--version"], capture_output=True, text=True, timeout=30, check=True).stdout


@contextmanager
def _building(root: Path) -> Iterator[None]:
    """One builder at a time, across processes; the kernel lets go when the holder dies."""
    folder = root / ".cache" / "chain"
    folder.mkdir(parents=True, exist_ok=True)
    handle = os.open(folder / "lock", os.O_CREAT | os.O_RDWR, 0o666)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)
