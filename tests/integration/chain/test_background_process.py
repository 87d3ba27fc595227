"""The background as the process it is, against the real gateway and slot clock."""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx
import pytest

from solver.sandbox.chain.world import WorldFiles

pytestmark = pytest.mark.anvil

PATIENCE_S = 30


@contextmanager
def process(module: str, *arguments: str) -> Iterator[tuple[subprocess.Popen[str], dict[str, Any]]]:
    """A module run as a process, and the line it prints when it is up; it is ended by its id."""
    running = subprocess.Popen(
        [sys.executable, "-m", module, *arguments], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )
    with running:
        try:
            assert running.stdout is not None
            yield running, json.loads(running.stdout.readline())
        finally:
            running.terminate()
            try:
                running.wait(PATIENCE_S)
            finally:
                running.kill()


def clock_after(client: httpx.Client, url: str, block: int) -> dict[str, Any]:
    """The clock's answer once the head is that block or later; each question waits for a change."""
    answer: dict[str, Any] = client.get(url).json()
    for _ in range(200):
        if answer["block"] >= block:
            return answer
        answer = client.get(url, params={"seen": answer["version"], "wait_ms": 1_000}).json()
    pytest.fail(f"no block {block}: {answer}")


def test_blocks_are_sealed_as_the_background_gets_ready_and_hold_what_it_sent(anvil_world: WorldFiles) -> None:
    genesis = anvil_world.read().genesis
    with process("solver.sandbox.blockspace", "--state", str(anvil_world.state), "--actors", "background") as (
        _,
        space,
    ):
        urls = ["--rpc", space["rpc"], "--clock", space["clock"], "--world", str(anvil_world.world)]
        with process("solver.sandbox.chain.background", *urls) as (background, ready), httpx.Client() as client:
            clock = clock_after(client, space["clock"], genesis.block + 3)
            request = {"jsonrpc": "2.0", "id": 1, "method": "eth_getBlockReceipts", "params": [hex(genesis.block + 2)]}
            receipts = client.post(space["rpc"], json=request).json()["result"]
            background.terminate()
            assert background.wait(PATIENCE_S) == 0
    assert ready["ready"] is True
    assert clock["ready"]["background"] >= genesis.block + 2
    assert len(receipts) >= 1
