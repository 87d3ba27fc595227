"""A test as the one actor of a world that goes first: it decides what is public and what is posted in which slot."""

from types import TracebackType
from typing import Any, Self

import httpx

from solver.app.demo.layout import Endpoints
from solver.domain.primitives import Address
from solver.sandbox.chain.abi import calldata, word
from solver.wire.rpc import JsonRpc

ACTOR = "traders"
"""The house waits for the actor of this name before it looks at its auctions, and the bot for the house."""


class Slots:
    """The world's chain and clock; no block is sealed until end() says so."""

    def __init__(self, endpoints: Endpoints) -> None:
        self.rpc = JsonRpc(endpoints.node, timeout_s=60.0)
        self._gateway = JsonRpc(endpoints.rpc, timeout_s=60.0)
        self._clock = httpx.Client(timeout=90.0, trust_env=False)
        self._clock_url = endpoints.clock

    def __enter__(self) -> Self:
        self._post("/register", {"actor": ACTOR})
        self.head = int(self._clock.get(self._clock_url).json()["block"])
        self.end()  # the slot in which we came may have been ending
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.rpc.close()
        self._gateway.close()
        self._clock.close()

    def send(self, raw: bytes) -> str:
        """A transaction into the public mempool; its hash."""
        return str(self._gateway.call("eth_sendRawTransaction", ["0x" + raw.hex()]))

    def end(self) -> list[str]:
        """We are done with the slot: wait for the block that ends it; its transactions' hashes."""
        self._post("/ready", {"actor": ACTOR, "block": self.head})
        state: dict[str, Any] = {"block": self.head, "version": 0}
        while state["block"] == self.head:
            query = {"seen": state["version"], "wait_ms": 60_000}
            state = self._clock.get(self._clock_url, params=query).json()
        self.head = int(state["block"])
        return list(self.rpc.call("eth_getBlockByNumber", [hex(self.head), False])["transactions"])

    def balance(self, token: Address, holder: Address) -> int:
        """Units of a token at the head."""
        return word(self.call(token, calldata("balanceOf(address)", holder)))

    def ether(self, holder: Address) -> int:
        """Wei at the head."""
        return int(self.rpc.call("eth_getBalance", [holder, hex(self.head)]), 16)

    def transactions_of(self, account: Address) -> int:
        """Its next nonce."""
        return int(self.rpc.call("eth_getTransactionCount", [account, hex(self.head)]), 16)

    def paid(self, tx_hash: str) -> tuple[Address, int]:
        """Who sent a mined transaction, and the wei it cost."""
        receipt = self.rpc.call("eth_getTransactionReceipt", [tx_hash])
        return Address(receipt["from"].lower()), int(receipt["gasUsed"], 16) * int(receipt["effectiveGasPrice"], 16)

    def call(self, to: Address, data: str) -> Any:
        """The answer of a contract at the head."""
        return self.rpc.call("eth_call", [{"to": to, "data": data}, hex(self.head)])

    def _post(self, path: str, body: dict[str, object]) -> None:
        self._clock.post(self._clock_url + path, json=body).raise_for_status()
