"""What the sandbox refuses to start with."""

from pathlib import Path

import pytest

from solver.sandbox.chain.background.__main__ import main as background
from solver.sandbox.chain.building.build import build_world
from solver.sandbox.chain.safety import (
    SafetyReason,
    SandboxRefused,
    require_loopback,
    require_marked,
    require_sandbox_mnemonic,
)
from solver.wire.rpc import JsonRpc

ELSEWHERE = "http://node.example:8545"


def test_the_published_mnemonic_is_taken_however_it_is_spaced() -> None:
    require_sandbox_mnemonic("test  test test test test test test test test test test junk\n")


@pytest.mark.parametrize(
    "mnemonic", ["", "test", "test " * 12, "junk test test test test test test test test test test"]
)
def test_any_other_mnemonic_is_refused(mnemonic: str) -> None:
    with pytest.raises(SandboxRefused) as refused:
        require_sandbox_mnemonic(mnemonic)
    assert refused.value.reason is SafetyReason.FOREIGN_MNEMONIC


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1:8545", "http://localhost:1/node", "ws://[::1]:8546", "http://127.9.9.9"]
)
def test_an_endpoint_of_this_machine_is_taken(url: str) -> None:
    require_loopback(url)


@pytest.mark.parametrize(
    "url",
    [
        ELSEWHERE,
        "https://mainnet.example/v3/key",
        "http://10.0.0.7:8545",
        "http://127.0.0.1.example:8545",
        "http://127.0.0.1@evil.example",
        "http://0.0.0.0:8545",
        "http://[2001:db8::1]:8545",
        "127.0.0.1:8545",
        "",
    ],
)
def test_an_endpoint_elsewhere_is_refused(url: str) -> None:
    with pytest.raises(SandboxRefused) as refused:
        require_loopback(url)
    assert refused.value.reason is SafetyReason.NOT_LOOPBACK


def test_nothing_is_built_on_a_node_elsewhere() -> None:
    with JsonRpc(ELSEWHERE) as rpc, pytest.raises(SandboxRefused) as refused:
        build_world(rpc, Path(), seed=1)
    assert refused.value.reason is SafetyReason.NOT_LOOPBACK


def test_no_marker_is_looked_for_on_a_node_elsewhere() -> None:
    with JsonRpc(ELSEWHERE) as rpc, pytest.raises(SandboxRefused) as refused:
        require_marked(rpc)
    assert refused.value.reason is SafetyReason.NOT_LOOPBACK


def test_background_traders_send_nothing_elsewhere() -> None:
    with pytest.raises(SandboxRefused):
        background(["--rpc", ELSEWHERE, "--world", "world.json"])
