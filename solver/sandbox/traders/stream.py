"""The stream itself: a few intents a slot until all are posted, then some quiet slots, then the end."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from solver.domain.intent import HedgeIntent
from solver.domain.primitives import Hash
from solver.sandbox.chain.worldfile import World
from solver.sandbox.slot_clock import SlotClock
from solver.sandbox.traders.build import build
from solver.sandbox.traders.draw import Draft, Kind
from solver.sandbox.traders.market import Head, Market
from solver.sandbox.traders.people import People
from solver.sandbox.traders.post import Poster
from solver.sandbox.traders.pricing import Pricer
from solver.sandbox.traders.replay import Authorised, first_used, revoke
from solver.sandbox.traders.sign import IntentSigner
from solver.wire.rpc import AsyncJsonRpc

ACTOR = "traders"
_POLL_S = 0.025


@dataclass(frozen=True, slots=True)
class Made:
    """A signed intent and what it was drawn from."""

    draft: Draft
    intent: HedgeIntent
    intent_hash: Hash
    signature: bytes
    authorised: Authorised


@dataclass(frozen=True, slots=True)
class PostedIntent:
    """One line of the summary; block is the head it was posted at."""

    made: Made
    auction_id: Hash
    block: int


class Maker:
    """Turns drafts into signed intents at a given head."""

    def __init__(self, world: World, market: Market, people: People) -> None:
        self._world = world
        self._people = people
        self._pricer = Pricer(market)
        self._signer = IntentSigner(world)

    def own(self, draft: Draft) -> Authorised:
        """The draft's trader and nonce."""
        return Authorised(self._people.of(draft), draft.nonce)

    async def make(self, draft: Draft, authorised: Authorised, head: Head) -> Made:
        """Priced, built and signed; a forged one by the wrong key."""
        trader = authorised.trader
        priced = await self._pricer.price(draft, trader.address, head)
        intent = build(draft, priced, self._world, head, trader=trader.address, nonce=authorised.nonce)
        signer = self._people.stranger_to(trader, draft.trader) if draft.kind is Kind.FORGED else trader
        signature = self._signer.sign(intent, signer)
        return Made(draft, intent, self._signer.intent_hash(intent), signature, authorised)


@dataclass(frozen=True, slots=True)
class Pace:
    """How many intents a slot, and how many slots after the last."""

    per_slot: int
    extra_slots: int


@dataclass(slots=True)
class TraderStream:
    """Posts the drafts in order; a replay waits, with all behind it, until there is a used nonce."""

    world: World
    rpc: AsyncJsonRpc
    market: Market
    maker: Maker
    poster: Poster
    slot_clock: SlotClock | None
    posted: list[PostedIntent] = field(default_factory=list)

    async def run(self, drafts: Sequence[Draft], pace: Pace, started: Callable[[], None]) -> None:
        """Until everything is posted and the quiet slots are over; started is called once the clock waits for us."""
        if self.slot_clock is not None:
            await self.slot_clock.register()
        started()
        head = await self.market.head()
        await self._prepare_replay(drafts, head)
        quiet, waiting = 0, list(drafts)
        while True:
            for draft in waiting[: pace.per_slot]:
                if not await self._post(draft, head):
                    break
                waiting.remove(draft)
            await self._ready(head)
            if not waiting and quiet >= pace.extra_slots:
                break
            quiet += not waiting
            head = await self._next_head(head)
        if self.slot_clock is not None:
            await self.slot_clock.leave()

    async def _prepare_replay(self, drafts: Sequence[Draft], head: Head) -> None:
        for draft in drafts:
            if draft.kind is Kind.REPLAYED:
                await revoke(self.maker.own(draft), self.rpc, self.world, head)

    async def _post(self, draft: Draft, head: Head) -> bool:
        authorised = await self._authorised(draft, head)
        if authorised is None:
            return False
        made = await self.maker.make(draft, authorised, head)
        auction_id, _ = await self.poster.post(made.intent, made.signature)
        self.posted.append(PostedIntent(made, auction_id, head.number))
        return True

    async def _authorised(self, draft: Draft, head: Head) -> Authorised | None:
        own = self.maker.own(draft)
        if draft.kind is not Kind.REPLAYED:
            return own
        honest = [p.made for p in self.posted if p.made.draft.kind is Kind.HONEST and not p.made.draft.is_safe]
        return await first_used([*(made.authorised for made in honest), own], self.market, head.number)

    async def _ready(self, head: Head) -> None:
        if self.slot_clock is not None:
            await self.slot_clock.ready(head.number)

    async def _next_head(self, after: Head) -> Head:
        while True:
            head = await self.market.head()
            if head.number > after.number:
                return head
            await asyncio.sleep(_POLL_S)
