"""A house with its memory in tmp_path, and intents that it takes."""

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

import msgspec
import pytest

from solver.domain.intent import CosignPolicy, HedgeIntent
from solver.domain.primitives import Address
from solver.intents.build import Trade
from solver.sandbox.auction import messages as wire
from solver.sandbox.auction.award import Cosigner
from solver.sandbox.auction.codec import decode
from solver.sandbox.auction.house import Auction, Head, House
from solver.sandbox.auction.journal import Fact, Journal
from solver.sandbox.chain.keys import Keyring
from solver.sandbox.traders.shape import to_plain
from solver.testing.intents import NOW, REACTOR, SELL_ETH, account, hedge


class Saleroom:
    """Two bidders, one executor, one head; reopen() is the process started once more."""

    alice, bob = account(0xB001), account(0xB002)
    executor, other_executor = account(0xE001), account(0xE002)
    head = Head(100, NOW)
    next_head = Head(101, NOW + 12)

    def __init__(self, path: Path, owned: ExitStack) -> None:
        self.path = path
        self.cosigner = Cosigner(Keyring().account(1), 1, REACTOR)
        self.recorded: list[Fact] = []
        self._owned = owned
        self.house = self.reopen()

    def reopen(self) -> House:
        journal = Journal(self.path)
        self._owned.callback(journal.close)
        bidders = frozenset({self.alice, self.bob})
        self.house = House(journal, self.cosigner, bidders, self.recorded.append)
        return self.house

    def intent(self, trade: Trade = SELL_ETH, nonce: int = 7) -> HedgeIntent:
        return replace(hedge(trade, nonce=nonce), cosign=CosignPolicy(self.cosigner.address, 60, 100))

    def body(self, intent: HedgeIntent) -> bytes:
        plain = to_plain("HedgeIntent", intent, as_json=True)
        return msgspec.json.encode({"intent": plain, "signature": "0x" + "11" * 65})

    def opened(self, trade: Trade = SELL_ETH, nonce: int = 7) -> Auction:
        posted = decode(self.body(self.intent(trade, nonce)), wire.PostedIntent)
        _, admitted = self.house.admit(posted)
        return self.house.auction(self.house.open(posted, admitted, 4, self.head).auction_id)

    def bid(self, auction: Auction, bidder: Address, amount: int, executor: Address | None = None) -> bool:
        return self.house.bid(auction, bidder, wire.Bid(executor or self.executor, str(amount)))


@pytest.fixture
def saleroom(tmp_path: Path) -> Iterator[Saleroom]:
    with ExitStack() as owned:
        yield Saleroom(tmp_path / "auction.jsonl", owned)
