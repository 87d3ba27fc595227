"""One pair of tokens over many markets: every unit counts, and between constant products that is proven."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from solver.domain.auction import Side
from solver.domain.primitives import Address
from solver.optimizer.integer import Integers, NoIntegers, Reason, Trade, Wish, integers, lanes
from solver.optimizer.integer.lanes import Lane
from solver.optimizer.integer.polish import acquire, spend
from solver.testing.markets import USDC, WETH, numbered, pair, ranges
from tests.unit.optimizer.integer.worlds import A, B, check, parallel

ETHER = 10**18


@pytest.mark.parametrize("pools", [1, 3, 10, 50])
@pytest.mark.parametrize("seed", range(5))
def test_a_split_over_constant_products_is_the_proven_integer_optimum(pools: int, seed: int) -> None:
    case = parallel(seed, pools, share=0.05)
    found = integers(case.markets, [case.trade], case.wishes, case.worth)
    assert isinstance(found, Integers)
    check(case.markets, [case.trade], found)
    assert found.proven
    assert found.left == ()
    assert found.bound is not None
    assert found.bound == pytest.approx(case.trade.expected, rel=1e-10)


@pytest.mark.parametrize("seed", range(5))
def test_buying_exactly_costs_less_than_a_unit_above_the_real_optimum(seed: int) -> None:
    case = parallel(seed, 20, decimals=(6, 18), share=0.05, side=Side.EXACT_OUT)
    found = integers(case.markets, [case.trade], case.wishes, case.worth)
    assert isinstance(found, Integers)
    assert found.bought == (case.trade.amount,)
    assert found.proven


def test_shares_of_the_optimum_need_not_be_exact() -> None:
    case = parallel(7, 10, share=0.05)
    crude = [Wish(w.market, A, B, w.spent * (1 + 0.1 * (w.market % 3)), w.got) for w in case.wishes]
    found = integers(case.markets, [case.trade], crude, case.worth)
    assert isinstance(found, Integers)
    assert found.proven


def test_crude_shares_between_families_are_moved_along_marginal_prices() -> None:
    price_tick = -196_256  # 3000 USDC of 6 decimals for an ether
    deep = ranges(((-200_000, -190_000, 10**18),), tokens=(WETH, USDC), tick=price_tick)
    flat = pair({WETH: 10_000 * ETHER, USDC: 30_000_000 * 10**6}, fee_pips=500)
    trade = Trade(WETH, USDC, Side.EXACT_IN, 200 * ETHER, 6e11)

    def bought(share: float) -> int:
        flows = [(0, share * trade.amount), (1, (1 - share) * trade.amount)]
        wishes = [Wish(place, WETH, USDC, spent, spent * 3e-9) for place, spent in flows]
        found = integers((deep, flat), [trade], wishes, {WETH: 3e-9, USDC: 1.0})
        assert isinstance(found, Integers)
        check((deep, flat), [trade], found)
        return found.bought[0]

    best = max(bought(percent / 100) for percent in range(5, 100, 5))
    assert bought(0.5) == pytest.approx(best, rel=1e-9)


def test_a_unit_that_cannot_be_split_goes_where_it_buys_most() -> None:
    poor, rich = (pair({A: 100, B: reserve}, pool=numbered(reserve), fee_pips=0) for reserve in (500, 900))
    wishes = [Wish(0, A, B, 0.5, 2.0), Wish(1, A, B, 0.5, 4.0)]
    found = integers((poor, rich), [Trade(A, B, Side.EXACT_IN, 1, 8.0)], wishes, {A: 8.0, B: 1.0})
    assert isinstance(found, Integers)
    assert [(hop.pool, hop.amount_in, hop.amount_out) for hop in found.hops] == [(rich.pool, 1, 8)]


def test_an_order_that_buys_nothing_is_refused_by_that_name() -> None:
    found = integers(
        (pair({A: 10**9, B: 10}),), [Trade(A, B, Side.EXACT_IN, 1, 1.0)], [Wish(0, A, B, 1.0, 1.0)], {A: 1.0, B: 1.0}
    )
    assert isinstance(found, NoIntegers)
    assert found.reason is Reason.PAYS_NOTHING


@pytest.mark.parametrize(("side", "limit"), [(Side.EXACT_IN, 10**12), (Side.EXACT_OUT, 1)])
def test_a_limit_that_the_markets_do_not_meet_is_refused_by_name(side: Side, limit: int) -> None:
    trade = Trade(A, B, side, 1000, 900.0, limit)
    found = integers((pair({A: 10**6, B: 10**6}),), [trade], [Wish(0, A, B, 1000.0, 900.0)], {A: 1.0, B: 1.0})
    assert isinstance(found, NoIntegers)
    assert found.reason is Reason.LIMIT_NOT_MET


def lane(pays: Callable[[int], int], most: int, pays_for: tuple[Address, Address] = (A, B)) -> Lane:
    """A lane of any curve up to a most input, inverted by trying."""
    outs = [pays(x) for x in range(most + 1)]
    return Lane(
        pays=lambda x: outs[x] if x <= most else -1,
        least=lambda out: next((x for x, paid in enumerate(outs) if paid >= out), -1),
        gas=lambda _: 0,
        pair=pays_for,
        worth=(1.0, 1.0),
        quick=True,
    )


def test_lots_take_whole_lots_and_the_rest_goes_elsewhere() -> None:
    lots, smooth = lane(lambda x: x // 10 * 20, 100), lane(lambda x: x, 100)
    split = spend([lots, smooth], [1, 1], 50)
    assert (split.outs[0] % 20, sum(split.inputs)) == (0, 50)
    assert split.inputs[0] % 10 == 0


def test_what_one_lane_cannot_take_the_others_do_and_what_none_can_is_left() -> None:
    small, large = lane(lambda x: x, 5), lane(lambda x: x, 60)
    split = spend([small, large], [1, 1], 50)
    assert (split.inputs, split.left) == ([5, 45], 0)
    assert spend([small, large], [1, 1], 100).left == 35


def test_what_one_lane_cannot_pay_the_others_do_and_more_than_all_is_refused() -> None:
    small, large = lane(lambda x: x, 5), lane(lambda x: x, 60)
    split = acquire([small, large], [1, 1], 50)
    assert split is not None
    assert sum(split.outs) == sum(split.inputs) == 50
    assert acquire([small, large], [1, 1], 66) is None


def test_fifty_constant_products_take_a_few_quotes_each() -> None:
    case = parallel(3, 50, share=1.0)
    asked = 0

    def counted(given: Callable[[int], int]) -> Callable[[int], int]:
        def ask(amount: int) -> int:
            nonlocal asked
            asked += 1
            return given(amount)

        return ask

    plain = [lanes.lane(market, A, B) for market in case.markets]
    weights = [int(wish.spent) for wish in case.wishes]
    assert len(weights) == 50
    split = spend([replace(one, pays=counted(one.pays), least=counted(one.least)) for one in plain], weights, 10**21)
    assert sum(split.inputs) == 10**21
    assert asked <= 12 * 50
