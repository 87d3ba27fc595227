"""Once time is over no routing is begun, not even another one of the same order."""

import json
from typing import Any

import pytest

from solver.adapters.auctions.cow import filling
from solver.adapters.auctions.cow.auction import CowAuction, read_auction
from solver.adapters.auctions.cow.endings import Ending, Unfilled
from solver.adapters.auctions.cow.engine import solve
from solver.testing import cow_auctions as of
from solver.testing.cow_auctions import COW, DAI, USDC, WETH, Json

E18 = 10**18
POOLS = [
    of.constant_product(0, {WETH: 3000 * E18, USDC: 9 * 10**12}),
    of.constant_product(1, {WETH: 1000 * E18, DAI: 3 * 10**24}),
    of.stable(2, {USDC: 3 * 10**12, DAI: 2 * 10**24}),
    of.limit_order(3, (USDC, 10**10), (WETH, 3 * E18)),
    of.limit_order(4, (WETH, 4 * E18), (USDC, 10**10)),
]
SALE = of.order(1, WETH, USDC, (10 * E18, 28_000 * 10**6))


def auction(order: Json) -> CowAuction:
    return read_auction(json.dumps(of.auction([order], POOLS)).encode())


def routed(monkeypatch: pytest.MonkeyPatch, asked: CowAuction, kind: Any, enough: int) -> tuple[Ending, int]:
    """The ending when time is over once so many routings have begun, and how many had."""
    begun = list[str]()
    for name in ("optimal", "answered", "route_batch"):
        monkeypatch.setattr(filling, name, counted(getattr(filling, name), begun))
    return solve(asked, kind, lambda: len(begun) >= enough), len(begun)


def counted(router: Any, begun: list[str]) -> Any:
    def run(*arguments: Any) -> Any:
        begun.append("")
        return router(*arguments)

    return run


@pytest.mark.parametrize("kind", ["convex", "reference"])
@pytest.mark.parametrize(
    "order",
    [
        SALE,
        SALE | {"partiallyFillable": True},
        of.order(1, WETH, USDC, (10**6 * E18, 10**9 * 10**6), partiallyFillable=True),
        of.order(1, WETH, USDC, (10**6 * E18, 10**9 * 10**6), partiallyFillable=True, kind="buy"),
    ],
)
def test_the_first_routing_of_an_order_is_its_last_once_time_is_over(
    monkeypatch: pytest.MonkeyPatch, order: Json, kind: Any
) -> None:
    asked = auction(order)
    assert routed(monkeypatch, asked, kind, 10**9)[1] > 1
    ending, begun = routed(monkeypatch, asked, kind, 1)
    assert begun == 1
    assert {why.reason for why in ending.unfilled.values()} <= {Unfilled.OUT_OF_TIME}


def test_what_an_order_has_by_then_is_its_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    part = of.order(1, USDC, WETH, (200_000 * 10**6, 50 * E18), partiallyFillable=True, **{"class": "market"})
    ending, begun = routed(monkeypatch, auction(part), "convex", 1)
    assert (begun, len(ending.solved)) == (1, 1)
    buy = of.order(1, USDC, COW, (10**9, E18), kind="buy")
    assert routed(monkeypatch, auction(buy), "convex", 1)[0].unfilled[buy["uid"]].reason is Unfilled.NO_PATH
