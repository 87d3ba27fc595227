"""A solver's executor and vault on the twin, traders who sign what they are asked to, and what plans gain."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, TypeVar

import pytest
from eth_typing import Hash32

from solver.domain.intent import CosignPolicy, SignedIntent
from solver.domain.primitives import ZERO_ADDRESS, Address
from solver.domain.route import Hop
from solver.domain.verified import Verified
from solver.intents.build import Lifetime, Trade, one_shot
from solver.intents.dutch import decode_dutch
from solver.intents.hashing import intent_hash, terms_hash
from solver.intents.sign import sign
from solver.markets.market import Market
from solver.sandbox.chain import addresses as at
from solver.sandbox.chain.abi import calldata, word
from solver.sandbox.chain.keys import TRADERS, Keyring, address_of
from solver.sandbox.chain.tokens import asset_at
from solver.settlement.compose import Moved, Part, Window, compose_joint
from solver.settlement.encode import encode_settle
from solver.settlement.plan import Plan
from solver.testing.intents import terms
from solver.testing.mined import mined
from solver.wire.rpc import RpcRefused

M = TypeVar("M", bound=Market)


@dataclass(frozen=True)
class TraderKey:
    """One of the sandbox's traders, who has let Permit2 move everything."""

    index: int

    @property
    def address(self) -> Address:
        return address_of(self.index)

    def sign_digest(self, digest: bytes) -> bytes:
        return bytes(Keyring().account(self.index).unsafe_sign_hash(Hash32(digest)).signature)


class Desk:
    """The first solver's executor and vault, and traders who sign what they are asked to.

    pools: those that plans may name, to which a test adds its own
    """

    def __init__(self, twin: Any) -> None:
        self.twin = twin
        self.solver = twin.world.solvers[0]
        self.pools = list(twin.world.pools)
        self._nonce = 0

    def part(self, sold: Address, bought: Address, spend: int, receive: int) -> Part:
        """An intent of constant amounts of the next trader."""
        self._nonce += 1
        key = TraderKey(TRADERS[self._nonce % len(TRADERS)])
        now = self.head()[1]
        contracts = self.twin.world.contracts
        intent = one_shot(
            Trade(sold, bought, spend, spend, receive, receive),
            terms(),
            Lifetime(now, now, now + 600, now, 0),
            reactor=contracts["reactor"],
            resolver=contracts["dutch_resolver"],
            swapper=key.address,
            recipient=key.address,
            nonce=self._nonce,
            cosign=CosignPolicy(ZERO_ADDRESS, 0, 0),
        )
        signed: SignedIntent = sign(intent, key, chain_id=1, permit2=at.PERMIT2)
        dutch = decode_dutch(intent.resolution.data)
        verified = Verified(signed, intent_hash(intent), terms_hash(intent.terms), dutch, now + 12)
        return Part(verified, None, Moved(spend, receive))

    def plan(self, parts: Sequence[Part], hops: Sequence[Hop]) -> Plan:
        """For the next block, exact."""
        target = self.head()[0] + 1
        targets = {entry.id: entry.address for entry in self.pools}
        plan = compose_joint(parts, hops, Window(target, target), tolerance_bps=0, weth=at.WETH, targets=targets)
        assert isinstance(plan, Plan), plan
        return plan

    def gains(self, plan: Plan) -> dict[Address, int]:
        """What executor and vault gain of each floored token when the plan settles; the chain is put back."""
        snapshot = self.twin.node.rpc.call("evm_snapshot")
        before = self._held(plan)
        fields = {"from": self.solver.execution, "to": self.solver.executor, "gas": hex(4_000_000)}
        data = "0x" + encode_settle(plan).hex()
        receipt = mined(self.twin.node.rpc, fields | {"data": data})
        assert receipt["status"] == "0x1", self.twin.node.rpc.call("eth_call", [fields | {"data": data}])
        gained = {token: units - before[token] for token, units in self._held(plan).items()}
        assert int(self.twin.node.rpc.call("eth_getBalance", [self.solver.executor, "latest"]), 16) == 0
        self.twin.node.rpc.call("anvil_dropAllTransactions")  # else a revert may let it in once more
        assert self.twin.node.rpc.call("evm_revert", [snapshot])
        return gained

    def refusal(self, plan: Plan) -> object:
        """The error's bytes with which the next block would refuse the plan."""
        fields = {"from": self.solver.execution, "to": self.solver.executor, "data": "0x" + encode_settle(plan).hex()}
        with pytest.raises(RpcRefused) as refused:
            self.twin.node.rpc.call("eth_call", [fields, "pending"])
        return refused.value.data

    def head(self) -> tuple[int, int]:
        """Number and timestamp."""
        block = self.twin.node.rpc.call("eth_getBlockByNumber", ["latest", False])
        return int(block["number"], 16), int(block["timestamp"], 16)

    def cap(self, token: Address) -> int:
        """Units that one plan may draw from the vault."""
        return word(self.twin.call(self.solver.vault, calldata("capOf(address)", token)))

    def _held(self, plan: Plan) -> dict[Address, int]:
        """What executor and vault hold of each floored token."""
        holders = (self.solver.executor, self.solver.vault)
        reads = [
            ("eth_call", [{"to": floor.token, "data": calldata("balanceOf(address)", holder)}, "latest"])
            for floor in plan.floors
            for holder in holders
        ]
        answers = iter(self.twin.node.rpc.batch(reads))
        return {floor.token: sum(word(next(answers)) for _ in holders) for floor in plan.floors}


def worth(token: Address, dollars: int) -> int:
    asset = asset_at(token)
    return int(Fraction(dollars) * asset.one / Fraction(asset.genesis_usd))


def exact_hop(market: M, sold: Address, bought: Address, amount: int) -> tuple[Hop, M]:
    """At the quote, and the pool after it."""
    amount_out, after = market.swap(sold, bought, amount)
    param = market.hop_param(sold, bought)
    return Hop(market.family, market.pool, sold, bought, amount, amount_out, param), after
