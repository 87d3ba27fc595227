"""Plans on the twin, through our own executor: what the exact quotes say is what the vault gains, to the unit."""

import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import permutations
from typing import Any

import pytest
from eth_typing import Hash32

from solver.domain.intent import CosignPolicy, SignedIntent
from solver.domain.primitives import ZERO_ADDRESS, Address
from solver.domain.route import Family, Hop
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

pytestmark = pytest.mark.anvil

DOLLARS = 20_000


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
    """The first solver's executor and vault, and traders who sign what they are asked to."""

    def __init__(self, twin: Any) -> None:
        self.twin = twin
        self.solver = twin.world.solvers[0]
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
        targets = {entry.id: entry.address for entry in self.twin.world.pools}
        plan = compose_joint(parts, hops, Window(target, target), tolerance_bps=0, weth=at.WETH, targets=targets)
        assert isinstance(plan, Plan), plan
        return plan

    def gains(self, plan: Plan) -> dict[Address, int]:
        """What executor and vault gain of each floored token when the plan settles; the chain is put back."""
        snapshot = self.twin.node.rpc.call("evm_snapshot")
        before = {floor.token: self.held(floor.token) for floor in plan.floors}
        fields = {"from": self.solver.execution, "to": self.solver.executor, "gas": hex(4_000_000)}
        data = "0x" + encode_settle(plan).hex()
        receipt = self.twin.node.rpc.call("eth_sendTransactionSync", [fields | {"data": data}])
        assert receipt["status"] == "0x1", self.twin.node.rpc.call("eth_call", [fields | {"data": data}])
        gained = {token: self.held(token) - units for token, units in before.items()}
        assert int(self.twin.node.rpc.call("eth_getBalance", [self.solver.executor, "latest"]), 16) == 0
        self.twin.node.rpc.call("anvil_dropAllTransactions")  # else a revert may let it in once more
        assert self.twin.node.rpc.call("evm_revert", [snapshot])
        return gained

    def held(self, token: Address) -> int:
        return sum(self._balance(token, holder) for holder in (self.solver.executor, self.solver.vault))

    def head(self) -> tuple[int, int]:
        """Number and timestamp."""
        block = self.twin.node.rpc.call("eth_getBlockByNumber", ["latest", False])
        return int(block["number"], 16), int(block["timestamp"], 16)

    def _balance(self, token: Address, holder: Address) -> int:
        return word(self.twin.call(token, calldata("balanceOf(address)", holder)))


@pytest.fixture
def desk(twin: Any) -> Desk:
    return Desk(twin)


def worth(token: Address, dollars: int) -> int:
    asset = asset_at(token)
    return int(Fraction(dollars) * asset.one / Fraction(asset.genesis_usd))


def exact_hop(market: Market, sold: Address, bought: Address, amount: int) -> tuple[Hop, Market]:
    """At the quote, and the pool after it."""
    amount_out, after = market.swap(sold, bought, amount)
    param = market.hop_param(sold, bought)
    return Hop(market.family, market.pool, sold, bought, amount, amount_out, param), after


def test_a_hop_on_every_pool_gains_exactly_what_its_quote_leaves(desk: Desk) -> None:
    families = set()
    for market in desk.twin.markets(object):
        families.add(market.family)
        for sold, bought in permutations(market.tokens, 2):
            amount = worth(sold, DOLLARS)
            hop, _ = exact_hop(market, sold, bought, amount)
            owed = hop.amount_out * 99 // 100
            plan = desk.plan([desk.part(sold, bought, amount, owed)], [hop])
            assert desk.gains(plan) == {sold: 0, bought: hop.amount_out - owed}, market
    assert families == {family for family in Family if family < Family.LIMIT_ORDER}


@pytest.mark.scaled(quick=6, soak=200)
def test_intents_settle_together_for_exactly_what_their_hops_and_they_leave(desk: Desk, scale: int, seed: int) -> None:
    chance = random.Random(seed)
    markets = desk.twin.markets(object)
    for _ in range(scale):
        parts = [some_part(desk, chance) for _ in range(chance.randrange(1, 5))]
        hops = balancing_hops(markets, parts, chance)
        plan = desk.plan(parts, hops)
        assert desk.gains(plan) == {floor.token: floor.min_delta for floor in plan.floors}


def test_a_ring_of_intents_settles_without_a_pool(desk: Desk) -> None:
    ring = (at.WETH, at.USDC, at.DAI)
    amounts = [worth(token, DOLLARS) for token in ring]
    parts = [desk.part(ring[n], ring[(n + 1) % 3], amounts[n], amounts[(n + 1) % 3] * 999 // 1_000) for n in range(3)]
    plan = desk.plan(parts, [])
    assert plan.hops == ()
    assert desk.gains(plan) == {
        token: amount - amount * 999 // 1_000 for token, amount in zip(ring, amounts, strict=True)
    }


def some_part(desk: Desk, chance: random.Random) -> Part:
    """For ninety percent of what it is worth."""
    sold, bought = chance.sample((at.WETH, at.USDC, at.USDT, at.DAI), 2)
    dollars = chance.randrange(1_000, 100_000)
    return desk.part(sold, bought, worth(sold, dollars), worth(bought, dollars) * 9 // 10)


def balancing_hops(markets: Sequence[Market], parts: Sequence[Part], chance: random.Random) -> list[Hop]:
    """What is left over of some tokens, over any pools, to where others are short, until none is."""
    left: Counter[Address] = Counter()
    for part in parts:
        left[part.sell_token] += part.moved.spend
        left[part.buy_token] -= part.moved.receive
    state, hops = {market.pool: market for market in markets}, []
    for bought in [token for token, units in left.items() if units < 0]:
        while left[bought] < 0:
            usable = [m for m in state.values() if bought in m.tokens and sources(m, bought, left)]
            market = chance.choice(usable)
            sold = chance.choice(sources(market, bought, left))
            amount = min(left[sold], worth(sold, chance.randrange(5_000, 50_000)))
            hop, state[market.pool] = exact_hop(market, sold, bought, amount)
            left[sold] -= hop.amount_in
            left[bought] += hop.amount_out
            hops.append(hop)
    return hops


def sources(market: Market, bought: Address, left: Counter[Address]) -> list[Address]:
    """Tokens of the pool of which more is left than a dollar's worth."""
    return [token for token in market.tokens if token != bought and left[token] > worth(token, 1)]
