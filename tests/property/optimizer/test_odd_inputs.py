"""Whatever the inputs, a route is a right answer that verifies, or a refusal by name: never a NaN, never a hang."""

import math
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from itertools import permutations
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from solver.domain.auction import Side
from solver.domain.primitives import Address
from solver.domain.route import Certificate
from solver.markets.constant_product import ConstantProduct
from solver.markets.constant_sum import ConstantSum
from solver.markets.limit_order import LimitOrder
from solver.markets.market import Market
from solver.optimizer.answer import NoRoute
from solver.optimizer.answered import Answered
from solver.optimizer.problem import RepeatedPool, RouteProblem
from solver.optimizer.route import Kind, answered
from solver.optimizer.verify import verify
from solver.testing.markets import USDC, WETH, numbered, pair, ranges
from solver.testing.worlds import world
from tests.property.optimizer import families

GRAIN, MILL, FINE, CRUMB = (numbered(n) for n in (0xA0, 0xA6, 0xAD, 0xAF))
DECIMALS = {GRAIN: 0, MILL: 6, FINE: 18, CRUMB: 27}
TOKENS = sorted(DECIMALS)
LIMIT = 2**112 - 1
KINDS: tuple[Kind, ...] = ("convex", "grid", "single-path")

tokens = st.sampled_from(list(permutations(TOKENS, 2)))
worths = st.one_of(st.just(0.0), st.floats(-3, 9).map(lambda power: 10**power))


def _units(token: Address, worth: float) -> int:
    """Every whole token is worth one."""
    return min(int(worth * 10 ** DECIMALS[token]), LIMIT)


def _pair(ends: tuple[Address, Address], one: float, other: float, fee: int, pool: Address) -> Market:
    held = (_units(ends[0], one), _units(ends[1], other))
    return ConstantProduct(pool, *ends, *held, fee)


def _sum(ends: tuple[Address, Address], one: float, other: float, fee: int, pool: Address) -> Market:
    into, out = (10 ** (27 - DECIMALS[token]) for token in ends)
    return ConstantSum(pool, *ends, _units(ends[0], one), _units(ends[1], other), into, out, fee)


def _order(ends: tuple[Address, Address], one: float, other: float, fee: int, pool: Address) -> Market:
    return LimitOrder(pool, *ends, max(1, _units(ends[0], one)), _units(ends[1], other), fee)


def _range(ends: tuple[Address, Address], one: float, other: float, fee: int, pool: Address) -> Market:  # noqa: ARG001
    return ranges(
        ((-600, 600, max(1, int(one * 10**9))),), pool=pool, tokens=ends, fee_pips=fee, tick_spacing=60, tick=0
    )


Build = Callable[[tuple[Address, Address], float, float, int, Address], Market]
kinds: st.SearchStrategy[Build] = st.sampled_from([_pair, _pair, _sum, _order, _range])
parts = st.tuples(kinds, tokens, worths, worths, st.sampled_from([0, 500, 3000, 999_999]))


@st.composite
def problems(draw: st.DrawFn) -> RouteProblem:
    markets = tuple(
        build(ends, one, other, fee, numbered(0x100 + n))
        for n, (build, ends, one, other, fee) in enumerate(draw(st.lists(parts, max_size=7)))
    )
    twins = tuple(replace(market, pool=numbered(0x200 + n)) for n, market in enumerate(markets[:2]))  # type: ignore[type-var]
    sell, buy = draw(tokens)
    side = draw(st.sampled_from(list(Side)))
    fixed = sell if side is Side.EXACT_IN else buy
    amount = max(1, _units(fixed, 10 ** draw(st.floats(-6, 12))))
    gas = draw(st.sampled_from([Fraction(0), Fraction(1, 10**6), Fraction(10**12)]))
    return RouteProblem((*markets, *twins), sell, buy, side, amount, gas)


@settings(max_examples=60)
@given(problems())
def test_an_odd_order_over_odd_markets_is_answered_or_refused(problem: RouteProblem) -> None:
    found = answered(problem, "convex")
    if isinstance(found, NoRoute):
        assert found.detail
        return
    assert verify(problem, found).faults == ()
    _no_nan(found.route.certificate)


def _no_nan(certificate: Certificate) -> None:
    figures = (getattr(certificate, field) for field in Certificate.__dataclass_fields__)
    assert not any(isinstance(figure, float) and math.isnan(figure) for figure in figures)


def odd(seed: int) -> RouteProblem:
    """Markets of every family from next to nothing to the most they can hold, at prices that are anyone's guess."""
    chance = Random(seed)
    markets = families.network(chance, chance.randint(0, 14), 10 ** chance.uniform(-2, 1), (-4, 14))
    posed = families.problem(chance, markets, (-9, 15), chance.choice([0.0, 1e-6, 1.0, 1e6]))
    amount = posed.amount if chance.random() < 0.9 else 1
    return replace(posed, amount=amount, most_hops=chance.choice([1, 2, 3, 3, 4]))


@pytest.mark.parametrize("kind", KINDS)
@settings(max_examples=40)
@given(seed=st.integers(0, 2**32 - 1))
def test_an_odd_order_over_odd_markets_of_every_family_is_answered_or_refused_the_same_way_twice(
    kind: Kind, seed: int
) -> None:
    problem = odd(seed)
    found, again = answered(problem, kind), answered(problem, kind)
    if isinstance(found, NoRoute):
        assert again == found
        return
    assert isinstance(again, Answered)
    assert again.route.hops == found.route.hops
    assert verify(problem, found).faults == ()
    _no_nan(found.route.certificate)


@pytest.mark.scaled(quick=20, soak=3000)
def test_odd_orders_of_every_family_by_the_thousand(scale: int, seed: int) -> None:
    for number in range(scale):
        problem = odd(1000 * seed + number)
        found = answered(problem, "convex")
        assert isinstance(found, NoRoute) or verify(problem, found).faults == (), 1000 * seed + number


@pytest.mark.scaled(quick=20, soak=3000)
def test_odd_orders_by_the_thousand(scale: int, seed: int) -> None:
    @settings(max_examples=scale, database=None)
    @given(problems())
    def each(problem: RouteProblem) -> None:
        found = answered(problem, "convex")
        assert isinstance(found, NoRoute) or verify(problem, found).faults == ()

    each()
    assert seed >= 0


def _rescaled(problem: RouteProblem, token: Address, factor: int) -> RouteProblem:
    """The same world where the token has more decimals."""

    def one(market: Market) -> Market:
        if not isinstance(market, ConstantProduct) or token not in market.tokens:
            return market
        if token == market.token0:
            return replace(market, reserve0=market.reserve0 * factor)
        return replace(market, reserve1=market.reserve1 * factor)

    fixed = problem.sell_token if problem.exact_in else problem.buy_token
    objective = problem.buy_token if problem.exact_in else problem.sell_token
    return replace(
        problem,
        markets=tuple(map(one, problem.markets)),
        amount=problem.amount * (factor if fixed == token else 1),
        gas_price_units=problem.gas_price_units * (factor if objective == token else 1),
    )


@settings(max_examples=20)
@given(st.integers(0, 10**6), st.sampled_from([WETH, USDC]), st.integers(1, 6), st.sampled_from(list(Side)))
def test_other_units_of_a_token_change_nothing(seed: int, token: Address, power: int, side: Side) -> None:
    pairs = tuple(m for m in world(seed, pools=25, disagreement=1e-3) if isinstance(m, ConstantProduct))
    amount = 10**20 if side is Side.EXACT_IN else 3 * 10**11
    problem = RouteProblem(pairs, WETH, USDC, side, amount, Fraction(0))
    one, other = answered(problem, "convex"), answered(_rescaled(problem, token, 10**power), "convex")
    if isinstance(one, NoRoute) or isinstance(other, NoRoute):
        assert isinstance(one, NoRoute)
        assert isinstance(other, NoRoute)
        return
    objective = problem.buy_token if problem.exact_in else problem.sell_token
    factor = 10**power if token == objective else 1
    assert _bound(other) == pytest.approx(_bound(one) * factor, rel=1e-11)
    amounts = [a.route.amount_out if problem.exact_in else a.route.amount_in for a in (one, other)]
    assert amounts[1] == pytest.approx(amounts[0] * factor, rel=1e-6)


def _bound(found: Answered) -> float:
    bound = found.route.certificate.dual_bound_units
    assert bound is not None
    return bound


def test_one_pool_twice_is_refused_by_name() -> None:
    with pytest.raises(RepeatedPool):
        RouteProblem((pair(), replace(pair(), fee_pips=500)), WETH, USDC, Side.EXACT_IN, 1, Fraction(0))
