"""`hedgerow sandbox up`: a world that keeps running, also on top of another, and leaves nothing behind."""

import json
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx
import pytest
from jsonschema import Draft202012Validator

from solver.sandbox.chain.worldfile import World, read_world
from solver.wire.rpc import JsonRpc
from tests.integration.world.commands import ROOT
from tests.integration.world.processes import descendants

if TYPE_CHECKING:
    from tests.integration.world.commands import Hedgerow
    from tests.integration.world.conftest import StartHedgerow

pytestmark = pytest.mark.anvil

SCHEMA: dict[str, Any] = json.loads((ROOT / "docs/reference/sandbox.schema.json").read_text())
SLOT_MS = 500
IDLE_S = 6.0
PROGRAMS = ("solver.sandbox.blockspace", "solver.sandbox.auction", "solver.sandbox.chain.background")


def up(hedgerow: "StartHedgerow", folder: Path, *more: str) -> "tuple[Hedgerow, dict[str, Any]]":
    command = hedgerow("sandbox", "up", "--json", "--slot-ms", str(SLOT_MS), "--folder", str(folder), *more)
    return command, command.document()


def test_it_runs_until_ctrl_c_and_so_does_a_world_forked_from_it(
    hedgerow: "StartHedgerow", tmp_path: Path, world: World
) -> None:
    first, told = up(hedgerow, tmp_path / "first")
    Draft202012Validator(SCHEMA).validate(told)
    assert read_world(Path(told["world"])) == world
    reached = sealed(told, 2)
    every_endpoint_answers(told)
    assert doctor_is_content(hedgerow, told)
    idle_connections_are_kept(told)

    second, forked = up(hedgerow, tmp_path / "second", "--fork-url", told["rpc"])
    twin = read_world(Path(forked["world"]))
    assert (twin.pools, twin.solvers, twin.safes) == (world.pools, world.solvers, world.safes)
    assert block_hash(forked, reached) == block_hash(told, reached)
    common = sealed(forked, 2)
    sealed(told, max(0, common - int(clock(told)["block"])))
    assert block_hash(forked, common) != block_hash(told, common)
    every_endpoint_answers(forked)

    leaves_nothing(second, programs=3)
    leaves_nothing(first, programs=3)


def clock(told: dict[str, Any], **query: int) -> dict[str, Any]:
    answer: dict[str, Any] = httpx.get(told["clock"], params=query, timeout=90.0, trust_env=False).json()
    return answer


def sealed(told: dict[str, Any], count: int) -> int:
    """The head once that many more blocks are sealed; each question waits for a change."""
    state = clock(told)
    target = int(state["block"]) + count
    while state["block"] < target:
        state = clock(told, seen=state["version"], wait_ms=60_000)
    return int(state["block"])


def block_hash(told: dict[str, Any], number: int) -> str:
    with JsonRpc(told["node"]) as rpc:
        return str(rpc.call("eth_getBlockByNumber", [hex(number), False])["hash"])


def every_endpoint_answers(told: dict[str, Any]) -> None:
    for endpoint in ("rpc", "node"):
        with JsonRpc(told[endpoint]) as rpc:
            assert rpc.call("eth_chainId") == "0x1"
    assert clock(told)["mode"] == "realtime"
    bundle = {"jsonrpc": "2.0", "id": 1, "method": "eth_sendBundle", "params": []}
    assert httpx.post(told["relay"], json=bundle, trust_env=False).status_code == 403
    assert httpx.get(told["auction"] + "/v1/auctions", trust_env=False).json() == {"events": [], "next": 0}


def idle_connections_are_kept(told: dict[str, Any]) -> None:
    """Beyond the 5 s of a common client's pool, so that none is closed just as it is used again."""
    with httpx.Client(limits=httpx.Limits(keepalive_expiry=None), trust_env=False) as http:
        asked = [told["clock"], told["auction"] + "/v1/auctions"]
        before = [own_end(http.get(url)) for url in asked]
        time.sleep(IDLE_S)
        assert [own_end(http.get(url)) for url in asked] == before


def own_end(answer: httpx.Response) -> tuple[str, int]:
    """The address of our end of the connection that it came over."""
    end: tuple[str, int] = answer.extensions["network_stream"].get_extra_info("client_addr")
    return end


def doctor_is_content(hedgerow: "StartHedgerow", told: dict[str, Any]) -> bool:
    """The configuration that the world writes for our solver fits it."""
    return hedgerow("doctor", "--config", told["config"]).exit_code() == 0


def leaves_nothing(command: "Hedgerow", *, programs: int) -> None:
    started = descendants(command.process.pid)
    commands = [" ".join(process.command) for process in started]
    assert [any(name in line for line in commands) for name in PROGRAMS] == [True] * programs, commands
    assert any("anvil" in line for line in commands)
    assert command.interrupt() == 0
    assert [process for process in started if process.alive] == []
