"""The fixed policy's bid, and the limits it never crosses."""

import random
from dataclasses import replace

import pytest

from solver.bundles.bid import FixedBid, Priced, price
from solver.domain.auction import Side
from solver.domain.ending import Declined, Reason
from solver.domain.hedge import HedgePlan
from solver.domain.route import Route
from solver.testing import intents as make
from solver.testing.routes import hop, route

SELLS = HedgePlan(Side.EXACT_IN, make.WETH, make.USDC, 1_000, 9_000, 0, 0, 0, 0, 0)
BUYS = HedgePlan(Side.EXACT_OUT, make.USDC, make.WETH, 1_000, 11_000, 0, 0, 0, 0, 0)
DELIVERS = route(hop(make.WETH, make.USDC, 1_000, 10_000))
COSTS = route(hop(make.USDC, make.WETH, 10_000, 1_000), side=Side.EXACT_OUT, sell_token=make.USDC, buy_token=make.WETH)


def test_without_a_margin_the_bid_is_what_the_route_is_worth_after_gas() -> None:
    assert price(SELLS, DELIVERS, FixedBid(), 7) == Priced(9_993, 9_993, 0)
    assert price(BUYS, COSTS, FixedBid(), 7) == Priced(10_007, 10_007, 0)


def test_a_share_of_the_improvement_over_the_limit_is_kept_rounded_up() -> None:
    assert price(SELLS, DELIVERS, FixedBid(share_bps=1_000), 7) == Priced(9_893, 9_993, 100)
    assert price(BUYS, COSTS, FixedBid(share_bps=1_000), 7) == Priced(10_107, 10_007, 100)


def test_a_margin_is_a_part_of_the_orders_value() -> None:
    assert price(SELLS, DELIVERS, FixedBid(margin_bps=5), 0) == Priced(9_995, 10_000, 5)
    assert price(BUYS, COSTS, FixedBid(margin_bps=5), 0) == Priced(10_005, 10_000, 5)


def test_a_large_margin_stops_at_the_intents_limit() -> None:
    assert price(SELLS, DELIVERS, FixedBid(margin_bps=5_000, share_bps=9_000), 0) == Priced(9_000, 10_000, 1_000)
    assert price(BUYS, COSTS, FixedBid(margin_bps=5_000, share_bps=9_000), 0) == Priced(11_000, 10_000, 1_000)


@pytest.mark.parametrize(("plan", "swaps"), [(SELLS, DELIVERS), (BUYS, COSTS)])
def test_a_limit_just_met_is_bid_and_one_unit_more_is_unreachable(plan: HedgePlan, swaps: Route) -> None:
    just = price(plan, swaps, FixedBid(50, 50), 1_000)
    assert isinstance(just, Priced)
    assert (just.amount, just.profit) == (plan.limit, 0)
    short = price(plan, swaps, FixedBid(50, 50), 1_001)
    assert isinstance(short, Declined)
    assert short.reason is Reason.UNREACHABLE_LIMIT


def test_a_route_for_another_size_is_no_route() -> None:
    needy, scant = replace(DELIVERS, amount_in=1_001), replace(COSTS, amount_out=999)
    for outcome in (price(SELLS, needy, FixedBid(), 0), price(BUYS, scant, FixedBid(), 0)):
        assert isinstance(outcome, Declined)
        assert outcome.reason is Reason.NO_ROUTE


@pytest.mark.parametrize(("margin", "share"), [(-1, 0), (0, -1), (10_001, 0), (0, 10_001)])
def test_a_policy_beyond_the_whole_cannot_exist(margin: int, share: int) -> None:
    with pytest.raises(ValueError, match="bps"):
        FixedBid(margin, share)


@pytest.mark.scaled(quick=300, soak=30_000)
def test_no_bid_crosses_the_limit_or_costs_us_and_every_unit_is_accounted_for(scale: int, seed: int) -> None:
    chance = random.Random(seed)
    for _ in range(scale):
        plan, swaps = chance.choice(((SELLS, DELIVERS), (BUYS, COSTS)))
        sized = replace(plan, limit=chance.randrange(8_000, 12_000))
        policy, gas_cost = FixedBid(chance.randrange(10_001), chance.randrange(10_001)), chance.randrange(2_000)
        bid = price(sized, swaps, policy, gas_cost)
        sign = 1 if plan.side is Side.EXACT_IN else -1
        room = sign * (10_000 - sized.limit) - gas_cost
        assert isinstance(bid, Declined) is (room < 0)
        if isinstance(bid, Priced):
            assert 0 <= bid.profit == sign * (bid.worth - bid.amount) <= room
            assert sign * (bid.amount - sized.limit) >= 0
