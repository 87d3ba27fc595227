"""Books as venues sent them: raw messages of Binance and Hyperliquid, and what they say the book was.

Binance sends a snapshot, then changes with absolute quantities, numbered so that a gap shows; Hyperliquid snapshots.
"""

import gzip
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from heapq import nlargest, nsmallest
from itertools import groupby
from pathlib import Path
from typing import Any

import msgspec

RECORDED_BOOKS = Path(__file__).resolve().parents[4] / "shared/data/books"
HYPERLIQUID = RECORDED_BOOKS / "hyperliquid_btc_20250126.gz"
_TIME_DIGITS = 19
_KEPT = 500

Levels = tuple[tuple[Decimal, Decimal], ...]
"""Price and size, best first."""
Best = tuple[Decimal, Decimal, Decimal, Decimal]
"""Bid, its size, ask, its size."""


@dataclass(frozen=True)
class Sides:
    """A book at one moment."""

    bids: Levels
    asks: Levels


@dataclass
class Depth:
    """A book of Binance that changes."""

    bids: dict[Decimal, Decimal] = field(default_factory=dict)
    asks: dict[Decimal, Decimal] = field(default_factory=dict)

    def take(self, bids: Sequence[Sequence[str]], asks: Sequence[Sequence[str]]) -> None:
        """Set quantities; nothing is left at a price of quantity nothing, which need not have been there."""
        for side, changes in ((self.bids, bids), (self.asks, asks)):
            for price, size in changes:
                side[Decimal(price)] = Decimal(size)
                if not side[Decimal(price)]:
                    del side[Decimal(price)]

    def best(self) -> Best:
        """Of both sides."""
        bid, ask = max(self.bids), min(self.asks)
        return bid, self.bids[bid], ask, self.asks[ask]

    def sides(self) -> Sides:
        """As it is now, as deep as a desk would keep it."""
        return Sides(tuple(nlargest(_KEPT, self.bids.items())), tuple(nsmallest(_KEPT, self.asks.items())))


@dataclass(frozen=True)
class Synced:
    """The book after one numbered change."""

    depth: Depth
    update: int


@dataclass(frozen=True)
class Ticker:
    """The venue's own word on the best bid and ask after a numbered change."""

    update: int
    best: Best


@dataclass(frozen=True)
class Sweep:
    """What takers did to one side in one millisecond, price and size of each fill; the depth is still as before."""

    depth: Depth
    sold: bool
    fills: Levels


@dataclass(frozen=True)
class Binance:
    """A capture; futures name the change before, spot numbers every change."""

    path: Path
    futures: bool

    def events(self) -> Iterator[Synced | Ticker | Sweep]:
        """Every ticker, then what else came from the snapshot on, in order; asserts that no change is missing."""
        messages = list(_messages(self.path))
        snapshot = next(message for message in messages if "lastUpdateId" in message)
        depth, last, started = Depth(), snapshot["lastUpdateId"], False
        depth.take(snapshot["bids"], snapshot["asks"])
        said = (message["data"] for message in messages if message.get("stream", "").endswith("@bookTicker"))
        yield from (Ticker(one["u"], _best(one)) for one in said)
        for (stream, *_), group in groupby((m for m in messages if "stream" in m), _kind):
            told = [message["data"] for message in group]
            if stream.endswith("@trade") and started:
                yield Sweep(depth, told[0]["m"], tuple((Decimal(one["p"]), Decimal(one["q"])) for one in told))
            elif "@depth" in stream:
                for change in (one for one in told if not self._old(one, snapshot["lastUpdateId"])):
                    assert self._follows(change, last, started=started), f"a gap before {change['u']}"
                    depth.take(change["b"], change["a"])
                    last, started = change["u"], True
                    yield Synced(depth, last)

    def _old(self, said: dict[str, Any], snapshot: int) -> bool:
        return bool(said["u"] < snapshot + (not self.futures))

    def _follows(self, said: dict[str, Any], last: int, *, started: bool) -> bool:
        if not started:
            return bool(said["U"] <= last + (not self.futures) <= said["u"])
        return bool(said["pu"] == last if self.futures else said["U"] == last + 1)


def _messages(path: Path) -> Iterator[dict[str, Any]]:
    """As received; before each stands the time of its receipt, on which nothing here depends."""
    with gzip.open(path) as lines:
        yield from (msgspec.json.decode(line[_TIME_DIGITS:]) for line in lines)


def _kind(message: dict[str, Any]) -> tuple[Any, ...]:
    """Stream, and of trades the millisecond and who was the maker."""
    return message["stream"], message["data"].get("m"), message["data"].get("m") is not None and message["data"]["T"]


def _best(said: dict[str, str]) -> Best:
    return Decimal(said["b"]), Decimal(said["B"]), Decimal(said["a"]), Decimal(said["A"])


SPOT = Binance(RECORDED_BOOKS / "binance_spot_ethusdt_20240808.gz", futures=False)
FUTURES = Binance(RECORDED_BOOKS / "binance_usdm_ethusdt_20240808.gz", futures=True)


def hyperliquid_books(path: Path = HYPERLIQUID) -> Iterator[Sides]:
    """Every snapshot, of twenty levels a side."""
    for message in _messages(path):
        if message["channel"] == "l2Book":
            yield Sides(*(_levels(side) for side in message["data"]["levels"]))


def _levels(side: Sequence[dict[str, str]]) -> Levels:
    return tuple((Decimal(level["px"]), Decimal(level["sz"])) for level in side)
