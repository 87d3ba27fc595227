"""One block of background life: what is done on a head, and its sending."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from random import Random
from typing import Self

from eth_account.signers.local import LocalAccount
from eth_account.types import AccessListEntry
from eth_typing import HexStr

from solver.domain.primitives import Address, Hash
from solver.ports import Refused
from solver.sandbox.chain.abi import calldata
from solver.sandbox.chain.anvil import SLOT_S
from solver.sandbox.chain.background.arbitrage import Opportunity, pair_opportunity, stable_opportunity
from solver.sandbox.chain.background.feeds import LAG_BLOCKS, Round, update_due
from solver.sandbox.chain.background.flow import quote_read, quoted_out, tolerated, wishes
from solver.sandbox.chain.background.liquidity import BLOCKS_BETWEEN, can_pay, held_tokens, position
from solver.sandbox.chain.background.multicall import read_all, uint
from solver.sandbox.chain.background.reference import Reference, ReferencePath
from solver.sandbox.chain.background.swaps import Action, PairSwap, pair_action, stable_action
from solver.sandbox.chain.background.traffic import traffic
from solver.sandbox.chain.background.venues import PairPool, StableProbe, VenueStates, know_pools, observe_pools
from solver.sandbox.chain.keys import BACKGROUND_TRADERS, Keyring, address_of, roles
from solver.sandbox.chain.worldfile import World
from solver.wire.rpc import AsyncJsonRpc

PUBLIC, ARBITRAGEURS = tuple(BACKGROUND_TRADERS)[:3], tuple(BACKGROUND_TRADERS)[3:]
"""One account sends at most one swap a block, so that no transaction waits for another's nonce."""

_OTHERS = tuple(roles()[role] for role in ("feed-updater", "background-lp", "rest-of-network"))
_FEED_GAS = 150_000
_MIN_TIP_WEI, _MAX_TIP_WEI = 10**7, 2 * 10**9
_FEED_TIP_WEI = 3 * 10**9


@dataclass(frozen=True, slots=True)
class Head:
    """The block acted upon; timestamp in unix seconds of chain time."""

    number: int
    timestamp_s: int
    base_fee_wei: int


@dataclass(frozen=True, slots=True)
class Sent:
    """A transaction the gateway took."""

    hash: Hash
    action: Action


@dataclass(frozen=True, slots=True)
class Turned:
    """A transaction the gateway refused, as when one of an earlier block still waits with the same nonce."""

    action: Action
    code: str
    detail: str


class Background:
    """Traders, arbitrageurs and feeds. The same seed on the same head sends the same transactions."""

    def __init__(self, rpc: AsyncJsonRpc, world: World, pools: tuple[PairPool, ...], seed: int) -> None:
        self._rpc = rpc
        self._world = world
        self.pools = pools
        self._seed = seed
        self._path = ReferencePath(seed)
        keyring = Keyring()
        self._signers = {i: keyring.account(i) for i in (*BACKGROUND_TRADERS, *_OTHERS)}

    @classmethod
    async def open(cls, rpc: AsyncJsonRpc, world: World, seed: int) -> Self:
        """Learn the pools' fees and routers first."""
        return cls(rpc, world, await know_pools(rpc, world, world.genesis.block), seed)

    def reference(self, block: int) -> Reference:
        """The outside price at a block."""
        return self._path.at(block - self._world.genesis.block)

    async def head(self) -> Head:
        """The newest block."""
        block = await self._rpc.call("eth_getBlockByNumber", ["latest", False])
        return Head(int(block["number"], 16), int(block["timestamp"], 16), int(block["baseFeePerGas"], 16))

    async def act(self, head: Head) -> tuple[Sent | Turned, ...]:
        """Do all that is done on a head."""
        return await self._send_all(head, await self.actions(head))

    async def send_feeds(self, head: Head) -> tuple[Sent | Turned, ...]:
        """Do only what the feeds do on a head."""
        return await self._send_all(head, await self._feed_updates(head))

    async def actions(self, head: Head) -> list[Action]:
        """What is done on a head, in order: feeds, arbitrage, the public, new liquidity, the rest of the network."""
        states = await observe_pools(self._rpc, self.pools, head.number)
        rng = Random(f"background:{self._seed}:{head.number}")
        return [
            *await self._feed_updates(head),
            *self._arbitrage(rng, head, states),
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
            for entry, newest in zip(self._world.feeds, rounds, strict=True)
            if update_due(newest, observed.usd_e8(entry.base), lands_at_s)
        ]

    async def _newest_rounds(self, head: Head) -> list[Round]:
        feeds = [entry.address for entry in self._world.feeds]
        answers = await read_all(self._rpc, [(feed, calldata("latestRoundData()")) for feed in feeds], head.number)
        return [Round(feed, uint(a, 1), uint(a, 3)) for feed, a in zip(feeds, answers, strict=True)]

    def _arbitrage(self, rng: Random, head: Head, states: VenueStates) -> Iterator[Action]:
        """The most profitable corrections, one for each arbitrageur."""
        reference = self.reference(head.number)
        found: Iterable[Opportunity | None] = (
            *(pair_opportunity(state, reference) for state in states.pairs),
            stable_opportunity(states.stable, reference),
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

    async def _signed(self, head: Head, actions: list[Action]) -> list[str]:
        """Raw transactions; nonces go on from the head, so that they depend on nothing but the chain."""
        senders = sorted({action.sender for action in actions})
        calls = [("eth_getTransactionCount", [address_of(i), hex(head.number)]) for i in senders]
        nonces = {i: int(n, 16) for i, n in zip(senders, await self._rpc.batch(calls), strict=True)}
        raws = []
        for action in actions:
            raws.append(_sign(self._signers[action.sender], action, nonces[action.sender], head))
            nonces[action.sender] += 1
        return raws

    async def _send_all(self, head: Head, actions: list[Action]) -> tuple[Sent | Turned, ...]:
        signed = await self._signed(head, actions)
        return tuple([await self._send(action, raw) for action, raw in zip(actions, signed, strict=True)])

    async def _send(self, action: Action, raw: str) -> Sent | Turned:
        try:
            return Sent(Hash(await self._rpc.call("eth_sendRawTransaction", [raw])), action)
        except Refused as refused:
            return Turned(action, refused.code, refused.detail)


def _tip(rng: Random) -> int:
    return rng.randint(_MIN_TIP_WEI, _MAX_TIP_WEI)


def _feed_action(feed: Address, answer_e8: int, observed_at_s: int) -> Action:
    data = calldata("update(int256,uint64)", answer_e8, observed_at_s)
    return Action(roles()["feed-updater"], feed, data, _FEED_GAS, _FEED_TIP_WEI)


def _swap_action(swap: PairSwap | StableProbe, min_out: int, sender: int, head: Head, tip_wei: int) -> Action:
    if isinstance(swap, StableProbe):
        return stable_action(swap, min_out, sender, tip_wei)
    return pair_action(replace(swap, min_out=min_out), sender, address_of(sender), head.timestamp_s, tip_wei)


def _least(swap: PairSwap | StableProbe) -> int:
    """An arbitrageur's least: what he saw in 3pool, his price elsewhere."""
    return swap.amount_out * 9999 // 10000 if isinstance(swap, StableProbe) else swap.min_out


def _sign(signer: LocalAccount, action: Action, nonce: int, head: Head) -> str:
    fields: dict[str, Sequence[AccessListEntry] | bytes | HexStr | int] = {
        "chainId": 1,
        "nonce": nonce,
        "to": bytes.fromhex(action.to[2:]),
        "data": bytes.fromhex(action.data[2:]),
        "value": 0,
        "gas": action.gas_limit,
        "maxFeePerGas": 2 * head.base_fee_wei + action.tip_wei,
        "maxPriorityFeePerGas": action.tip_wei,
    }
    return str(signer.sign_transaction(fields).raw_transaction.to_0x_hex())
