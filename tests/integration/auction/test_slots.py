"""Traders, house and slot clock as processes of their own: one seed gives one history."""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx

from solver.sandbox.chain.keys import address_of
from solver.sandbox.chain.world import WorldFiles

if TYPE_CHECKING:
    from tests.integration.auction.conftest import Bidder

ROOT = Path(__file__).resolve().parents[3]
SEED, INTENTS, HOSTILE = 11, 8, 4
LONG_MS = "60000"


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
            started.communicate(timeout=20)


class World:
    """A chain with its slot clock and a house, and traders to come."""

    def __init__(self, files: WorldFiles, space: dict[str, Any], house: dict[str, Any]) -> None:
        self.files = files
        self.space = space
        self.url = house["url"]
        self.http = httpx.Client(base_url=self.url, trust_env=False, timeout=20.0)

    def traders(self) -> list[str]:
        chain = ["--rpc", self.space["rpc"], "--world", str(self.files.world)]
        counts = ["--seed", str(SEED), "--intents", str(INTENTS), "--hostile", str(HOSTILE)]
        return [*chain, "--auction", self.url, "--clock", self.space["clock"], *counts, "--extra-slots", "1"]


@contextmanager
def running(files: WorldFiles, folder: Path) -> Iterator[World]:
    bidders = folder / "bidders.json"
    bidders.write_text(json.dumps({"bidders": [address_of(2)]}))
    pace = ["--actors", "auction,traders", "--max-slot-ms", LONG_MS]
    with process("solver.sandbox.blockspace", "--state", str(files.state), *pace) as (_, space):
        chain = ["--rpc", space["rpc"], "--clock", space["clock"], "--world", str(files.world)]
        patience = ["--answer-wait-ms", LONG_MS, "--award-wait-ms", "1"]
        with process("solver.sandbox.auction", *chain, "--bidders", str(bidders), *patience) as (_, house):
            world = World(files, space, house)
            yield world
            world.http.close()


def play(world: World, bidder: "Bidder") -> dict[str, Any]:
    """Answer every auction of the stream, each second one by a bid, and return the traders' summary."""
    house = _Known(world.http)
    with process("solver.sandbox.traders", *world.traders()) as (traders, _):
        after, opened = 0, 0
        while opened < INTENTS:
            page = world.http.get("/v1/auctions", params={"after": after}).json()
            after = page["next"]
            for event in page["events"]:
                if event["type"] == "opened":
                    opened += 1
                    answer(house, bidder, event["data"]["auctionId"], bids=opened % 2 == 0)
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
            actors = httpx.get(world.space["clock"], trust_env=False).json()["actors"]
            assert actors == ["auction"]
        histories.append(summary)
    assert histories[0] == histories[1]
    lines = histories[0]["intents"]
    first = lines[0]["block"]
    assert [line["block"] - first for line in lines] == list(range(INTENTS))
    kinds = [line["kind"] for line in lines]
    assert sorted(kinds) == ["expired", "forged", *["honest"] * 4, "replayed_nonce", "unreachable_limit"]
    assert len({line["intent_hash"] for line in lines}) == INTENTS
