"""A block space over a node of its own: in this process where a test seals by hand, or as the real program."""

import json
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
from eth_account import Account
from eth_account.messages import encode_defunct
from eth_account.signers.local import LocalAccount
from eth_utils.crypto import keccak

from solver.domain.primitives import Address
from solver.sandbox.blockspace.clock import Barrier, Mode, SlotClock, Slots
from solver.sandbox.blockspace.node import HiddenNode
from solver.sandbox.blockspace.observe import Observer
from solver.sandbox.blockspace.server import application
from solver.sandbox.blockspace.world import Blockspace
from solver.sandbox.chain.addresses import WETH
from solver.sandbox.chain.anvil import start_anvil
from solver.sandbox.chain.keys import Keyring, address_of, roles
from solver.sandbox.chain.world import WorldFiles
from solver.wire.rpc import AsyncJsonRpc

ROOT = Path(__file__).resolve().parents[3]
GWEI = 10**9
BUILDER = address_of(roles()["builder"])
SOLVER, RIVAL = 2, 3
"""Mnemonic indices of two identities at the relay."""

_keyring = Keyring()


@dataclass(frozen=True, slots=True)
class Signed:
    """A signed transaction."""

    raw: str
    hash: str


class RpcFailed(Exception):
    """An error answer."""

    def __init__(self, status: int, error: dict[str, Any]) -> None:
        super().__init__(error["message"])
        self.status = status
        self.code: int = error["code"]


class Person:
    """An account of the sandbox that counts its own nonces from the head it began at."""

    def __init__(self, key: LocalAccount, nonce: int) -> None:
        self._key = key
        self.address = Address(self._key.address.lower())
        self.nonce = nonce

    def sign(
        self,
        to: str | None,
        data: str = "0x",
        *,
        value: int = 0,
        tip: int = 1,
        gas: int = 400_000,
        nonce: int | None = None,
        max_fee: int = 100,
    ) -> Signed:
        """Sign with the next nonce; tip and max_fee in gwei."""
        if nonce is None:
            nonce, self.nonce = self.nonce, self.nonce + 1
        fields: dict[str, Any] = {
            "chainId": 1,
            "nonce": nonce,
            "to": bytes.fromhex(to[2:]) if to else b"",
            "data": bytes.fromhex(data[2:]),
            "value": value,
            "gas": gas,
            "maxFeePerGas": max_fee * GWEI,
            "maxPriorityFeePerGas": tip * GWEI,
        }
        signed = self._key.sign_transaction(fields)
        return Signed(signed.raw_transaction.to_0x_hex(), signed.hash.to_0x_hex())

    def pay_builder(self, wei: int = 0, *, tip: int = 1, nonce: int | None = None) -> Signed:
        """A plain transfer to the coinbase."""
        return self.sign(BUILDER, value=wei, tip=tip, gas=21_000, nonce=nonce)


def flashbots_header(identity: int, body: bytes) -> dict[str, str]:
    """The relay's authentication, made by eth-account."""
    key = _keyring.account(identity)
    signature = key.sign_message(encode_defunct(text="0x" + keccak(body).hex())).signature.to_0x_hex()
    return {"X-Flashbots-Signature": f"{key.address}:{signature}", "Content-Type": "application/json"}


class Client:
    """Calls the endpoints of one block space."""

    def __init__(self, http: httpx.AsyncClient) -> None:
        self.http = http

    async def public(self, method: str, *params: object) -> Any:
        return await self._call("/", method, params)

    async def node(self, method: str, *params: object) -> Any:
        return await self._call("/node", method, params)

    async def relay(self, identity: int, method: str, *params: object) -> Any:
        return await self._call("/relay", method, params, identity)

    async def send_bundle(self, identity: int, *transactions: Signed, block: int | None = None, **more: object) -> str:
        """Submit for a block, the next one by default; the bundle's hash."""
        target = (await self.head()) + 1 if block is None else block
        bundle = {"txs": [t.raw for t in transactions], "blockNumber": hex(target), **more}
        return str((await self.relay(identity, "eth_sendBundle", bundle))["bundleHash"])

    async def head(self) -> int:
        return int(await self.public("eth_blockNumber"), 16)

    async def statuses(self, *transactions: Signed) -> list[int | None]:
        """1 or 0 as it landed, None where it did not."""
        receipts = [await self.public("eth_getTransactionReceipt", t.hash) for t in transactions]
        return [None if receipt is None else int(receipt["status"], 16) for receipt in receipts]

    async def block_hashes(self) -> list[str]:
        """The newest block's transactions."""
        return list((await self.public("eth_getBlockByNumber", "latest", False))["transactions"])

    async def person(self, index: int) -> Person:
        nonce = await self.public("eth_getTransactionCount", address_of(index), "latest")
        return Person(_keyring.account(index), int(nonce, 16))

    def pauper(self) -> Person:
        """Somebody new, who owns nothing."""
        return Person(Account.from_key("0x" + "77" * 32), 0)

    async def people(self, *indices: int) -> list[Person]:
        return [await self.person(index) for index in indices]

    async def _call(self, path: str, method: str, params: tuple[object, ...], identity: int | None = None) -> Any:
        body = json.dumps({"jsonrpc": "2.0", "id": 1, "method": method, "params": list(params)}).encode()
        headers = {} if identity is None else flashbots_header(identity, body)
        answer = await self.http.post(path, content=body, headers=headers)
        fields = answer.json()
        if "error" in fields:
            raise RpcFailed(answer.status_code, fields["error"])
        return fields["result"]


class Space(Client):
    """A block space in this process; blocks are sealed by seal() alone unless the clock is run."""

    def __init__(self, http: httpx.AsyncClient, blockspace: Blockspace) -> None:
        super().__init__(http)
        self.blockspace = blockspace

    async def seal(self) -> list[str]:
        """One block; its transactions' hashes."""
        await self.blockspace.seal()
        return await self.block_hashes()


OpenSpace = Callable[[Slots, tuple[str, ...]], tuple[Space, SlotClock]]


@pytest.fixture
async def open_space(anvil_world: WorldFiles) -> AsyncIterator[OpenSpace]:
    """Opens the one block space of a test with a clock of its choice."""
    with start_anvil(ROOT, anvil_world.state, automine=False) as anvil:
        async with AsyncJsonRpc(anvil.url, timeout_s=60.0) as rpc:
            blockspace = await Blockspace.open(HiddenNode(rpc, BUILDER, WETH), Observer())
            clients: list[httpx.AsyncClient] = []

            def opened(slots: Slots, actors: tuple[str, ...]) -> tuple[Space, SlotClock]:
                clock = SlotClock(blockspace, slots, Barrier(actors), Observer())
                transport = httpx.ASGITransport(application(blockspace, clock, Observer()))
                http = httpx.AsyncClient(transport=transport, base_url="http://blockspace")
                clients.append(http)
                return Space(http, blockspace), clock

            yield opened
            for http in clients:
                await http.aclose()


@pytest.fixture
def space(open_space: OpenSpace) -> Space:
    """A block space whose blocks the test seals."""
    return open_space(Slots(Mode.BARRIER), ())[0]


class Program:
    """A program of the sandbox as its own process: started, its first line read, ended by id."""

    def __init__(self, module: str, *arguments: str) -> None:
        command = [sys.executable, "-m", module, *arguments]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=ROOT)
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        if not line:
            pytest.fail(f"{module} did not start: {self.process.communicate()[1][-2000:]}")
        self.ready: dict[str, Any] = json.loads(line)

    def end(self, how: signal.Signals = signal.SIGTERM) -> tuple[int, str]:
        """Exit code and what it wrote to stderr; safe to call again."""
        if self.process.poll() is None:
            self.process.send_signal(how)
        try:
            _, errors = self.process.communicate(timeout=20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            _, errors = self.process.communicate()
        except ValueError:  # it was ended before
            errors = ""
        return self.process.returncode, errors


StartProgram = Callable[..., Program]


@pytest.fixture
def start_program() -> Iterator[StartProgram]:
    """Starts programs and ends them when the test is over."""
    with ExitStack() as owned:

        def start(module: str, *arguments: str) -> Program:
            program = Program(module, *arguments)
            owned.callback(program.end)
            return program

        yield start


@pytest.fixture
async def blockspace_program(
    start_program: StartProgram, anvil_world: WorldFiles
) -> AsyncIterator[tuple[Program, Client]]:
    """The block space as its users run it, with the test as the one actor, `background`."""
    arguments = ["--state", str(anvil_world.state), "--actors", "background"]
    program = start_program("solver.sandbox.blockspace", *arguments)
    async with httpx.AsyncClient(base_url=program.ready["url"], timeout=30.0, trust_env=False) as http:
        yield program, Client(http)
