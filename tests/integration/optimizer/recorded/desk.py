"""The recorded pools as the product sees them, and answers on them settled through the executor."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from eth_typing import Hash32

from solver.adapters.chain.lens import LensSnapshots
from solver.adapters.chain.node import NodeChain
from solver.app.venues import venues_of
from solver.domain.intent import CosignPolicy
from solver.domain.primitives import ZERO_ADDRESS, Address
from solver.domain.route import Family, Hop
from solver.domain.universe import Universe
from solver.domain.verified import Verified
from solver.intents.build import Lifetime, Trade, one_shot
from solver.intents.dutch import decode_dutch
from solver.intents.hashing import intent_hash, terms_hash
from solver.intents.sign import sign
from solver.markets.market import Market
from solver.markets.snapshot import Snapshot
from solver.ports import Venue
from solver.sandbox.chain.abi import calldata, word
from solver.sandbox.chain.keys import TRADERS, Keyring, address_of
from solver.sandbox.chain.worldfile import SolverEntry
from solver.settlement.compose import Moved, Part, Window, compose_joint
from solver.settlement.encode import encode_settle
from solver.settlement.errors import revert_name
from solver.settlement.plan import Plan
from solver.testing.intents import terms
from solver.testing.mined import mined
from solver.wire.rpc import AsyncJsonRpc, JsonRpc
from tests.integration.optimizer.recorded.observed import Settled, swaps

_LIFE_S = 600


@dataclass(frozen=True, slots=True)
class TraderKey:
    """The sandbox's first trader, who has let Permit2 move everything."""

    index: int = TRADERS[0]

    @property
    def address(self) -> Address:
        return address_of(self.index)

    def sign_digest(self, digest: bytes) -> bytes:
        return bytes(Keyring().account(self.index).unsafe_sign_hash(Hash32(digest)).signature)


@dataclass(frozen=True, slots=True)
class Filled:
    """An intent as it is filled: what the trader gives and gets, in units."""

    token_in: Address
    token_out: Address
    amount_in: int
    amount_out: int


@dataclass(frozen=True, slots=True)
class Desk:
    """A solver of the twin whose universe is the recorded pools, and the one trader it serves."""

    rpc: JsonRpc
    solver: SolverEntry
    universe: Universe
    gas_limit: int
    key: TraderKey = TraderKey()

    def markets(self, venues: Mapping[Family, Venue] | None = None) -> tuple[Market, ...]:
        """Every pool in the universe's order, as the product reads them at the head."""
        snapshot = asyncio.run(_snapshot(self.rpc.url, self.universe, venues or venues_of(self.universe)))
        assert not snapshot.unread, snapshot.unread
        return snapshot.markets

    def held(self) -> dict[Address, list[int]]:
        """What each pool holds of each token, in units."""
        keys = [(pool.address, token) for pool in self.universe.pools for token in pool.tokens]
        found: dict[Address, list[int]] = {}
        for (_, token), units in self._balances(keys).items():
            found.setdefault(token, []).append(units)
        return found

    def settle(self, fills: Sequence[Filled], hops: Sequence[Hop]) -> Settled:
        """Intents of exactly these fills, settled by these hops in the next block; the chain is put back."""
        plan = self._plan(fills, hops)
        moves: list[Filled | Hop] = [*fills, *hops]
        tokens = {token for one in moves for token in (one.token_in, one.token_out)}
        snapshot = self.rpc.call("evm_snapshot")
        keys = [(holder, token) for token in tokens for holder in (self.key.address, *self._ours())]
        before = self._balances(keys)
        receipt = self._sent("0x" + encode_settle(plan).hex())
        moved = {key: units - before[key] for key, units in self._balances(keys).items()}
        self.rpc.call("anvil_dropAllTransactions")  # else a revert may let it in once more
        assert self.rpc.call("evm_revert", [snapshot])
        return Settled(
            traded={token: moved[self.key.address, token] for token in tokens},
            gained={token: sum(moved[holder, token] for holder in self._ours()) for token in tokens},
            swaps=tuple(swaps(receipt["logs"])),
            gas_used=int(receipt["gasUsed"], 16),
        )

    def _ours(self) -> tuple[Address, Address]:
        return (self.solver.executor, self.solver.vault)

    def _balances(self, keys: Sequence[tuple[Address, Address]]) -> dict[tuple[Address, Address], int]:
        """By holder and token."""
        calls = [
            ("eth_call", [{"to": token, "data": calldata("balanceOf(address)", holder)}, "latest"])
            for holder, token in keys
        ]
        return dict(zip(keys, map(word, self.rpc.batch(calls)), strict=True))

    def _sent(self, data: str) -> dict[str, Any]:
        call = {"from": self.solver.execution, "to": self.solver.executor, "data": data, "gas": hex(self.gas_limit)}
        receipt: dict[str, Any] = mined(self.rpc, call)
        if receipt["status"] != "0x1":
            trace = self.rpc.call("debug_traceTransaction", [receipt["transactionHash"], {"tracer": "callTracer"}])
            raise AssertionError(revert_name(bytes.fromhex(trace.get("output", "0x")[2:])))
        return receipt

    def _plan(self, fills: Sequence[Filled], hops: Sequence[Hop]) -> Plan:
        """Exact."""
        block = self.rpc.call("eth_getBlockByNumber", ["latest", False])
        following, now = int(block["number"], 16) + 1, int(block["timestamp"], 16)
        parts = [
            Part(self._signed(fill, nonce, now), None, Moved(fill.amount_in, fill.amount_out))
            for nonce, fill in enumerate(fills)
        ]
        weth = self.universe.contracts.weth
        plan = compose_joint(parts, hops, Window(following, following), tolerance_bps=0, weth=weth)
        assert isinstance(plan, Plan), plan
        return plan

    def _signed(self, fill: Filled, nonce: int, now: int) -> Verified:
        """An intent of exactly these amounts."""
        spend, receive, contracts = fill.amount_in, fill.amount_out, self.universe.contracts
        intent = one_shot(
            Trade(fill.token_in, fill.token_out, spend, spend, receive, receive),
            terms(),
            Lifetime(now, now, now + _LIFE_S, now, 0),
            reactor=contracts.reactor,
            resolver=contracts.dutch_resolver,
            swapper=self.key.address,
            recipient=self.key.address,
            nonce=nonce,
            cosign=CosignPolicy(ZERO_ADDRESS, 0, 0),
        )
        signed = sign(intent, self.key, chain_id=self.universe.chain_id, permit2=contracts.permit2)
        dutch = decode_dutch(intent.resolution.data)
        return Verified(signed, intent_hash(intent), terms_hash(intent.terms), dutch, now)


async def _snapshot(url: str, universe: Universe, venues: Mapping[Family, Venue]) -> Snapshot:
    async with AsyncJsonRpc(url, timeout_s=60.0) as rpc:
        node = NodeChain(rpc, revert_name)
        return await LensSnapshots(node, universe.contracts.lens, universe.pools, venues).at(await node.head())
