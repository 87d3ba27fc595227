"""A pool of many coins: its net trade as swaps of two."""

import pytest

from solver.optimizer.integer import pairwise
from solver.testing.markets import DAI, USDC, USDT, three_pool

WORTH = {DAI: 1e-18, USDC: 1e-6, USDT: 1e-6}


def test_two_coins_paid_in_for_one_are_two_swaps_that_sum_to_the_net_trade() -> None:
    net = {DAI: -1000e18, USDC: -500e6, USDT: 1499e6}
    wishes = pairwise(three_pool(), 4, net, WORTH)
    assert {(wish.token_in, wish.token_out) for wish in wishes} == {(DAI, USDT), (USDC, USDT)}
    assert {wish.market for wish in wishes} == {4}
    assert sum(wish.got for wish in wishes) == pytest.approx(1499e6)
    assert {wish.token_in: wish.spent for wish in wishes} == pytest.approx({DAI: 1000e18, USDC: 500e6})


def test_one_coin_for_two_is_two_swaps() -> None:
    wishes = pairwise(three_pool(), 0, {DAI: -1000e18, USDC: 400e6, USDT: 600e6}, WORTH)
    assert sum(wish.spent for wish in wishes) == pytest.approx(1000e18)
    assert {wish.token_out: wish.got for wish in wishes} == pytest.approx({USDC: 400e6, USDT: 600e6})


def test_the_order_that_brings_in_most_is_chosen() -> None:
    """The scarce coin is bought while the coin paid in is not yet plentiful, or after: exact swaps decide."""
    pool = three_pool((50_000_000, 60_000_000, 1_000_000))
    net = {DAI: -1_200_000e18, USDC: 600_000e6, USDT: 600_000e6}
    wishes = pairwise(pool, 0, net, WORTH)
    brought = []
    for way in (wishes, wishes[::-1]):
        state, total = pool, 0
        for wish in way:
            paid, state = state.swap(wish.token_in, wish.token_out, int(wish.spent))
            total += paid
        brought.append(total)
    assert brought[0] >= brought[1]


@pytest.mark.parametrize("net", [{}, {DAI: 5.0, USDC: 1.0}, {DAI: -5.0}])
def test_no_trade_is_no_wish(net: dict[str, float]) -> None:
    assert pairwise(three_pool(), 0, net, WORTH) == ()  # type: ignore[arg-type]
