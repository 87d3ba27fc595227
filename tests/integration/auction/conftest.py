"""A house as a process of its own, intents as the traders make them, and bidders that sign with eth-account."""

import asyncio
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import msgspec
import pytest
from eth_account import Account
from eth_account.messages import encode_defunct
from eth_utils.crypto import keccak

from solver.domain.auction import Side
from solver.domain.intent import HedgeIntent
from solver.domain.primitives import Address
from solver.sandbox.chain.anvil import Anvil, start_anvil
from solver.sandbox.chain.keys import Keyring, address_of
from solver.sandbox.chain.world import WorldFiles
from solver.sandbox.chain.worldfile import World
from solver.sandbox.traders.draw import Draft, Kind, draw
from solver.sandbox.traders.market import Market
from solver.sandbox.traders.people import People
from solver.sandbox.traders.quotes import Quoter
from solver.sandbox.traders.shape import to_plain
from solver.sandbox.traders.stream import Made, Maker
from solver.wire.rpc import AsyncJsonRpc

ROOT = Path(__file__).resolve().parents[3]
EXECUTOR = address_of(12)


class HouseProcess:
    """python -m solver.sandbox.auction, owned by one test."""

    def __init__(self, arguments: list[str]) -> None:
        command = [sys.executable, "-m", "solver.sandbox.auction", *arguments]
        self._process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=ROOT)
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            _, errors = self._process.communicate()
            pytest.fail(f"the house did not start: {errors[-2000:]}")
        self.url: str = json.loads(line)["url"]
        self.http = httpx.Client(base_url=self.url, timeout=10.0, trust_env=False)

    def kill(self) -> None:
        """As a power cut would."""
        self.end(signal.SIGKILL)

    def end(self, how: signal.Signals = signal.SIGTERM) -> int:
        """The exit code; safe to call again."""
        self.http.close()
        return self.end_politely(how)

    def end_politely(self, how: signal.Signals) -> int:
        """The same with connections left open."""
        if self._process.poll() is None:
            os.kill(self._process.pid, how)
        try:
            self._process.communicate(timeout=15)
        finally:
            self._process.kill()
            self._process.wait()
        return self._process.returncode


StartHouse = Callable[..., HouseProcess]


class Bidder:
    """An identity key; every request is signed as docs/reference/auction.yaml says."""

    def __init__(self, index: int) -> None:
        self._key = Keyring().account(index)
        self.address = address_of(index)

    def headers(self, method: str, path: str, body: bytes, at: int | None = None) -> dict[str, str]:
        timestamp = int(time.time()) if at is None else at
        text = "0x" + keccak(f"{method} {path}\n{timestamp}\n".encode() + body).hex()
        signed = Account.sign_message(encode_defunct(text=text), self._key.key)
        signature = f"{self.address}:0x{bytes(signed.signature).hex()}"
        return {"X-Hedgerow-Timestamp": str(timestamp), "X-Hedgerow-Signature": signature}

    def post(self, house: HouseProcess, path: str, body: Mapping[str, str]) -> httpx.Response:
        content = msgspec.json.encode(body)
        return house.http.post(path, content=content, headers=self.headers("POST", path, content))

    def get(self, house: HouseProcess, path: str) -> httpx.Response:
        return house.http.get(path, headers=self.headers("GET", path, b""))

    def bid(self, house: HouseProcess, auction: str, amount: int, executor: Address = EXECUTOR) -> httpx.Response:
        return self.post(house, f"/v1/auctions/{auction}/bids", {"executor": executor, "amount": str(amount)})

    def decline(self, house: HouseProcess, auction: str) -> httpx.Response:
        return self.post(house, f"/v1/auctions/{auction}/decline", {})


class Desk:
    """Signed intents of the sandbox's traders on one chain."""

    def __init__(self, chain: Anvil, world: World) -> None:
        self.chain = chain
        self._world = world
        self._drafts = draw(7, 40, 0, traders=People(world).count, safes=len(world.safes))
        self._made: dict[Draft, Made] = {}
        self._given = 0

    def make(
        self, side: Side = Side.EXACT_IN, *, is_safe: bool = False, kind: Kind = Kind.HONEST, skip: int = 0
    ) -> Made:
        """The skip-th intent of that side and signer."""
        fits = [draft for draft in self._drafts if (draft.side, draft.is_safe) == (side, is_safe)]
        draft = replace(fits[skip], kind=kind)
        if draft not in self._made:
            self._made[draft] = asyncio.run(self._make(draft))
        return self._made[draft]

    def fresh(self, side: Side = Side.EXACT_IN, *, is_safe: bool = False) -> Made:
        """An intent of the chain's head that this desk has not given out before."""
        self._given += 1
        draft = replace(self._drafts[0], side=side, is_safe=is_safe, trader=self._given % 6, nonce=self._given)
        return asyncio.run(self._make(draft))

    async def _make(self, draft: Draft) -> Made:
        async with AsyncJsonRpc(self.chain.url) as rpc:
            market = Market(rpc, self._world, await Quoter.open(rpc, self._world))
            maker = Maker(self._world, market, People(self._world))
            return await maker.make(draft, maker.own(draft), await market.head())


def body_of(intent: HedgeIntent, signature: bytes) -> bytes:
    plain = to_plain("HedgeIntent", intent, as_json=True)
    return msgspec.json.encode({"intent": plain, "signature": "0x" + signature.hex()})


class Saleroom:
    """A house on a chain, with two bidders on its list."""

    def __init__(self, desk: Desk, start: StartHouse) -> None:
        self.chain = desk.chain
        self.desk = desk
        self.start = start
        self.alice, self.bob, self.stranger = Bidder(2), Bidder(3), Bidder(4)
        self.house = start()
        self.mark = 0

    def post(self, made: Made) -> httpx.Response:
        return self.house.http.post("/v1/intents", content=body_of(made.intent, made.signature))

    def opened(self, made: Made | None = None) -> str:
        """The id of a new auction."""
        answer = self.post(made or self.desk.fresh())
        assert answer.status_code == 201, answer.text
        return str(answer.json()["auctionId"])

    def events(self, after: int = 0) -> list[dict[str, Any]]:
        """What happened since the test began, or after some event later than that."""
        answer = self.house.http.get("/v1/auctions", params={"after": max(after, self.mark), "limit": 1000}).json()
        return list(answer["events"])

    def begin(self) -> None:
        """Forget what other tests did in this house."""
        self.mark = int(self.house.http.get("/v1/house").json()["lastEvent"])

    def tidy(self) -> None:
        """Leave no auction open and no fault on."""
        self.house.http.post("/control/faults", json={})
        events = self.events()
        closed = {event["data"]["auctionId"] for event in events if event["type"] == "closed"}
        for auction in {event["data"]["auctionId"] for event in events} - closed:
            for bidder in (self.alice, self.bob):
                bidder.decline(self.house, auction)

    def next_block(self) -> None:
        self.chain.rpc.call("evm_mine")


@pytest.fixture(scope="module")
def desk(anvil_world: WorldFiles, world: World) -> Iterator[Desk]:
    """One chain for the tests of a module: the house only reads it, and every test brings a house of its own."""
    with start_anvil(ROOT, anvil_world.state) as node:
        yield Desk(node, world)


@contextmanager
def houses(desk: Desk, files: WorldFiles, folder: Path) -> Iterator[StartHouse]:
    """Starts houses of one memory, and ends them."""
    bidders = folder / "bidders.json"
    bidders.write_text(json.dumps({"bidders": [address_of(2), address_of(3)]}))
    with ExitStack() as owned:

        def start(*more: str) -> HouseProcess:
            state = ["--state", str(folder / "auction.jsonl")]
            world = ["--rpc", desk.chain.url, "--world", str(files.world), "--bidders", str(bidders)]
            house = HouseProcess([*world, *state, "--control", "--answer-wait-ms", "3600000", *more])
            owned.callback(house.end)
            return house

        yield start


@pytest.fixture
def own_saleroom(desk: Desk, anvil_world: WorldFiles, tmp_path: Path) -> Iterator[Saleroom]:
    """A house for this test alone, its memory at tmp_path / "auction.jsonl"."""
    with houses(desk, anvil_world, tmp_path) as start:
        yield Saleroom(desk, start)


@pytest.fixture(scope="module")
def shared_saleroom(
    desk: Desk, anvil_world: WorldFiles, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Saleroom]:
    with houses(desk, anvil_world, tmp_path_factory.mktemp("house")) as start:
        yield Saleroom(desk, start)


@pytest.fixture
def saleroom(shared_saleroom: Saleroom) -> Iterator[Saleroom]:
    """The house of the module's tests, with nothing left of the other tests."""
    shared_saleroom.begin()
    yield shared_saleroom
    shared_saleroom.tidy()


@pytest.fixture
def bidder() -> Bidder:
    """One bidder."""
    return Bidder(2)
