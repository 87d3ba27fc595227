"""A whole solver over fakes: everything but the environment is real."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field, replace
from random import Random

from solver.bundles.bid import FixedBid
from solver.domain.auction import Listing
from solver.domain.chain import BlockRef
from solver.domain.ending import Ending
from solver.domain.events import Incident
from solver.domain.intent import CosignPolicy, HedgeIntent, HedgeTerms, SignedIntent
from solver.domain.money import Token
from solver.domain.primitives import Hash
from solver.domain.route import Family
from solver.domain.universe import Contracts, PoolRef, Universe
from solver.intents.build import Lifetime, Trade
from solver.intents.policy import policy_of
from solver.intents.sign import sign
from solver.markets.market import Market
from solver.markets.snapshot import Snapshot
from solver.pipeline.bookkeeping import Bookkeeper
from solver.pipeline.closings import Closings
from solver.pipeline.heads import Heads
from solver.pipeline.recorder import JournalFailed, Recorder
from solver.pipeline.snapshots import SharedSnapshots
from solver.pipeline.solver import Settings, Solver
from solver.pipeline.watch import Watch
from solver.testing import intents as i
from solver.testing.clock import StillClock
from solver.testing.fake_chain import FakeChain
from solver.testing.fake_house import FakeHouse
from solver.testing.fake_relay import FakeRelay
from solver.testing.fake_signer import FakeSigner
from solver.testing.keys import KnownKey
from solver.testing.markets import pair
from solver.testing.memory_journal import MemoryJournal
from solver.testing.trouble import Troubles
from solver.testing.values import GWEI

POOL = PoolRef(Family.UNISWAP_V2, i.account(0xD002), (i.WETH, i.USDC), 3000)
UNIVERSE = Universe(
    i.CHAIN_ID,
    Contracts(i.REACTOR, i.DUTCH_RESOLVER, i.account(0xA00F), i.PERMIT2, i.WETH),
    (Token(i.WETH, "WETH", 18), Token(i.USDC, "USDC", 6)),
    (POOL,),
    (),
)
TRADER = KnownKey(0xB001)
COSIGNER = KnownKey(0xA004)
IDENTITY = KnownKey(0x1D)
SETTINGS = Settings(
    executor=i.EXECUTOR,
    router="single-path",
    bid=FixedBid(margin_bps=1),
    tip_wei=GWEI,
    max_fee_wei=100 * GWEI,
    window_blocks=3,
    gather_s=1.0,
    confirmations=1,
    tolerance_bps=0,
    max_loss_bps=0,
)
PATIENCE_S = 10.0


def signed(
    nonce: int = 7, trade: Trade = i.SELL_ETH, life: Lifetime | None = None, terms: HedgeTerms | None = None
) -> SignedIntent:
    """An honest intent of the trader, signed, for the fake house's cosigner."""
    made = i.hedge(trade, terms, nonce=nonce, swapper=TRADER.address, life=life)
    intent: HedgeIntent = replace(made, cosign=CosignPolicy(COSIGNER.address, 60, 100))
    return sign(intent, TRADER, chain_id=i.CHAIN_ID, permit2=i.PERMIT2)


class FakeSnapshots:
    """One pair at a price that a test may change; and what else it adds."""

    def __init__(self) -> None:
        self.troubles = Troubles()
        self.usdc_per_weth = 2020
        self.weth = 10_000
        self.more: tuple[Market, ...] = ()
        self.bugs: list[Exception] = []

    async def at(self, at: BlockRef) -> Snapshot:
        self.troubles.strike("at")
        if self.bugs:
            raise self.bugs.pop()
        reserves = {i.WETH: self.weth * 10**18, i.USDC: self.weth * self.usdc_per_weth * 10**6}
        markets: tuple[Market, ...] = (pair(reserves, pool=POOL.address), *self.more)
        return Snapshot(at, markets, ())


@dataclass
class Stand:
    """The world as one solver sees it; a second run of it is a restart on the same journal."""

    relay: FakeRelay = field(default_factory=FakeRelay)
    journal: MemoryJournal = field(default_factory=MemoryJournal)
    markets: FakeSnapshots = field(default_factory=FakeSnapshots)
    settings: Settings = SETTINGS
    silence_s: float = 60.0

    def __post_init__(self) -> None:
        self.chain = FakeChain(self.relay)
        self.house = FakeHouse(IDENTITY.address, COSIGNER)

    @asynccontextmanager
    async def running(self) -> AsyncIterator[asyncio.Task[None]]:
        """A solver at work; killed, not stopped, at the end of the block."""
        clock = StillClock()
        recorder = Recorder(self.journal, clock)
        heads, chance = Heads(), Random(1)
        solver = Solver(
            house=self.house,
            chain=self.chain,
            relay=self.relay,
            snapshots=SharedSnapshots(self.markets, recorder),
            execution=FakeSigner(0xE1, self.chain.signed),
            identity=IDENTITY.address,
            universe=UNIVERSE,
            policy=policy_of(UNIVERSE, executor=i.EXECUTOR, vault=i.VAULT),
            settings=self.settings,
            recorder=recorder,
            heads=heads,
            closings=Closings(self.house, recorder, heads, chance),
            books=Bookkeeper(self.chain, recorder, self.journal, UNIVERSE),
            chance=chance,
        )
        watch = Watch(solver, self.journal, {i.EXECUTOR: "executor"}, self.silence_s)
        task = asyncio.create_task(watch.run())
        try:
            yield task
        finally:
            task.cancel()
            with suppress(asyncio.CancelledError, ExceptionGroup, JournalFailed):
                await task
            recorder.close()

    async def until_started(self) -> None:
        """Wait until the books are open."""
        await until(lambda: bool(self.journal.opened_balances()))

    async def post(self, intent: SignedIntent) -> Listing:
        """Auction an intent at the head."""
        return await self.house.post(intent, await self.chain.head())

    async def until_ended(self, auction_id: Hash) -> Ending:
        """The intent's ending, when it comes; blocks are not made meanwhile."""
        await until(lambda: self.journal.ended(auction_id))
        ending = self.journal.ending(auction_id)
        assert ending is not None
        return ending

    async def until_sent(self, target: int, transactions: int = 1) -> None:
        """Wait for a bundle of that many transactions for that block."""
        await until(lambda: any(len(b.transactions) >= transactions for b in self.relay.standing(target)))

    async def sealed(self, blocks: int = 1) -> BlockRef:
        """Make blocks."""
        return await self.chain.seal(blocks)

    def incidents(self, kind: str) -> list[str]:
        """Details of the incidents of one kind."""
        found = [event for event in self.journal.events if isinstance(event, Incident)]
        return [event.detail for event in found if event.kind.startswith(kind)]


async def until(true: Callable[[], bool]) -> None:
    """Let the event loop work until something holds."""
    async with asyncio.timeout(PATIENCE_S):
        while not true():  # noqa: ASYNC110 (what is waited for is changed by many parts)
            await asyncio.sleep(0.001)
