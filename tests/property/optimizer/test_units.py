"""Units are a matter of bookkeeping: a thousand times as many of every token, each worth a thousandth, is one world.

Every family is homogeneous: with all amounts it holds multiplied, it pays as many times more.
"""

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from random import Random

import pytest

from solver.domain.auction import Side
from solver.domain.primitives import Address
from solver.domain.route import Family
from solver.markets.book import Ladder
from solver.markets.composable_stable import ComposableStable
from solver.markets.constant_product import ConstantProduct
from solver.markets.constant_sum import ConstantSum
from solver.markets.inventory import Inventory
from solver.markets.limit_order import LimitOrder
from solver.markets.market import Market
from solver.markets.stable_swap import StableSwap
from solver.markets.weighted import WeightedPool
from solver.optimizer.answer import NoRoute
from solver.optimizer.answered import Answered
from solver.optimizer.problem import RouteProblem
from solver.optimizer.route import answered
from solver.testing.markets import numbered
from tests.property.optimizer.families import BUILDERS, COIN, FINE, MILL, unit_dollars

FAMILIES = pytest.mark.parametrize("family", list(Family), ids=lambda family: family.name.lower())
BASE = 10**6
"""Of every unit of the plain world, so that there is something to divide."""

GRID = 1e-4
"""Of an answer whose search failed, as it says, and that is the best of the paths."""

TIGHT = 1e-9
"""Of an optimum: an answer whose bound is further off says so in its gap, which need not be the same in other units."""


def grown(market: Market, factor: int) -> Market:
    """With so many times the amounts it holds, at the same prices."""
    match market:
        case ConstantProduct():
            return replace(market, reserve0=market.reserve0 * factor, reserve1=market.reserve1 * factor)
        case StableSwap() | WeightedPool() | ComposableStable():
            return replace(market, balances=tuple(b * factor for b in market.balances))
        case Ladder():
            return replace(market, lot_units=market.lot_units * factor, tick_units=market.tick_units * factor)
        case LimitOrder():
            amounts = (market.taker_amount, market.maker_amount, market.taker_fee)
            taker, maker, fee = (amount * factor for amount in amounts)
            return replace(market, taker_amount=taker, maker_amount=maker, taker_fee=fee)
        case ConstantSum():
            return replace(market, balance0=market.balance0 * factor, balance1=market.balance1 * factor)
        case Inventory():
            return replace(
                market,
                virtual_base=market.virtual_base * factor,
                virtual_quote=market.virtual_quote * factor,
                held_base=market.held_base * factor,
                held_quote=market.held_quote * factor,
            )
        case _:
            net = tuple(each * factor for each in market.liquidity_net)  # type: ignore[attr-defined]
            return replace(market, liquidity=market.liquidity * factor, liquidity_net=net)  # type: ignore[type-var,attr-defined]


def posed(seed: int, family: Family, side: Side) -> Callable[[int], RouteProblem]:
    """Three markets of the family and two pairs that agree, ten dollars to ten thousand; by factor."""
    chance = Random(seed)
    sell, buy = chance.sample([MILL, COIN, FINE], 2)
    builds = [BUILDERS[family]] * 3 + [BUILDERS[Family.UNISWAP_V2]] * 2
    markets = [
        build(chance, numbered(0x3000 + n), (sell, buy), 10 ** chance.uniform(4, 5), 1.0)
        for n, build in enumerate(builds)
    ]
    fixed = sell if side is Side.EXACT_IN else buy
    amount = int(10 ** chance.uniform(1, 3.5) / unit_dollars(fixed))

    def scaled(factor: int) -> RouteProblem:
        grew = tuple(grown(market, factor) for market in markets)
        return RouteProblem(grew, sell, buy, side, amount * factor, Fraction(0))

    return scaled


@FAMILIES
@pytest.mark.parametrize("side", list(Side))
@pytest.mark.scaled(quick=2, soak=200)
def test_every_unit_times_a_millionth_to_a_million_changes_nothing(
    family: Family, side: Side, scale: int, seed: int
) -> None:
    proven = 0
    for number in range(scale):
        world = posed(1000 * seed + number, family, side)
        plain = answered(world(BASE), "convex")
        for power in (-6, -3, 3, 6):
            factor = Fraction(10) ** power
            other = answered(world(int(BASE * factor)), "convex")
            if isinstance(plain, NoRoute) or isinstance(other, NoRoute):
                assert isinstance(plain, NoRoute)
                assert isinstance(other, NoRoute)
                continue
            both = (plain, other)
            room = max(float(factor), 1.0) * (20 + _a_unit_each(*both)) + float(factor) * _a_lot(world(BASE), plain)
            near = 1e-6 if all(one.proof is not None for one in both) else GRID
            assert _other_leg(other) == pytest.approx(_other_leg(plain) * float(factor), rel=near, abs=room)
            bounds = [one.route.certificate for one in both]
            if all(one.gap is not None and one.gap <= TIGHT for one in bounds):
                proven += 1
                duals = [one.dual_bound_units or 0.0 for one in bounds]
                assert duals[1] == pytest.approx(duals[0] * float(factor), rel=TIGHT)
    assert proven >= 2 * scale


def _a_unit_each(*both: Answered) -> float:
    """What rounding may cost, or keep from use: of each hop a unit in and a unit out, in the other leg's units."""
    hops = [hop for one in both for hop in one.route.hops]
    worth = _worth(*both)
    return sum(worth.get(hop.token_in, 0.0) + worth.get(hop.token_out, 0.0) for hop in hops)


def _a_lot(problem: RouteProblem, found: Answered) -> float:
    """What may be left that fills no lot, in the other leg's units."""
    books = [market for market in problem.markets if isinstance(market, Ladder)]
    return max((book.lot_units * _worth(found).get(book.base, 0.0) for book in books), default=0.0)


def _worth(*any_of: Answered) -> dict[Address, float]:
    """Of a unit of each token, in units of the other leg; nothing where no answer is proven."""
    return next((dict(one.proof.prices) for one in any_of if one.proof is not None), {})


def _other_leg(found: Answered) -> float:
    return float(found.route.amount_out if found.route.side is Side.EXACT_IN else found.route.amount_in)
