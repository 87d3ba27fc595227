"""Hops run in an order in which nothing is spent before it is there; circles are started, settled late, or cut."""

from dataclasses import dataclass, replace
from fractions import Fraction

import pytest

from solver.domain.auction import Side
from solver.domain.primitives import Address
from solver.domain.route import Family
from solver.markets.constant_product import ConstantProduct
from solver.optimizer.integer import Integers, NoIntegers, Reason, Rules, Trade, Why, Wish, integers
from solver.testing.markets import numbered, pair
from tests.unit.optimizer.integer.worlds import A, B, C, D, check

DEEP = 10**12
EVEN = {A: 1.0, B: 1.0, C: 1.0, D: 1.0}


def pool(one: Address, other: Address, number: int, *, price: float = 1.0) -> ConstantProduct:
    """A deep pool that gives price units of other for one."""
    return pair({one: DEEP, other: int(DEEP * price)}, pool=numbered(0x700 + number), fee_pips=3000)


def flow(place: int, token_in: Address, token_out: Address, spent: float) -> Wish:
    return Wish(place, token_in, token_out, spent, spent)


def test_hops_follow_tokens_whatever_the_order_of_the_wishes() -> None:
    markets = (pool(A, B, 0), pool(B, C, 1), pool(A, C, 2), pool(C, D, 3))
    wishes = [flow(3, C, D, 1000), flow(1, B, C, 500), flow(2, A, C, 500), flow(0, A, B, 500)]
    trade = Trade(A, D, Side.EXACT_IN, 1000, 990.0)
    found = integers(markets, [trade], wishes, EVEN)
    assert isinstance(found, Integers)
    check(markets, [trade], found)
    assert len(found.hops) == 4
    assert found.left == ()


def test_opposite_orders_meet_before_any_market_and_the_markets_take_the_rest() -> None:
    markets = (pool(A, B, 0),)
    trades = [Trade(A, B, Side.EXACT_IN, 1000, 998.0, 900), Trade(B, A, Side.EXACT_IN, 600, 600.0, 590)]
    found = integers(markets, trades, [flow(0, A, B, 400)], EVEN)
    assert isinstance(found, Integers)
    check(markets, trades, found)
    assert [hop.amount_in for hop in found.hops] == [400]
    assert found.bought == (998, 600)


def test_flows_there_and_back_on_one_market_leave_their_difference() -> None:
    markets = (pool(A, B, 0),)
    trade = Trade(A, B, Side.EXACT_IN, 1000, 990.0)
    found = integers(markets, [trade], [flow(0, A, B, 1500), flow(0, B, A, 500)], EVEN)
    assert isinstance(found, Integers)
    assert [(hop.token_in, hop.amount_in) for hop in found.hops] == [(A, 1000)]
    assert [note.why for note in found.dropped] == [Why.CIRCULATION]


ROUND = (pool(A, B, 0), pool(B, C, 1), pool(C, A, 2, price=1.1), pool(A, D, 3))


def earning_circle(main: float, around: float) -> list[Wish]:
    """A to D, with an arbitrage from A over B and C back to A beside it."""
    return [flow(3, A, D, main), flow(0, A, B, around), flow(1, B, C, around), Wish(2, C, A, around, around * 1.09)]


def test_a_circle_that_earns_starts_from_what_the_order_sells() -> None:
    trade = Trade(A, D, Side.EXACT_IN, 10_000, 10_500.0)
    found = integers(ROUND, [trade], earning_circle(10_450, 5000), EVEN)
    assert isinstance(found, Integers)
    check(ROUND, [trade], found)
    assert len(found.hops) == 4
    assert found.bought[0] > 10_300


def test_a_circle_larger_than_the_order_starts_with_a_part_of_a_hop() -> None:
    trade = Trade(A, D, Side.EXACT_IN, 10_000, 12_000.0)
    whole = integers(ROUND, [trade], earning_circle(12_000, 20_000), EVEN)
    assert isinstance(whole, Integers)
    check(ROUND, [trade], whole)
    assert len(whole.hops) > 4
    uncut = integers(ROUND, [trade], earning_circle(12_000, 20_000), EVEN, Rules(most_splits=0))
    assert isinstance(uncut, Integers)
    check(ROUND, [trade], uncut)
    assert len(uncut.hops) <= 4
    assert uncut.bought[0] < whole.bought[0]


def test_a_circle_that_loses_is_cancelled() -> None:
    markets = (pool(A, B, 0), pool(B, C, 1), pool(C, A, 2, price=0.9), pool(A, D, 3))
    trade = Trade(A, D, Side.EXACT_IN, 10_000, 9900.0)
    wishes = [flow(3, A, D, 9500), flow(0, A, B, 500), flow(1, B, C, 500), Wish(2, C, A, 500.0, 450.0)]
    found = integers(markets, [trade], wishes, EVEN)
    assert isinstance(found, Integers)
    assert [hop.pool for hop in found.hops] == [markets[3].pool]
    assert {note.why for note in found.dropped} == {Why.CIRCULATION}


@dataclass(frozen=True, slots=True)
class LateSettled(ConstantProduct):
    """A constant product on a venue that lets its input come later."""

    @property
    def family(self) -> Family:
        return Family.UNISWAP_V4


LOOSE = (
    pool(A, D, 0),
    LateSettled(numbered(0x801), B, C, DEEP, DEEP, 3000),
    pool(C, D, 2),
    pool(D, B, 3, price=1.3),
)


def loose_circle() -> list[Wish]:
    """A to D, and beside it a circle through B, C and D that earns B, which nothing sells."""
    return [flow(0, A, D, 1000), flow(1, B, C, 700), flow(2, C, D, 700), Wish(3, D, B, 560.0, 700.0)]


def test_with_late_settling_a_circle_starts_on_credit_and_pays_it_back() -> None:
    trade = Trade(A, D, Side.EXACT_IN, 1000, 1130.0)
    rules = Rules(flash=frozenset({Family.UNISWAP_V4}), most_splits=0)
    without_start = [wish for wish in loose_circle() if wish.market != 0]
    found = integers(LOOSE, [replace(trade, sell_token=A)], loose_circle(), EVEN, rules)
    assert isinstance(found, Integers)
    check(LOOSE, [trade], found, on_credit=True)
    late = integers(LOOSE, [Trade(A, D, Side.EXACT_IN, 1, 100.0)], without_start, EVEN, rules)
    assert isinstance(late, Integers)
    check(LOOSE, [Trade(A, D, Side.EXACT_IN, 1, 100.0)], late, on_credit=True)
    assert late.flashed
    assert late.hops[0].pool == LOOSE[1].pool


def test_without_late_settling_what_cannot_start_is_named_and_the_rest_runs() -> None:
    markets = (pool(A, D, 0), pool(B, C, 1), pool(C, B, 2), pool(C, D, 3))
    wishes = [flow(0, A, D, 1000), flow(1, B, C, 700), flow(2, C, B, 600), flow(3, C, D, 100)]
    trade = Trade(A, D, Side.EXACT_IN, 1000, 990.0)
    found = integers(markets, [trade], wishes, EVEN)
    assert isinstance(found, Integers)
    check(markets, [trade], found)
    assert [hop.pool for hop in found.hops] == [markets[0].pool]
    assert {(note.market, note.why) for note in found.dropped} == {
        (1, Why.NEEDS_FLASH),
        (2, Why.NEEDS_FLASH),
        (3, Why.NEEDS_FLASH),
    }
    alone = integers(markets, [trade], wishes[1:], EVEN)
    assert isinstance(alone, NoIntegers)
    assert alone.reason is Reason.PAYS_NOTHING


def test_a_hop_that_does_not_earn_its_gas_is_shared_out_among_its_neighbours() -> None:
    small = pair({A: 10**9, B: 10**9}, pool=numbered(0x900), fee_pips=3000)
    markets = (small, pool(A, B, 1))
    wishes = [flow(0, A, B, 1e6), flow(1, A, B, 999e6)]
    trade = Trade(A, B, Side.EXACT_IN, 10**9, 9.96e8)
    dear = integers(markets, [trade], wishes, EVEN, Rules(gas_worth=Fraction(1, 50)))
    cheap = integers(markets, [trade], wishes, EVEN, Rules(gas_worth=Fraction(1, 10**9)))
    assert isinstance(dear, Integers)
    assert isinstance(cheap, Integers)
    assert [hop.pool for hop in dear.hops] == [markets[1].pool]
    assert [note.why for note in dear.dropped] == [Why.GAS]
    assert len(cheap.hops) == 2


def test_a_pool_that_serves_twice_is_quoted_in_the_state_it_is_then_in() -> None:
    markets = (pool(A, B, 0), pool(B, C, 1))
    trades = [Trade(A, C, Side.EXACT_IN, 10**9, 9e8), Trade(B, C, Side.EXACT_IN, 10**9, 9e8)]
    found = integers(markets, trades, [flow(0, A, B, 1e9), flow(1, B, C, 2e9)], EVEN)
    assert isinstance(found, Integers)
    check(markets, trades, found)
    assert found.bought[0] + found.bought[1] == found.hops[-1].amount_out


@pytest.mark.parametrize("bad", [float("nan"), float("inf"), 0.0, -1.0])
def test_flows_that_are_no_amounts_are_left_out(bad: float) -> None:
    markets = (pool(A, B, 0), pool(A, B, 1))
    trade = Trade(A, B, Side.EXACT_IN, 1000, 990.0)
    found = integers(markets, [trade], [flow(0, A, B, 1000), flow(1, A, B, bad)], EVEN)
    assert isinstance(found, Integers)
    assert [hop.pool for hop in found.hops] == [markets[0].pool]
    assert [note.why for note in found.dropped] == [Why.DUST]
