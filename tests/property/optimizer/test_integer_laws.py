"""Laws of the step from flows to exact hops."""

import random
from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import permutations, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from solver.domain.auction import Side
from solver.domain.primitives import Address
from solver.markets.market import Market, MarketError
from solver.optimizer.integer import Integers, NoIntegers, Reason, Rules, Trade, Wish, integers
from solver.testing.markets import numbered, pair
from solver.testing.worlds import DECIMALS, unit_dollars, world
from tests.unit.optimizer.integer.worlds import A, B, C, check, dollars, parallel, walked

SEEDS = st.integers(0, 2**32 - 1)
PAIRS = list(permutations(sorted(DECIMALS), 2))
SIDES = st.sampled_from(list(Side))
DIGITS = list(product([0, 6, 18, 27], repeat=2))


def random_plan(
    seed: int, side: Side, log_dollars: float
) -> tuple[tuple[Market, ...], Trade, list[Wish], random.Random]:
    chance = random.Random(seed)
    sell, buy = chance.choice(PAIRS)
    markets = world(seed, pools=12)
    amount = max(1, int(10**log_dollars / unit_dollars(sell)))
    wishes, paid = walked(chance, markets, (sell, buy), amount, chance.randint(1, 8))
    if side is Side.EXACT_IN:
        return markets, Trade(sell, buy, side, amount, paid), wishes, chance
    return markets, Trade(sell, buy, side, max(1, int(paid)), float(amount)), wishes, chance


def circle(chance: random.Random, markets: Sequence[Market]) -> list[Wish]:
    """A walk of about a thousand dollars from a random token over others and back."""
    start, *others = chance.sample(sorted(DECIMALS), chance.randint(2, 3))
    wishes, token = list[Wish](), start
    for end in (*others, start):
        place = chance.choice([n for n, m in enumerate(markets) if {token, end} <= set(m.tokens)])
        wishes.append(Wish(place, token, end, 1000 / unit_dollars(token), 1000 / unit_dollars(end)))
        token = end
    return wishes


@settings(max_examples=80)
@given(SEEDS, SIDES, st.floats(0, 6))
def test_every_hop_can_run_is_paid_as_quoted_and_no_token_is_lost(seed: int, side: Side, log_dollars: float) -> None:
    markets, trade, wishes, _ = random_plan(seed, side, log_dollars)
    found = integers(markets, [trade], wishes, dollars())
    if isinstance(found, NoIntegers):
        assert trade.buy_token not in {wish.token_out for wish in wishes} or trade.expected < 1
        return
    check(markets, [trade], found)
    if {(w.market, w.token_in) for w in wishes} & {(w.market, w.token_out) for w in wishes}:
        return  # a pool used there and back pays for having been moved before
    rounding = 1 + sum(unit_dollars(wish.token_in) + unit_dollars(wish.token_out) for wish in wishes) / unit_dollars(
        trade.buy_token if side is Side.EXACT_IN else trade.sell_token
    )
    if side is Side.EXACT_IN:
        assert found.bought[0] >= trade.expected * (1 - 1e-7) - rounding
    else:
        assert found.sold[0] <= trade.expected * (1 + 1e-7) + rounding


@settings(max_examples=80)
@given(SEEDS, SIDES, st.booleans())
def test_circles_among_the_flows_are_run_or_cancelled(seed: int, side: Side, gas: bool) -> None:
    markets, trade, wishes, chance = random_plan(seed, side, 4)
    looped = wishes + circle(chance, markets)
    found = integers(markets, [trade], looped, dollars(), Rules(gas_worth=Fraction(1, 10**5) if gas else Fraction(0)))
    assert isinstance(found, Integers)
    check(markets, [trade], found)


@settings(max_examples=60)
@given(SEEDS, st.integers(2, 5))
def test_orders_meet_over_one_heap_and_all_get_their_due(seed: int, count: int) -> None:
    chance = random.Random(seed)
    markets, trades, wishes = world(seed, pools=12), list[Trade](), list[Wish]()
    for number in range(count):
        one, other = chance.choice(PAIRS)
        amount = int(10 ** chance.uniform(2, 4) / unit_dollars(one))
        found, paid = walked(chance, markets, (one, other), amount, 2)
        exact_in = number % 2 == 0
        fixed, expected = (amount, paid) if exact_in else (max(1, int(paid * 0.98)), float(amount))
        trades.append(Trade(one, other, Side.EXACT_IN if exact_in else Side.EXACT_OUT, fixed, expected))
        wishes += found
    answer = integers(markets, trades, wishes, dollars())
    assert isinstance(answer, Integers)
    check(markets, trades, answer)


@settings(max_examples=60)
@given(SEEDS, SIDES)
def test_the_same_question_gives_the_same_answer(seed: int, side: Side) -> None:
    markets, trade, wishes, _ = random_plan(seed, side, 4)
    assert integers(markets, [trade], wishes, dollars()) == integers(markets, [trade], list(wishes), dollars())


@settings(max_examples=80)
@given(SEEDS, st.integers(1, 30), st.floats(-6, -1), SIDES)
def test_constant_products_end_within_a_unit_of_the_real_optimum_proven(
    seed: int, pools: int, log_share: float, side: Side
) -> None:
    """A unit of what is searched for (bought, or sold) is worth many of the other token here."""
    decimals = (18, 6) if side is Side.EXACT_IN else (6, 18)
    case = parallel(seed, pools, decimals=decimals, share=10**log_share, side=side)
    found = integers(case.markets, [case.trade], case.wishes, case.worth)
    assert isinstance(found, Integers)
    check(case.markets, [case.trade], found)
    assert found.distance_units is not None
    assert 0 <= found.distance_units < 1
    assert found.proven


@settings(max_examples=80)
@given(SEEDS, st.integers(1, 8), st.sampled_from(DIGITS), st.floats(-5, -1), SIDES)
def test_tokens_of_any_decimals_and_orders_of_a_few_units_obey_the_bound(
    seed: int, pools: int, decimals: tuple[int, int], log_share: float, side: Side
) -> None:
    case = parallel(seed, pools, decimals=decimals, share=10**log_share, side=side)
    found = integers(case.markets, [case.trade], case.wishes, case.worth)
    if isinstance(found, NoIntegers):
        assert found.reason is Reason.PAYS_NOTHING
        assert case.trade.expected < 2
        return
    check(case.markets, [case.trade], found)
    assert found.distance_units is not None
    assert found.distance_units >= 0


@settings(max_examples=80)
@given(SEEDS, st.integers(2, 8), st.integers(1, 10**9))
def test_never_worse_than_shares_rounded_down_and_the_rest_to_the_heaviest(seed: int, pools: int, amount: int) -> None:
    chance = random.Random(seed)
    sell, buy = chance.choice(PAIRS)
    markets = [m for m in world(seed, pools=40) if {sell, buy} <= set(m.tokens)][:pools]
    weights = [chance.randint(1, 1000) for _ in markets]
    inputs = [amount * weight // sum(weights) for weight in weights]
    inputs[weights.index(max(weights))] += amount - sum(inputs)
    try:
        outs = [market.quote_in(sell, buy, units) for market, units in zip(markets, inputs, strict=True)]
    except MarketError:
        return
    wishes = [Wish(n, sell, buy, weight * 1e3, weight * 1e3) for n, weight in enumerate(weights)]
    trade = Trade(sell, buy, Side.EXACT_IN, amount, float(sum(outs)))
    found = integers(markets, [trade], wishes, dollars())
    assert (found.bought[0] if isinstance(found, Integers) else 0) >= sum(outs)


@settings(max_examples=80)
@given(SEEDS, st.integers(1, 60), st.sampled_from([0.05, 1.0, 20.0]))
def test_in_worlds_small_enough_to_try_everything_bounds_hold_and_proofs_are_true(
    seed: int, amount: int, price: float
) -> None:
    chance = random.Random(seed)
    markets = [
        pair({A: reserve, B: max(2, int(reserve * price))}, pool=numbered(0x100 + n), fee_pips=3000)
        for n, reserve in enumerate(chance.choices(range(3, 3000), k=3))
    ]
    best = [0] * (amount + 1)
    for market in markets:
        pays = [market.quote_in(A, B, units) for units in range(amount + 1)]
        best = [max(best[whole - x] + pays[x] for x in range(whole + 1)) for whole in range(amount + 1)]
    wishes = [Wish(n, A, B, float(m.reserve0), m.reserve0 * price) for n, m in enumerate(markets)]
    trade = Trade(A, B, Side.EXACT_IN, amount, amount * price)
    found = integers(markets, [trade], wishes, {A: price, B: 1.0})
    if isinstance(found, NoIntegers):
        assert found.reason is Reason.PAYS_NOTHING
        return
    assert found.bound is not None
    assert found.bought[0] <= best[amount] <= found.bound
    assert not found.proven or found.bought[0] == best[amount]
    wanted = replace(trade, side=Side.EXACT_OUT, amount=found.bought[0], expected=float(amount))
    least = integers(markets, [wanted], wishes, {A: price, B: 1.0})
    assert isinstance(least, Integers)
    assert least.bound is not None
    assert least.bound <= next(x for x, out in enumerate(best) if out >= wanted.amount) <= least.sold[0]


@settings(max_examples=40)
@given(SEEDS, st.floats(1.01, 1e6), SIDES)
def test_an_order_larger_than_liquidity_is_refused_by_name(seed: int, beyond: float, side: Side) -> None:
    case = parallel(seed, 3, decimals=(6, 6))
    most = sum(market.reserve1 if side is Side.EXACT_OUT else 1 << 112 for market in case.markets)
    trade = replace(case.trade, side=side, amount=int(most * beyond), expected=case.trade.expected)
    found = integers(case.markets, [trade], case.wishes, case.worth)
    assert isinstance(found, NoIntegers)
    assert found.reason is Reason.INSUFFICIENT_LIQUIDITY


@pytest.mark.scaled(quick=40, soak=2000)
def test_wild_flows_end_in_hops_that_run_or_in_a_named_refusal(scale: int, seed: int) -> None:
    for number in range(scale):
        chance = random.Random(seed + number)
        markets = world(seed + number, pools=8)
        wishes = [_wild(chance, markets) for _ in range(chance.randint(0, 30))]
        sell, buy = chance.choice(PAIRS)
        fixed = sell if number % 2 else buy
        amount = max(1, int(10 ** chance.uniform(-6, 7) / unit_dollars(fixed)))
        side = Side.EXACT_IN if number % 2 else Side.EXACT_OUT
        trade = Trade(sell, buy, side, amount, 10 ** chance.uniform(0, 24))
        found = integers(markets, [trade], wishes, dollars(), Rules(gas_worth=Fraction(chance.randint(0, 3), 10**4)))
        if isinstance(found, Integers):
            check(markets, [trade], found)


def _wild(chance: random.Random, markets: Sequence[Market]) -> Wish:
    place = chance.randrange(len(markets))
    token_in, token_out = chance.sample(markets[place].tokens, 2)
    spent, got = (10 ** chance.uniform(-3, 9) / unit_dollars(token) for token in (token_in, token_out))
    return Wish(place, token_in, token_out, chance.choice([spent, 0.0, float("nan"), 1.0]), got)


def test_three_tokens_without_any_world_meet_directly() -> None:
    trades = [
        Trade(A, B, Side.EXACT_IN, 100, 90.0, limit=80),
        Trade(B, C, Side.EXACT_IN, 90, 70.0, limit=60),
        Trade(C, A, Side.EXACT_IN, 70, 100.0, limit=90),
    ]
    ring: dict[Address, float] = {A: 1.0, B: 1.1, C: 1.4}
    found = integers([], trades, [], ring)
    assert isinstance(found, Integers)
    assert (found.bought, found.hops, found.left) == ((90, 70, 100), (), ())
