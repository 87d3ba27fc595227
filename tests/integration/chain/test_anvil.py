"""The node: it dies with its owner, refuses foreign state, keeps chain time."""

import os
import select
import signal
import subprocess
import sys
from pathlib import Path

import msgspec
import pytest

from solver.domain.sandbox_keys import MARKER_ADDRESS
from solver.ports import Unreachable
from solver.sandbox.chain.anvil import SLOT_S, Anvil, start_anvil
from solver.sandbox.chain.background.__main__ import main as background
from solver.sandbox.chain.safety import SafetyReason, SandboxRefused
from solver.sandbox.chain.world import WorldFiles
from solver.sandbox.chain.worldfile import World

pytestmark = pytest.mark.anvil

ROOT = Path(__file__).resolve().parents[3]
OWNER = """
import sys, pathlib
from solver.sandbox.chain.anvil import start_anvil
node = start_anvil(pathlib.Path(sys.argv[1]))
print(node.pid, flush=True)
sys.stdin.read()
"""


@pytest.mark.skipif(sys.platform != "linux", reason="the kernel's parent-death signal is Linux's")
def test_the_node_dies_even_when_its_owner_is_killed() -> None:
    owner = subprocess.Popen(
        [sys.executable, "-c", OWNER, str(ROOT)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    with owner:
        assert owner.stdout is not None
        node = os.pidfd_open(int(owner.stdout.readline()))
        try:
            owner.send_signal(signal.SIGKILL)
            ended, _, _ = select.select([node], [], [], 10)
            assert ended
        finally:
            os.close(node)


def test_the_node_is_gone_after_its_context() -> None:
    with start_anvil(ROOT) as node:
        process = os.pidfd_open(node.pid)
    try:
        with pytest.raises(ProcessLookupError):
            signal.pidfd_send_signal(process, 0)
    finally:
        os.close(process)


def test_two_nodes_have_ports_of_their_own() -> None:
    with start_anvil(ROOT) as one, start_anvil(ROOT) as other:
        assert one.url != other.url


def test_a_node_that_cannot_start_says_why() -> None:
    with pytest.raises(Unreachable) as unreachable:
        start_anvil(ROOT, state=ROOT / "no-such-state.json")
    assert "no-such-state" in unreachable.value.detail


def test_state_without_the_marker_is_refused(anvil_world: WorldFiles, tmp_path: Path) -> None:
    state = msgspec.json.decode(anvil_world.state.read_bytes())
    del state["accounts"][MARKER_ADDRESS]
    foreign = tmp_path / "state.json"
    foreign.write_bytes(msgspec.json.encode(state))
    with pytest.raises(SandboxRefused) as refused:
        start_anvil(ROOT, foreign)
    assert refused.value.reason is SafetyReason.NO_MARKER


def test_background_traders_send_nothing_to_a_chain_without_the_marker(anvil_world: WorldFiles) -> None:
    with start_anvil(ROOT) as unmarked, pytest.raises(SandboxRefused) as refused:
        background(["--rpc", unmarked.url, "--world", str(anvil_world.world)])
    assert refused.value.reason is SafetyReason.NO_MARKER


def test_blocks_follow_genesis_a_slot_of_chain_time_apart(chain: Anvil, world: World) -> None:
    chain.rpc.batch([("evm_mine", []), ("evm_mine", [])])
    numbers = [hex(world.genesis.block + k) for k in range(3)]
    blocks = chain.rpc.batch([("eth_getBlockByNumber", [number, False]) for number in numbers])
    assert [int(block["timestamp"], 16) - world.genesis.timestamp for block in blocks] == [0, SLOT_S, 2 * SLOT_S]
    assert int(blocks[0]["baseFeePerGas"], 16) == 10**9
    assert chain.rpc.call("eth_chainId") == "0x1"
