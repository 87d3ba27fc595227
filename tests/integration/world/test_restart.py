"""A solver killed in the middle of everything, and another started from its file: nothing is lost, nothing is twice."""

import json
import os
import signal
import sqlite3
import time
import tomllib
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any

import pytest

from solver.domain.primitives import Address
from solver.sandbox.chain.abi import calldata, word
from solver.sandbox.chain.worldfile import SolverEntry, World, read_world
from solver.wire.rpc import JsonRpc
from tests.integration.world.commands import PATIENCE_S, Hedgerow
from tests.integration.world.events import settlements
from tests.integration.world.processes import Process, descendants

if TYPE_CHECKING:
    from tests.integration.world.conftest import StartHedgerow

pytestmark = pytest.mark.anvil

INTENTS = 6
EVENTS_OF_AN_INTENT = 16
"""About as many as the journal holds of one that settles."""

POLL_S = 0.01


@pytest.mark.scaled(quick=1, soak=5)
def test_a_killed_solver_goes_on_and_every_intent_ends_once(
    hedgerow: "StartHedgerow", tmp_path: Path, seed: int, scale: int
) -> None:
    for number in range(scale):
        moment = Random(f"kill:{seed}:{number}").randint(1, (INTENTS - 1) * EVENTS_OF_AN_INTENT)
        folder = tmp_path / f"{number}-killed-at-event-{moment}"
        stream = ("--intents", str(INTENTS), "--seed", str(number + 1))
        demo = hedgerow("demo", *stream, "--folder", str(folder), "--keep", "--json")
        kill_at(folder, demo, moment)
        ended_before = len(endings(folder))
        restarted = hedgerow("run", "--config", str(folder / "hedgerow.toml"))
        told = demo.document()
        assert restarted.interrupt() == 0, restarted.errors
        assert ended_before < INTENTS
        check_object(told)
        check_against_chain(folder)
        assert query(folder, "select count(*) from runs") == [(2,)]
        assert demo.interrupt() in {0, 1}, demo.errors


def kill_at(folder: Path, demo: Hedgerow, moment: int) -> None:
    """SIGKILL our solver as soon as its journal holds that many events of auctions."""
    until = time.monotonic() + PATIENCE_S
    while journaled(folder) < moment:
        assert demo.process.poll() is None, demo.errors
        assert time.monotonic() < until, f"{journaled(folder)} events: {demo.errors}"
        time.sleep(POLL_S)
    victim = our_solver(folder, demo)
    os.kill(victim.pid, signal.SIGKILL)
    while victim.alive:
        time.sleep(POLL_S)


def our_solver(folder: Path, demo: Hedgerow) -> Process:
    """The child that runs from the configuration at the top of the folder."""
    config = str(folder / "hedgerow.toml")
    (found,) = [process for process in descendants(demo.process.pid) if config in process.command]
    return found


def check_object(told: dict[str, Any]) -> None:
    counted = told["settled"] + sum(told["declined"].values()) + told["lost"] + told["reverted"] + told["expired"]
    assert told["intents"] == counted == INTENTS
    assert (told["reverted"], told["ledger_difference"], told["sandwiched"]) == (0, {}, 0)


def check_against_chain(folder: Path) -> None:
    """Reactor, Permit2 and our database agree on what has settled, and on what has not."""
    world = read_world(folder / "universe.json")
    ours = next(solver for solver in world.solvers if solver.name == "hedgerow")
    config = tomllib.loads((folder / "hedgerow.toml").read_text())
    intents, ended = posted(folder), endings(folder)
    with JsonRpc(config["chain"]["rpc_url"], timeout_s=60.0) as rpc:
        events = settlements(rpc, world.contracts["reactor"])
        hashes = [event.intent_hash for event in events]
        assert len(hashes) == len(set(hashes))
        assert sorted(ended) == sorted(intents)
        own = {e.intent_hash: (e.tx_hash, e.spent, e.received) for e in events if e.filler == ours.executor}
        assert settled(folder) == own
        assert {intents[auction].hash for auction, kind in ended.items() if kind == "settled"} == set(own)
        spent = {(intent.swapper, intent.nonce) for intent in intents.values() if intent.hash in hashes}
        for intent in intents.values():  # another may have been replayed with the nonce of one that settled
            assert nonce_used(rpc, world, intent) == ((intent.swapper, intent.nonce) in spent)
        check_transactions(rpc, ours, {tx_hash for tx_hash, _, _ in own.values()})


def check_transactions(rpc: JsonRpc, ours: SolverEntry, hashes: set[str]) -> None:
    """Every transaction of the execution key settled something."""
    receipts = [rpc.call("eth_getTransactionReceipt", [tx_hash]) for tx_hash in hashes]
    assert all(receipt["status"] == "0x1" for receipt in receipts)
    assert int(rpc.call("eth_getTransactionCount", [ours.execution, "latest"]), 16) == len(hashes)


@dataclass(frozen=True, slots=True)
class Posted:
    """An intent as the house has it."""

    hash: str
    swapper: Address
    nonce: int


def posted(folder: Path) -> dict[str, Posted]:
    """By auction, from the house's memory."""
    facts = [json.loads(line) for line in (folder / "auction.jsonl").read_text().splitlines()]
    return {
        fact["listing"]["auctionId"]: Posted(fact["intentHash"], info["swapper"], int(info["nonce"]))
        for fact in facts
        if fact["type"] == "opened"
        for info in [fact["posted"]["intent"]["info"]]
    }


def nonce_used(rpc: JsonRpc, world: World, intent: Posted) -> bool:
    data = calldata("nonceBitmap(address,uint256)", intent.swapper, intent.nonce >> 8)
    bitmap = word(rpc.call("eth_call", [{"to": world.contracts["permit2"], "data": data}, "latest"]))
    return bool(bitmap >> (intent.nonce & 0xFF) & 1)


def journaled(folder: Path) -> int:
    """Events of auctions in the journal; 0 while there is none."""
    try:
        return int(query(folder, "select count(*) from journal where auction_id is not null")[0][0])
    except sqlite3.OperationalError:
        return 0


def endings(folder: Path) -> dict[str, str]:
    """Auction to ending."""
    return dict(query(folder, "select auction_id, kind from endings"))


def settled(folder: Path) -> dict[str, tuple[str, tuple[int, ...], tuple[int, ...]]]:
    """Intent hash to transaction, spent and received, as our database has them."""
    rows = query(folder, "select auction_id, tx_hash, intent_hash from settlements join endings using (auction_id)")
    return {
        intent_hash: (tx_hash, amounts(folder, auction, "spent"), amounts(folder, auction, "received"))
        for auction, tx_hash, intent_hash in rows
    }


def amounts(folder: Path, auction: str, direction: str) -> tuple[int, ...]:
    wanted = "select amount from settled_amounts where auction_id = ? and direction = ? order by position"
    return tuple(int(amount) for (amount,) in query(folder, wanted, auction, direction))


def query(folder: Path, sql: str, *values: str) -> list[tuple[Any, ...]]:
    with reading(folder / "hedgerow.db") as database:
        return database.execute(sql, values).fetchall()


@contextmanager
def reading(database: Path) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as connection:
        yield connection
