"""One block of background life: what is done on a head."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from random import Random
from typing import Self

from solver.domain.primitives import Address
from solver.sandbox.chain.abi import calldata
from solver.sandbox.chain.anvil import SLOT_S
from solver.sandbox.chain.background.arbitrage import (
    Opportunity,
    keyed_opportunity,
    pair_opportunity,
    stable_opportunity,
    vault_opportunity,
)
from solver.sandbox.chain.background.balancer import BalancerPool, know_balancer, observe_balancer
from solver.sandbox.chain.background.feeds import LAG_BLOCKS, Round, update_due
from solver.sandbox.chain.background.flow import quote_read, quoted_out, tolerated, wishes
from solver.sandbox.chain.background.liquidity import BLOCKS_BETWEEN, can_pay, held_tokens, position
from solver.sandbox.chain.background.multicall import read_all, uint
from solver.sandbox.chain.background.reference import Reference, ReferencePath
from solver.sandbox.chain.background.sender import Head, Sender, Sent, Turned
from solver.sandbox.chain.background.swaps import (
    Action,
    KeyedSwap,
    PairSwap,
    VaultSwap,
    keyed_action,
    pair_action,
    stable_action,
    vault_action,
)
from solver.sandbox.chain.background.traffic import traffic
from solver.sandbox.chain.background.v4 import observe_v4, v4_pools
from solver.sandbox.chain.background.venues import PairPool, StableProbe, VenueStates, know_pools, observe_pools
from solver.sandbox.chain.keys import BACKGROUND_TRADERS, address_of, roles
from solver.sandbox.chain.tokens import WBTC, WETH
from solver.sandbox.chain.worldfile import FeedEntry, World
from solver.wire.rpc import AsyncJsonRpc

PUBLIC, ARBITRAGEURS = tuple(BACKGROUND_TRADERS)[:3], tuple(BACKGROUND_TRADERS)[3:]
"""One account sends at most one swap a block, so that no transaction waits for another's nonce."""

_OTHERS = tuple(roles()[role] for role in ("feed-updater", "background-lp", "rest-of-network"))
_FEED_GAS = 150_000
_MIN_TIP_WEI, _MAX_TIP_WEI = 10**7, 2 * 10**9
_FEED_TIP_WEI = 3 * 10**9


class Background:
    """Traders, arbitrageurs and feeds. The same seed on the same head sends the same transactions."""

    def __init__(
        self,
        rpc: AsyncJsonRpc,
        world: World,
        pools: tuple[PairPool, ...],
        feeds: tuple[FeedEntry, ...],
        balancer: tuple[BalancerPool, ...],
        *,
        seed: int,
    ) -> None:
        self._rpc = rpc
        self._world = world
        self.pools = pools
        self._seed = seed
        self._path = ReferencePath(seed, _start(world.feeds))
        self._feeds = feeds
        self._balancer = balancer
        self._v4 = v4_pools(world)
        self._sender = Sender(rpc, (*BACKGROUND_TRADERS, *_OTHERS))

    @classmethod
    async def open(cls, rpc: AsyncJsonRpc, world: World, seed: int) -> Self:
        """Learn the pools' fees and routers first, and which feeds are ours to move."""
        head = int(await rpc.call("eth_blockNumber"), 16)
        pools, feeds = await know_pools(rpc, world, head), await _own_feeds(rpc, world, head)
        return cls(rpc, world, pools, feeds, await know_balancer(rpc, world, head), seed=seed)

    def reference(self, block: int) -> Reference:
        """The outside price at a block."""
        return self._path.at(block - self._world.genesis.block)

    async def head(self) -> Head:
        """The newest block."""
        block = await self._rpc.call("eth_getBlockByNumber", ["latest", False])
        return Head(int(block["number"], 16), int(block["timestamp"], 16), int(block["baseFeePerGas"], 16))

    async def act(self, head: Head) -> tuple[Sent | Turned, ...]:
        """Do all that is done on a head."""
        return await self._sender.send(head, await self.actions(head))

    async def send_feeds(self, head: Head) -> tuple[Sent | Turned, ...]:
        """Do only what the feeds do on a head."""
        return await self._sender.send(head, await self._feed_updates(head))

    async def actions(self, head: Head) -> list[Action]:
        """What is done on a head, in order: feeds, arbitrage, the public, new liquidity, the rest of the network."""
        states = await observe_pools(self._rpc, self.pools, head.number)
        balancer = await observe_balancer(self._rpc, self._balancer, head.number)
        keyed = await observe_v4(self._rpc, self._v4, self.reference(head.number), head.number)
        rng = Random(f"background:{self._seed}:{head.number}")
        return [
            *await self._feed_updates(head),
            *self._arbitrage(rng, head, states, balancer, keyed),
            *await self._public(rng, head, states),
            *await self._liquidity(rng, head, states),
            traffic(rng, self._world.contracts["gas_sink"], head.base_fee_wei),
        ]

    async def _feed_updates(self, head: Head) -> list[Action]:
        """An update sent on this head lands in the next block: it carries the price of LAG_BLOCKS before that."""
        lands_at_s = head.timestamp_s + SLOT_S
        observed = self.reference(head.number + 1 - LAG_BLOCKS)
        observed_at_s = lands_at_s - LAG_BLOCKS * SLOT_S
        rounds = await self._newest_rounds(head)
        return [
            _feed_action(newest.feed, observed.usd_e8(entry.base), observed_at_s)
            for entry, newest in zip(self._feeds, rounds, strict=True)
            if update_due(newest, observed.usd_e8(entry.base), lands_at_s)
        ]

    async def _newest_rounds(self, head: Head) -> list[Round]:
        feeds = [entry.address for entry in self._feeds]
        answers = await read_all(self._rpc, [(feed, calldata("latestRoundData()")) for feed in feeds], head.number)
        return [Round(feed, uint(a, 1), uint(a, 3)) for feed, a in zip(feeds, answers, strict=True)]

    def _arbitrage(
        self,
        rng: Random,
        head: Head,
        states: VenueStates,
        balancer: tuple[BalancerPool, ...],
        keyed: tuple[tuple[KeyedSwap, ...], ...],
    ) -> Iterator[Action]:
        """The most profitable corrections, one for each arbitrageur."""
        reference = self.reference(head.number)
        found: Iterable[Opportunity | None] = (
            *(pair_opportunity(state, reference) for state in states.pairs),
            stable_opportunity(states.stable, reference),
            *(vault_opportunity(pool, reference) for pool in balancer),
            *(keyed_opportunity(swaps, reference) for swaps in keyed),
        )
        best = sorted((o for o in found if o is not None), key=lambda o: -o.profit_usd_e8)
        for sender, opportunity in zip(ARBITRAGEURS, best, strict=False):
            yield _swap_action(opportunity.swap, _least(opportunity.swap), sender, head, _tip(rng))

    async def _public(self, rng: Random, head: Head, states: VenueStates) -> list[Action]:
        drawn = wishes(rng, states, self.reference(head.number))
        quotes = await read_all(self._rpc, [quote_read(wish) for wish in drawn], head.number) if drawn else []
        return [
            _swap_action(wish.swap, tolerated(wish, out), sender, head, _tip(rng))
            for sender, wish, out in zip(PUBLIC, drawn, map(quoted_out, drawn, quotes), strict=False)
            if out
        ]

    async def _liquidity(self, rng: Random, head: Head, states: VenueStates) -> list[Action]:
        if rng.randrange(BLOCKS_BETWEEN):
            return []
        state = rng.choice([state for state in states.pairs if state.pool.concentrated])
        held0, held1 = await read_all(self._rpc, held_tokens(state), head.number)
        affordable = can_pay(state, (uint(held0), uint(held1)))
        return [position(rng, state, head.timestamp_s, _tip(rng))] if affordable else []


async def _own_feeds(rpc: AsyncJsonRpc, world: World, block: int) -> tuple[FeedEntry, ...]:
    """The feeds that take the sandbox's updater; on a fork of mainnet none does."""
    answers = await read_all(rpc, [(entry.address, calldata("updater()")) for entry in world.feeds], block)
    ours = int(address_of(roles()["feed-updater"]), 16)
    return tuple(entry for entry, a in zip(world.feeds, answers, strict=True) if a and int.from_bytes(a, "big") == ours)


def _start(feeds: tuple[FeedEntry, ...]) -> Reference:
    answers = {entry.base: entry.genesis_e8 for entry in feeds}
    return Reference(answers[WETH.address], answers[WBTC.address])


def _tip(rng: Random) -> int:
    return rng.randint(_MIN_TIP_WEI, _MAX_TIP_WEI)


def _feed_action(feed: Address, answer_e8: int, observed_at_s: int) -> Action:
    data = calldata("update(int256,uint64)", answer_e8, observed_at_s)
    return Action(roles()["feed-updater"], feed, data, _FEED_GAS, _FEED_TIP_WEI)


def _swap_action(
    swap: PairSwap | StableProbe | VaultSwap | KeyedSwap, min_out: int, sender: int, head: Head, tip_wei: int
) -> Action:
    if isinstance(swap, StableProbe):
        return stable_action(swap, min_out, sender, tip_wei)
    if isinstance(swap, VaultSwap):
        return vault_action(replace(swap, amount_out=min_out), sender, address_of(sender), head.timestamp_s, tip_wei)
    if isinstance(swap, KeyedSwap):
        return keyed_action(replace(swap, amount_out=min_out), sender, head.timestamp_s, tip_wei)
    return pair_action(replace(swap, min_out=min_out), sender, address_of(sender), head.timestamp_s, tip_wei)


def _least(swap: PairSwap | StableProbe | VaultSwap | KeyedSwap) -> int:
    """An arbitrageur's least: his price on Uniswap, what he saw elsewhere."""
    return swap.min_out if isinstance(swap, PairSwap) else swap.amount_out * 9999 // 10000
