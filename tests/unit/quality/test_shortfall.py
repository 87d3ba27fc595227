"""Slippage and the four parts of implementation shortfall."""

import random

import pytest

from solver.quality.shortfall import PricedFill, implementation_shortfall, slippage_bps, vwap

FILLS = [PricedFill(101.0, 3.0), PricedFill(102.0, 1.0)]


def test_a_buy_above_the_mid_and_a_sale_below_it_cost() -> None:
    assert slippage_bps(buys=True, paid=100.5, mid=100.0) == pytest.approx(50.0)
    assert slippage_bps(buys=False, paid=99.5, mid=100.0) == pytest.approx(50.0)
    assert slippage_bps(buys=False, paid=100.5, mid=100.0) == pytest.approx(-50.0)


def test_the_average_price_is_weighted_by_size() -> None:
    assert vwap(FILLS) == pytest.approx(101.25)
    with pytest.raises(ValueError, match="nothing"):
        vwap([])


def test_a_worked_example_of_the_four_parts() -> None:
    cost = implementation_shortfall(
        FILLS, buys=True, target=5.0, decision=100.0, arrival=100.5, end=103.0, explicit=0.7
    )
    assert (cost.delay, cost.trading, cost.opportunity, cost.explicit) == pytest.approx((2.0, 3.0, 3.0, 0.7))
    assert cost.total == pytest.approx(8.7)


@pytest.mark.scaled(quick=200, soak=20_000)
def test_the_parts_sum_to_the_total_against_the_decision_price(scale: int, seed: int) -> None:
    chance = random.Random(seed)
    for _ in range(scale):
        fills = [PricedFill(chance.uniform(1, 200), chance.uniform(0.1, 9)) for _ in range(chance.randrange(6))]
        buys, target = chance.random() < 0.5, chance.uniform(1, 50)
        decision, arrival, end, fee = (chance.uniform(1, 200) for _ in range(4))
        done = sum(fill.size for fill in fills)
        whole = sum(fill.size * (fill.price - decision) for fill in fills) + (target - done) * (end - decision)
        cost = implementation_shortfall(
            fills, buys=buys, target=target, decision=decision, arrival=arrival, end=end, explicit=fee
        )
        assert cost.total == pytest.approx((whole if buys else -whole) + fee, rel=1e-12, abs=1e-9)
