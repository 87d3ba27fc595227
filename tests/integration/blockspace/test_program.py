"""The block space as a program: it owns its node, and leaves nothing behind."""

import asyncio
import os
import signal
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from solver.sandbox.chain.anvil import start_anvil
from solver.sandbox.chain.world import WorldFiles

if TYPE_CHECKING:
    from tests.integration.blockspace.conftest import Client, Program, StartProgram

pytestmark = pytest.mark.anvil

ROOT = Path(__file__).resolve().parents[3]


def children_of(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


@pytest.mark.skipif(not Path("/proc/self/task").is_dir(), reason="looks for the node in /proc")
@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
async def test_it_ends_cleanly_and_takes_its_node_with_it(
    blockspace_program: "tuple[Program, Client]", how: signal.Signals
) -> None:
    program, client = blockspace_program
    assert await client.head() == program.ready["block"]
    (node,) = children_of(program.process.pid)
    await client.http.aclose()
    assert program.end(how) == (0, "")
    with pytest.raises(ProcessLookupError):
        os.kill(node, 0)


async def test_an_open_long_poll_does_not_hold_up_the_end(blockspace_program: "tuple[Program, Client]") -> None:
    program, client = blockspace_program
    waiting = asyncio.create_task(client.http.get("/clock?seen=99&wait_ms=60000"))
    seen = (await client.http.get("/clock?seen=0")).json()["version"]
    await client.http.post("/clock/register", json={"actor": "late"})
    await client.http.get(f"/clock?seen={seen}&wait_ms=10000")
    code, told = await asyncio.to_thread(program.end)
    assert (code, told) == (0, "")
    assert (await waiting).status_code == 200


def test_it_ends_with_an_error_when_its_node_dies(start_program: "StartProgram", anvil_world: WorldFiles) -> None:
    with start_anvil(ROOT, anvil_world.state, automine=False) as node:
        arguments = ["--anvil", node.url, "--mode", "realtime", "--slot-ms", "20"]
        program = start_program("solver.sandbox.blockspace", *arguments)
    program.process.wait(timeout=20)
    code, _ = program.end()
    assert code == 1
