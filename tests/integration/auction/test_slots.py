"""Traders, house and slot clock as processes of their own: one seed gives one history."""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx
import msgspec
from eth_account import Account
from eth_account.messages import encode_defunct
from eth_utils.crypto import keccak

from solver.sandbox.chain.keys import Keyring, address_of
from solver.sandbox.chain.world import WorldFiles

if TYPE_CHECKING:
    from tests.integration.auction.conftest import Bidder

ROOT = Path(__file__).resolve().parents[3]
SEED, INTENTS, HOSTILE = 11, 8, 4
LONG_MS = "60000"
TRADERS = ("solver.sandbox.traders",)


@contextmanager
def process(module: str, *arguments: str) -> Iterator[tuple[subprocess.Popen[str], dict[str, Any]]]:
    """A process of the sandbox and its first line; ended with the test."""
    command = [sys.executable, "-m", module, *arguments]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=ROOT) as started:
        try:
            assert started.stdout is not None
            line = started.stdout.readline()
            assert line, started.communicate()[1][-2000:]
            yield started, json.loads(line)
        finally:
            started.terminate()
            try:
                started.communicate(timeout=20)
            finally:
                started.kill()


class World:
    """A chain with its slot clock and a house, and traders to come."""

    def __init__(self, files: WorldFiles, space: dict[str, Any], house: dict[str, Any]) -> None:
        self.files = files
        self.space = space
        self.url = house["url"]
        self.http = httpx.Client(base_url=self.url, trust_env=False, timeout=20.0)

    def clock(self, **query: int) -> dict[str, Any]:
        return dict(httpx.get(self.space["clock"], params=query, trust_env=False, timeout=20.0).json())

    def traders(self, intents: int, hostile: int) -> list[str]:
        chain = ["--rpc", self.space["rpc"], "--world", str(self.files.world)]
        counts = ["--seed", str(SEED), "--intents", str(intents), "--hostile", str(hostile)]
        return [*chain, "--auction", self.url, "--clock", self.space["clock"], *counts, "--extra-slots", "1"]


@contextmanager
def running(files: WorldFiles, folder: Path, award_wait_ms: str = "1") -> Iterator[World]:
    bidders = folder / "bidders.json"
    bidders.write_text(json.dumps({"bidders": [address_of(2)]}))
    pace = ["--actors", "auction,traders", "--max-slot-ms", LONG_MS]
    with process("solver.sandbox.blockspace", "--state", str(files.state), *pace) as (_, space):
        chain = ["--rpc", space["rpc"], "--clock", space["clock"], "--world", str(files.world)]
        patience = ["--answer-wait-ms", LONG_MS, "--award-wait-ms", award_wait_ms]
        with process("solver.sandbox.auction", *chain, "--bidders", str(bidders), *patience) as (_, house):
            world = World(files, space, house)
            yield world
            world.http.close()


def play(world: World, bidder: "Bidder") -> dict[str, Any]:
    """Answer every auction of the stream, each second one by a bid, and return the traders' summary."""
    house = _Known(world.http)
    with process(*TRADERS, *world.traders(INTENTS, HOSTILE)) as (traders, _):
        for number, auction in enumerate(opened_auctions(world, INTENTS)):
            answer(house, bidder, auction, bids=number % 2 == 1)
        output, errors = traders.communicate(timeout=120)
        assert traders.returncode == 0, errors[-2000:]
    return dict(json.loads(output.splitlines()[-1]))


class _Known:
    """What a bidder needs of a house."""

    def __init__(self, http: httpx.Client) -> None:
        self.http = http


def answer(house: Any, bidder: "Bidder", auction: str, *, bids: bool) -> None:
    if not bids:
        assert bidder.decline(house, auction).status_code == 200
        return
    told = bidder.get(house, f"/v1/auctions/{auction}/intent").json()
    spend, receive = told["intent"]["spends"][0], told["intent"]["receives"][0]
    limit = receive["minTotal"] if told["listing"]["side"] == "exact_in" else spend["maxTotal"]
    assert bidder.bid(house, auction, int(limit)).status_code == 201


def test_one_seed_gives_one_list_of_intents_slot_by_slot(
    anvil_world: WorldFiles, tmp_path: Path, bidder: "Bidder"
) -> None:
    histories = []
    for run in ("first", "second"):
        (tmp_path / run).mkdir()
        with running(anvil_world, tmp_path / run) as world:
            summary = play(world, bidder)
            assert world.http.get("/v1/house").json()["lastEvent"] == 2 * INTENTS
            assert world.clock()["actors"] == ["auction"]
        histories.append(summary)
    assert histories[0] == histories[1]
    lines = histories[0]["intents"]
    first = lines[0]["block"]
    assert [line["block"] - first for line in lines] == list(range(INTENTS))
    kinds = [line["kind"] for line in lines]
    assert sorted(kinds) == ["expired", "forged", *["honest"] * 4, "replayed_nonce", "unreachable_limit"]
    assert len({line["intent_hash"] for line in lines}) == INTENTS


def test_a_slot_with_an_award_waits_for_the_winners_bundle(
    anvil_world: WorldFiles, tmp_path: Path, bidder: "Bidder"
) -> None:
    with running(anvil_world, tmp_path, LONG_MS) as world, process(*TRADERS, *world.traders(1, 0)):
        (opened,) = opened_auctions(world, 1)
        head = world.clock()["block"]
        answer(_Known(world.http), bidder, opened, bids=True)
        assert waits(world, head)
        send_bundle(world, bidder, head + 1, 0)
        assert sealed(world, head) == head


def test_a_slot_with_two_awards_of_one_winner_waits_for_two_transactions(
    anvil_world: WorldFiles, tmp_path: Path, bidder: "Bidder"
) -> None:
    with running(anvil_world, tmp_path, LONG_MS) as world, process(*TRADERS, *world.traders(2, 0)):
        auctions = opened_auctions(world, 2)
        answer(_Known(world.http), bidder, next(auctions), bids=True)
        head = world.clock()["block"]
        send_bundle(world, bidder, head + 1, 0)
        sealed(world, head)
        answer(_Known(world.http), bidder, next(auctions), bids=True)
        send_bundle(world, bidder, head + 2, 1)
        assert waits(world, head + 1)
        send_bundle(world, bidder, head + 2, 1, 2)
        assert sealed(world, head + 1) == head + 1


def waits(world: World, head: int) -> bool:
    """Whether the house is not ready for the head although the traders are, and nothing more is said for a while."""
    state = world.clock()
    while state["ready"]["traders"] < head:
        state = world.clock(seen=state["version"], wait_ms=5000)
    state = world.clock(seen=state["version"], wait_ms=700)
    return bool(state["block"] == head and state["ready"]["auction"] < head)


def sealed(world: World, head: int) -> int:
    """Wait for the block after head; the head that the house was ready for by then."""
    state = world.clock()
    while state["block"] == head:
        state = world.clock(seen=state["version"], wait_ms=5000)
    return int(state["ready"]["auction"])


def opened_auctions(world: World, count: int) -> Iterator[str]:
    """The first auctions of the stream, as they open."""
    with httpx.stream("GET", f"{world.url}/v1/stream", trust_env=False, timeout=60.0) as response:
        lines = (line for line in response.iter_lines() if line.startswith("data: "))
        listings = (data for data in map(json.loads, (line[6:] for line in lines)) if "opensAtBlock" in data)
        for _, listing in zip(range(count), listings, strict=False):
            yield str(listing["auctionId"])


def send_bundle(world: World, bidder: "Bidder", target: int, *nonces: int) -> None:
    """Idle transactions of the bidder, privately, for that block."""
    key = Keyring().account(2)
    fields: dict[str, Any] = {"to": key.address, "value": 0, "gas": 21_000, "gasPrice": 10**11, "chainId": 1}
    signed_ones = [key.sign_transaction({**fields, "nonce": nonce}) for nonce in nonces]
    raws = ["0x" + bytes(one.raw_transaction).hex() for one in signed_ones]
    params = [{"txs": raws, "blockNumber": hex(target)}]
    body = msgspec.json.encode({"jsonrpc": "2.0", "id": 1, "method": "eth_sendBundle", "params": params})
    signed = Account.sign_message(encode_defunct(text="0x" + keccak(body).hex()), key.key)
    header = f"{bidder.address}:0x{bytes(signed.signature).hex()}"
    sent = httpx.post(
        world.space["relay"], content=body, headers={"X-Flashbots-Signature": header}, trust_env=False, timeout=20.0
    )
    assert "bundleHash" in sent.json()["result"], sent.text
