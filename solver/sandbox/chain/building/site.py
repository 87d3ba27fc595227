"""Where a world is put up: transactions queued and sealed, contracts placed, tokens handed out.

Every step first looks whether its work is already there: the same steps build an empty chain and complete a fork.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from eth_utils.crypto import keccak

from solver.domain.primitives import Address
from solver.ports import PortError
from solver.sandbox.chain.abi import calldata, word
from solver.sandbox.chain.addresses import CREATE2_DEPLOYER
from solver.sandbox.chain.keys import address_of
from solver.wire.rpc import JsonRpc

UNLIMITED = 2**256 - 1
NO_DEADLINE = 2**40
_BUILD_GAS_LIMIT = 20_000_000_000
_TX_GAS = 16_000_000
_CHUNK = 200


Approval = tuple[Address, Address, Address]
"""Holder, token, spender."""


@dataclass(eq=False)
class StepFailed(PortError):
    """A transaction of the building reverted."""

    what: str


@dataclass(frozen=True, slots=True)
class Placement:
    """A contract to stand at a given address: creation code with its encoded arguments, run as if by sender."""

    address: Address
    creation: bytes
    sender: Address


@dataclass(slots=True)
class Site:
    """One node under construction; it must not be mining by itself."""

    rpc: JsonRpc
    fresh: set[Address] = field(default_factory=set)
    _nonces: dict[Address, int] = field(default_factory=dict)
    _queue: list[dict[str, str]] = field(default_factory=list)

    @property
    def deployer(self) -> Address:
        """Owner of what has an owner."""
        return address_of(0)

    def open(self) -> None:
        """Blocks that hold a whole phase of building."""
        self.rpc.call("evm_setBlockGasLimit", [hex(_BUILD_GAS_LIMIT)])

    def send(self, sender: Address, to: Address, data: str, value_wei: int = 0) -> None:
        """Queue one transaction; order is kept, across senders too."""
        if sender not in self._nonces:
            self._nonces[sender] = int(self.rpc.call("eth_getTransactionCount", [sender, "latest"]), 16)
        nonce = self._nonces[sender]
        self._nonces[sender] = nonce + 1
        fields = {"from": sender, "to": to, "data": data, "value": hex(value_wei), "gas": hex(_TX_GAS)}
        self._queue.append(fields | {"nonce": hex(nonce)})

    def seal(self) -> None:
        """Mine what is queued in one block; raises StepFailed, naming the call, when any of it reverted."""
        queue, self._queue = self._queue, []
        for start in range(0, len(queue), _CHUNK):
            self.rpc.batch([("eth_sendTransaction", [tx]) for tx in queue[start : start + _CHUNK]])
        self.rpc.call("evm_mine")
        receipts = self.rpc.call("eth_getBlockReceipts", ["latest"])
        if len(receipts) != len(queue):
            raise StepFailed(f"{len(receipts)} of {len(queue)} transactions were mined")
        for tx, receipt in zip(queue, receipts, strict=True):
            if receipt["status"] != "0x1":
                raise StepFailed(f"{tx['to']} {tx['data'][:10]} from {tx['from']}, nonce {tx['nonce']}")

    def read(self, to: Address, signature: str, *arguments: object) -> str:
        """An eth_call on the sealed state."""
        return str(self.rpc.call("eth_call", [{"to": to, "data": calldata(signature, *arguments)}, "latest"]))

    def read_all(self, calls: Sequence[tuple[Address, str]]) -> list[str]:
        """Many eth_calls of (to, calldata) on the sealed state."""
        return list(self.rpc.batch([("eth_call", [{"to": to, "data": data}, "latest"]) for to, data in calls]))

    def empty(self, addresses: Sequence[Address]) -> set[Address]:
        """Those of the addresses without code."""
        codes = self.rpc.batch([("eth_getCode", [address, "latest"]) for address in addresses])
        return {address for address, code in zip(addresses, codes, strict=True) if code == "0x"}

    def place(self, placements: Iterable[Placement]) -> None:
        """Put contracts at given addresses, where nothing stands yet.

        Creation code is installed as the address's code and run by a call, so that immutables, storage, domain
        separators and addresses of children come out as from a deployment there; then its return value is installed.
        """
        listed = list(placements)
        free = self.empty([p.address for p in listed])
        wanted = [p for p in listed if p.address in free]
        self.rpc.batch([("anvil_setCode", [p.address, "0x" + p.creation.hex()]) for p in wanted])
        self.rpc.batch([("anvil_setNonce", [p.address, "0x1"]) for p in wanted])
        calls: list[tuple[str, list[object]]] = [
            ("eth_call", [{"from": p.sender, "to": p.address}, "latest"]) for p in wanted
        ]
        runtimes = self.rpc.batch(calls)
        for p in wanted:
            self.send(p.sender, p.address, "0x")
        self.seal()
        installed = zip(wanted, runtimes, strict=True)
        self.rpc.batch([("anvil_setCode", [p.address, runtime]) for p, runtime in installed])
        self.fresh |= free

    def create2(self, salt: bytes, creation: bytes) -> Address:
        """Queue a deployment through the canonical CREATE2 deployer, unless it is there; the address it gets."""
        address = create2_address(CREATE2_DEPLOYER, salt, creation)
        if self.empty([address]):
            self.send(self.deployer, CREATE2_DEPLOYER, "0x" + (salt + creation).hex())
            self.fresh.add(address)
        return address

    def approve(self, wanted: Sequence[Approval]) -> None:
        """Queue unlimited approvals where there is none yet."""
        for holder, token, spender in self.unapproved(wanted):
            self.send(holder, token, approve_all(spender))

    def unapproved(self, wanted: Sequence[Approval]) -> list[Approval]:
        """Those with an allowance of zero."""
        allowed = self.read_all([(t, calldata("allowance(address,address)", h, s)) for h, t, s in wanted])
        return [approval for approval, answer in zip(wanted, allowed, strict=True) if word(answer) == 0]


def approve_all(spender: Address) -> str:
    """Calldata of an unlimited approval."""
    return calldata("approve(address,uint256)", spender, UNLIMITED)


def create2_address(deployer: Address, salt: bytes, creation: bytes) -> Address:
    """Where CREATE2 puts a contract (EIP-1014)."""
    digest = keccak(b"\xff" + bytes.fromhex(deployer[2:]) + salt + keccak(creation))
    return Address("0x" + digest[12:].hex())
