"""One seed gives one history: who wanted what, who won, and what moved."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.integration.world.commands import FinishedDemo

if TYPE_CHECKING:
    from tests.integration.world.conftest import DemoOf

pytestmark = pytest.mark.anvil

Line = tuple[str, str | None, tuple[str, ...]]
"""Intent hash; the winner's identity; every bid as the house tells it, then what we spent and received."""


@pytest.mark.scaled(quick=5, soak=24)
def test_the_same_seed_gives_the_same_history_twice_and_another_seed_another(demo_of: "DemoOf", scale: int) -> None:
    first, second = history(demo_of(3, scale, take=1)), history(demo_of(3, scale, take=2))
    assert len(first) == scale
    assert first == second

    other = history(demo_of(1, max(scale, 12)))
    assert not {line[0] for line in first} & {line[0] for line in other}
    assert amounts_won(first)
    assert not amounts_won(first) & amounts_won(other)


def history(demo: FinishedDemo) -> list[Line]:
    assert demo.exit_code == 0, demo.errors
    return lines(demo.folder)


def amounts_won(lines: list[Line]) -> set[tuple[str, ...]]:
    return {amounts for _, winner, amounts in lines if winner is not None}


def lines(folder: Path) -> list[Line]:
    """Sorted, one for each auction of the house; what we settled comes from our database."""
    facts = [json.loads(line) for line in (folder / "auction.jsonl").read_text().splitlines()]
    winners = {fact["auctionId"]: fact["winner"] for fact in facts if fact["type"] == "closed"}
    bids: dict[str, list[str]] = {auction: [] for auction in winners}
    for fact in facts:
        if fact["type"] == "answered":
            bids[fact["auctionId"]].append(f"{fact['bidder']} {fact['amount']}")
    hashes = {fact["listing"]["auctionId"]: fact["intentHash"] for fact in facts if fact["type"] == "opened"}
    ours = settled(folder / "hedgerow.db")
    return sorted(
        (hashes[auction], winner, (*sorted(bids[auction]), *ours.get(auction, ())))
        for auction, winner in winners.items()
    )


def settled(database: Path) -> dict[str, list[str]]:
    """What was spent and received, by auction."""
    query = "select auction_id, direction, amount from settled_amounts order by auction_id, direction, position"
    amounts: dict[str, list[str]] = {}
    with closing(sqlite3.connect(database)) as connection:
        for auction, direction, amount in connection.execute(query):
            amounts.setdefault(auction, []).append(f"{direction} {amount}")
    return amounts
