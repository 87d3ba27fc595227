"""The same order twice on the same state: the bot takes its tolerance in public, and nothing through the solver."""

import asyncio
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import pytest

from solver.app.demo.rivals import CONTENDERS, OURS
from solver.app.demo.world import Cast, RunningWorld
from solver.domain.primitives import Hash
from solver.sandbox.chain.tokens import USDC, WETH
from tests.integration.world.events import settlements
from tests.integration.world.orders import AMOUNT, Desk
from tests.integration.world.slots import Slots

if TYPE_CHECKING:
    from tests.integration.world.conftest import StartWorld

pytestmark = pytest.mark.anvil

TOLERANCE_BPS = 100
LONGEST_SLOTS = 4
OURSELVES = tuple(contender for contender in CONTENDERS if contender.name == OURS)
QUIET = Cast(seed=1, intents=0, traders=False, background=False)


@dataclass(frozen=True, slots=True)
class Traded:
    """One order's block: units of USDC the pair quoted, the order demanded and the trader got; senders in order.

    fees_wei: what they paid for gas, all together
    """

    fair: int
    minimum: int
    received: int
    senders: tuple[str, ...]
    fees_wei: int
    bot_gain_wei: int


def test_an_order_loses_its_tolerance_in_public_and_nothing_through_the_solver(start_world: "StartWorld") -> None:
    with start_world(replace(QUIET, contenders=())) as world:
        public = in_public(world)
    with start_world(replace(QUIET, contenders=OURSELVES)) as world:
        private, best = through_the_solver(world)
    role = {name: account.address for name, account in world.world.accounts.items()}

    assert (private.fair, private.minimum) == (public.fair, public.minimum)
    tolerated = public.fair - public.minimum
    assert public.senders == (role["sandwich-bot"], role["trader.0"], role["sandwich-bot"])
    assert tolerated * 9 // 10 <= public.fair - public.received <= tolerated
    assert public.bot_gain_wei > 0

    assert private.senders == (role[f"execution.{OURS}"],)
    assert private.bot_gain_wei == 0
    gas = private.fees_wei * best // AMOUNT
    kept = (best - private.minimum) * OURSELVES[0].share_bps // 10_000
    assert private.received >= best - gas * 5 // 4 - kept  # a bid is priced on gas that is only estimated
    assert private.received >= private.fair > public.received


def in_public(world: RunningWorld) -> Traded:
    """As a wallet sends it: to the router of the pair, through the public mempool."""
    with Slots(world.endpoints) as slots:
        desk = Desk(world.world, slots)
        slots.send(desk.approval())
        slots.end()
        seen = Observation(world, slots, desk)
        slots.send(desk.public_order(seen.minimum))
        return seen.result(slots.end())


def through_the_solver(world: RunningWorld) -> tuple[Traded, int]:
    """As an intent posted to the auction house; and what the best single path gives on the same block."""
    with Slots(world.endpoints) as slots:
        desk = Desk(world.world, slots)
        best = asyncio.run(desk.best_single_path(world.endpoints.rpc))
        seen = Observation(world, slots, desk)
        intent_hash = asyncio.run(desk.post(world.endpoints, seen.minimum))
        return seen.result(settled_by(world, slots, intent_hash)), best


def settled_by(world: RunningWorld, slots: Slots, intent_hash: Hash) -> list[str]:
    """The transactions of the block that settles the intent, within a few slots."""
    for _ in range(LONGEST_SLOTS):
        transactions = slots.end()
        done = settlements(slots.rpc, world.world.contracts["reactor"])
        if done:
            assert [event.intent_hash for event in done] == [intent_hash]
            assert done[0].block == slots.head
            return transactions
    raise AssertionError(f"{intent_hash} did not settle: {world.layout.logs}")


class Observation:
    """Balances before, against balances after."""

    def __init__(self, world: RunningWorld, slots: Slots, desk: Desk) -> None:
        self._slots, self._trader = slots, desk.trader.address
        self._bot = world.world.accounts["sandwich-bot"].address
        self.fair = desk.pair_quote()
        self.minimum = self.fair * (10_000 - TOLERANCE_BPS) // 10_000
        self._before = self._holdings()

    def result(self, transactions: list[str]) -> Traded:
        """After the block of these transactions."""
        received, gain = (now - then for now, then in zip(self._holdings(), self._before, strict=True))
        paid = [self._slots.paid(tx_hash) for tx_hash in transactions]
        senders, fees_wei = tuple(sender for sender, _ in paid), sum(fee_wei for _, fee_wei in paid)
        return Traded(self.fair, self.minimum, received, senders, fees_wei, gain)

    def _holdings(self) -> tuple[int, int]:
        """The trader's USDC; the bot's WETH and ether together."""
        slots = self._slots
        wealth = slots.balance(WETH.address, self._bot) + slots.ether(self._bot)
        return slots.balance(USDC.address, self._trader), wealth
