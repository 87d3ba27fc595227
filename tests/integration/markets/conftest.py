"""Swaps on the twin's real pools, from an account that holds the tokens and has approved the venues."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

import pytest

from solver.adapters.chain.lens import request
from solver.adapters.venues.balancer_stable import BalancerStable
from solver.adapters.venues.balancer_weighted import BalancerWeighted
from solver.adapters.venues.stableswap import StableSwapPools
from solver.adapters.venues.uniswap_v2 import UniswapV2
from solver.adapters.venues.uniswap_v3 import UniswapV3
from solver.adapters.venues.uniswap_v4 import UniswapV4Pools
from solver.domain.money import Token
from solver.domain.primitives import Address
from solver.domain.route import Family
from solver.domain.sandbox_keys import SANDBOX_ADDRESSES
from solver.domain.universe import PoolRef
from solver.markets.market import Market
from solver.ports import Venue
from solver.sandbox.chain.abi import calldata, decoded, word
from solver.sandbox.chain.anvil import Anvil
from solver.sandbox.chain.worldfile import PoolEntry, World
from solver.testing.mined import mined
from solver.wire.rpc import RpcRefused
from tests.integration.markets.desk import Desk

READ = "read((uint8,address,uint32,uint16,int24,bytes32)[])"
FAMILIES = {
    "uniswap-v2": Family.UNISWAP_V2,
    "uniswap-v3": Family.UNISWAP_V3,
    "stableswap": Family.STABLESWAP,
    "uniswap-v4": Family.UNISWAP_V4,
    "balancer-weighted": Family.BALANCER_WEIGHTED,
    "balancer-stable": Family.BALANCER_STABLE,
}
BACKGROUND_TRADER = 12

M = TypeVar("M", bound=Market)


def ref(entry: PoolEntry) -> PoolRef:
    """The pool as a universe lists it."""
    return PoolRef(FAMILIES[entry.family], entry.address, entry.tokens, entry.fee_pips, entry.key, entry.key_hash)


@dataclass(frozen=True)
class Twin:
    """The chain at its head, seen through the lens and acted on by one background trader."""

    node: Anvil
    world: World
    trader: Address

    def markets(self, kind: type[M]) -> tuple[M, ...]:
        """Every pool of one kind, as the product reads it."""
        return tuple(m for m in self._read(self.world.pools) if isinstance(m, kind))

    def again(self, market: M) -> M:
        """The same pool at the head."""
        (found,) = self._read([entry for entry in self.world.pools if entry.id == market.pool])
        assert isinstance(found, type(market))
        return found

    def read(self, entry: PoolEntry) -> Market:
        """One pool at the head, whether the world lists it or not."""
        (found,) = self._read([entry])
        return found

    def _read(self, entries: Sequence[Any]) -> tuple[Market, ...]:
        tokens = [Token(t.address, t.symbol, t.decimals) for t in self.world.tokens]
        venues: dict[Family, Venue] = {
            Family.UNISWAP_V2: UniswapV2(),
            Family.UNISWAP_V3: UniswapV3(),
            Family.STABLESWAP: StableSwapPools(tokens),
            Family.UNISWAP_V4: UniswapV4Pools(self.world.contracts["weth"]),
            Family.BALANCER_WEIGHTED: BalancerWeighted(),
            Family.BALANCER_STABLE: BalancerStable(),
        }
        listed = [ref(entry) for entry in entries]
        return tuple(venues[pool.family].read(pool, self.state(pool, venues[pool.family])) for pool in listed)

    def state(self, pool: PoolRef, venue: Venue) -> bytes:
        """The lens's answer about one pool."""
        asked = request(pool, venue.words_each_side)
        answer = self.call(self.world.contracts["lens"], calldata(READ, [asked]))
        results: Any = decoded(["uint256", "uint256", "(bool,bytes)[]"], answer)[2]
        ok, state = results[0]
        assert ok, f"{pool}: {state!r}"
        return bytes(state)

    def balance(self, token: Address) -> int:
        """What the trader holds."""
        return word(self.call(token, calldata("balanceOf(address)", self.trader)))

    def call(self, to: Address, data: str) -> str:
        """eth_call as the trader; raises RpcRefused on revert."""
        answer: str = self.node.rpc.call("eth_call", [{"from": self.trader, "to": to, "data": data}, "latest"])
        return answer

    def reverts(self, to: Address, data: str) -> bool:
        """Whether such a call fails."""
        try:
            self.call(to, data)
        except RpcRefused:
            return True
        return False

    def together(self, *calls: tuple[Address, str]) -> bool:
        """Whether these calls all succeed one after the other in one block; the chain stays as it is."""
        asked = [{"from": self.trader, "to": to, "data": data, "gas": hex(2_000_000)} for to, data in calls]
        (block,) = self.node.rpc.call("eth_simulateV1", [{"blockStateCalls": [{"calls": asked}]}, "latest"])
        return all(one["status"] == "0x1" for one in block["calls"])

    def answers(self, *calls: tuple[Address, str, int]) -> tuple[str, ...]:
        """What calls (with their wei) return one after the other in one block where gas is free; all must succeed."""
        asked = [{"from": self.trader, "to": to, "data": data, "value": hex(wei)} for to, data, wei in calls]
        (block,) = self.node.rpc.call("eth_simulateV1", [{"blockStateCalls": [{"calls": asked}]}, "latest"])
        assert all(one["status"] == "0x1" for one in block["calls"]), block["calls"]
        return tuple(one["returnData"] for one in block["calls"])

    def send(self, to: Address, data: str, wei: int = 0) -> None:
        """A transaction, mined."""
        asked = {"from": self.trader, "to": to, "data": data, "gas": hex(12_000_000), "value": hex(wei)}
        receipt = mined(self.node.rpc, asked)
        assert receipt["status"] == "0x1"


@pytest.fixture
def twin(chain: Anvil, world: World) -> Twin:
    """A fresh twin."""
    return Twin(chain, world, SANDBOX_ADDRESSES[BACKGROUND_TRADER])


@pytest.fixture
def desk(twin: Twin) -> Desk:
    """The first solver on it."""
    return Desk(twin)
