"""Laws of the router over markets of every family, on both sides."""

import math
from fractions import Fraction
from itertools import permutations
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from solver.domain.auction import Side
from solver.domain.primitives import Address
from solver.domain.route import Family, Route
from solver.markets.book import Ladder
from solver.markets.limit_order import LimitOrder
from solver.markets.market import Market, MarketError
from solver.markets.weighted import WeightedPool
from solver.optimizer.answer import NoRoute
from solver.optimizer.answered import Answered
from solver.optimizer.certificate.trading_sets import granted
from solver.optimizer.problem import RouteProblem
from solver.optimizer.program.families import shapes_of
from solver.optimizer.route import Kind, answered, route
from solver.optimizer.verify import verify
from solver.testing.markets import numbered
from tests.property.optimizer.families import BUILDERS, COIN, CRUMB, DECIMALS, FINE, MILL, SMALL, network, unit_dollars

FAMILIES = pytest.mark.parametrize("family", list(Family), ids=lambda family: family.name.lower())
SIDES = pytest.mark.parametrize("side", list(Side))
KINDS: tuple[Kind, ...] = ("convex", "grid", "single-path")
SEEDS = st.integers(0, 2**32 - 1)
TIGHT, CLOSE = 1e-9, 5e-3

PART = 10**3
"""Of an order: what moves is one part in so many. Were one part's worth misplaced by more than CLOSE, the answer would
miss the optimum by CLOSE / PART of it.
"""


def alike(seed: int, family: Family, side: Side, gas_dollars: float = 0.0, disagreement: float = 3e-4) -> RouteProblem:
    """Three markets of one family between the order's tokens, and five of any family between any tokens."""
    chance = Random(seed)
    sell, buy = chance.sample([MILL, COIN, FINE], 2)
    back = (sell, buy) if family is Family.LIMIT_ORDER else (buy, sell)
    ours = [
        BUILDERS[family](chance, numbered(n), ends, 10 ** chance.uniform(4, 7), math.exp(chance.gauss(0, disagreement)))
        for n, ends in enumerate(((sell, buy), (sell, buy), back), 0x2000)
    ]
    fixed, objective = (sell, buy) if side is Side.EXACT_IN else (buy, sell)
    amount = int(10 ** chance.uniform(2, 4.5) / unit_dollars(fixed))
    gas = Fraction(gas_dollars / 1e5 / unit_dollars(objective))
    return RouteProblem((*ours, *network(chance, 5, disagreement, (4, 7))), sell, buy, side, amount, gas)


def score(problem: RouteProblem, found: Route) -> int:
    return problem.score(found.amount_in, found.amount_out, found.gas)


@FAMILIES
@settings(max_examples=60)
@given(SEEDS, st.floats(-6, 0.5))
def test_no_market_pays_more_than_its_convex_form_grants(family: Family, seed: int, log_share: float) -> None:
    """The form follows from the invariant; all that the bound says rests on this."""
    chance = Random(seed)
    tokens = [token for token in DECIMALS if token != CRUMB or family not in SMALL]
    first, second = chance.sample(tokens, 2)
    dollars = 10 ** chance.uniform(3, 8)
    market = BUILDERS[family](chance, numbered(1), (first, second), dollars, math.exp(chance.gauss(0, 0.1)))
    for way in permutations(market.tokens, 2):
        amount = max(1, int(dollars * 10**log_share / unit_dollars(way[0])))
        paid = _paid(market, way, amount)
        # A limit order's fee is rounded down, so one unit of it may be saved.
        spent = amount + (1 if isinstance(market, LimitOrder) else 0)
        if paid > 0:
            assert granted(shapes_of(market), {way[0]: -float(spent), way[1]: float(paid)}) >= 1 - TIGHT


@FAMILIES
@settings(max_examples=60)
@given(SEEDS, st.floats(-6, 0))
def test_the_least_input_for_an_amount_out_is_no_less_than_the_convex_form_asks(
    family: Family, seed: int, log_share: float
) -> None:
    chance = Random(seed)
    tokens = [token for token in DECIMALS if token != CRUMB or family not in SMALL]
    first, second = chance.sample(tokens, 2)
    dollars = 10 ** chance.uniform(3, 8)
    market = BUILDERS[family](chance, numbered(1), (first, second), dollars, math.exp(chance.gauss(0, 0.1)))
    for way in permutations(market.tokens, 2):
        wanted = max(1, int(dollars * 10**log_share / unit_dollars(way[1])))
        try:
            asked = market.quote_out(*way, wanted)
        except MarketError:
            continue
        spent = asked + (1 if isinstance(market, LimitOrder) else 0)
        assert granted(shapes_of(market), {way[0]: -float(spent), way[1]: float(wanted)}) >= 1 - TIGHT
        assert _paid(market, way, asked) >= wanted


def _paid(market: Market, way: tuple[Address, Address], amount: int) -> int:
    try:
        return market.quote_in(*way, amount)
    except MarketError:
        return 0


@FAMILIES
@SIDES
@settings(max_examples=6)
@given(seed=SEEDS, gas_dollars=st.sampled_from([0.0, 0.3, 30.0]))
def test_answers_hold_and_no_kind_of_router_beats_one_that_should_be_better(
    family: Family, side: Side, seed: int, gas_dollars: float
) -> None:
    posed = alike(seed, family, side, gas_dollars)
    found = [answered(posed, kind) for kind in KINDS]
    for one in found:
        assert isinstance(one, NoRoute) or verify(posed, one).faults == ()
    assert [isinstance(one, Answered) for one in found] == sorted(
        (isinstance(one, Answered) for one in found), reverse=True
    )
    scores = [score(posed, one.route) for one in found if isinstance(one, Answered)]
    assert scores == sorted(scores, reverse=True)


@FAMILIES
@SIDES
@pytest.mark.scaled(quick=8, soak=800)
def test_the_optimality_conditions_hold_to_rounding_on_nearly_all_orders(
    family: Family, side: Side, scale: int, seed: int
) -> None:
    """Dual and primal meet and no token is missing: `verify` computes both by closed forms. The rest say so."""
    tight = filled = 0
    for number in range(scale):
        posed = alike(1000 * seed + number, family, side)
        found = answered(posed, "convex")
        if isinstance(found, NoRoute):
            continue
        filled += 1
        proven = verify(posed, found).proven
        if proven is not None:
            tight += max(abs(proven.gap), proven.shortfall) <= 1e-8
            assert found.route.certificate.gap == pytest.approx(proven.gap, abs=1e-8)
    assert filled >= scale / 2
    assert tight >= 0.9 * filled - 1


@FAMILIES
@SIDES
@pytest.mark.scaled(quick=12, soak=600)
def test_once_all_hops_are_done_no_market_pays_better_than_the_prices_and_no_hop_went_beyond_them(
    family: Family, side: Side, scale: int, seed: int
) -> None:
    """Equal marginal prices on used markets, by exact quotes: where the integers reach the optimum of single hops."""
    reached = 0
    for number in range(scale):
        posed = alike(1000 * seed + number, family, side, disagreement=0.0)
        found = answered(posed, "convex")
        if isinstance(found, NoRoute) or not _reached(posed, found) or _visited_again(found.route):
            continue
        reached += 1
        assert found.proof is not None
        prices, pools = dict(found.proof.prices), {market.pool: market for market in posed.markets}
        for hop in found.route.hops:
            before, way = pools[hop.pool], (hop.token_in, hop.token_out)
            pools[hop.pool] = before.swap(*way, hop.amount_in)[1]
            last = _some(hop.amount_in)
            if hop.amount_in * prices[way[0]] < 0.01 * posed.amount * _fixed_price(posed, prices):
                continue  # so small a part may be off by more without being missed
            gained = hop.amount_out - _paid(before, way, hop.amount_in - last) + _grain(before, way)
            assert gained * prices[way[1]] >= (last - 1) * prices[way[0]] * (1 - CLOSE)
        for market in pools.values():
            for way in permutations(market.tokens, 2):
                if {*way} <= prices.keys():
                    more = _some(int(posed.amount * _fixed_price(posed, prices) / max(prices[way[0]], 1e-300)))
                    paid = _paid(market, way, more) - _grain(market, way)
                    assert paid * prices[way[1]] <= (more + 1) * prices[way[0]] * (1 + CLOSE)
    assert reached >= scale / 12


def _reached(posed: RouteProblem, found: Answered) -> bool:
    """Whether the integers are nearer to the optimum over all markets than any misplaced part would let them be."""
    figures, made = found.route.certificate, found.route
    if figures.primal_units is None:
        return False
    delivered = made.amount_out if posed.exact_in else made.amount_in
    return abs(delivered - figures.primal_units) <= CLOSE / PART * delivered


def _visited_again(found: Route) -> bool:
    """Whether a pool has a further hop, which is paid better for the fee that the one before it left there."""
    return len(found.hops) > len({hop.pool for hop in found.hops})


def _fixed_price(posed: RouteProblem, prices: dict[Address, float]) -> float:
    return prices[posed.sell_token if posed.exact_in else posed.buy_token]


def _some(amount: int) -> int:
    return max(1, amount // PART)


def _grain(market: Market, way: tuple[Address, Address]) -> float:
    """Units by which rounding, lots and the error of a power may hide what the last of an input bought."""
    if isinstance(market, Ladder):
        return market.lot_units if way[1] == market.base else _paid(market, way, market.lot_units)
    if isinstance(market, WeightedPool):
        return 2 + 1e-13 * market.balances[market.index(way[1])]
    return 2


@FAMILIES
@SIDES
@settings(max_examples=8)
@given(seed=SEEDS)
def test_no_router_beats_the_bound(family: Family, side: Side, seed: int) -> None:
    posed = alike(seed, family, side)
    proven = route(posed, "convex")
    if isinstance(proven, NoRoute) or proven.certificate.dual_bound_units is None:
        return
    bound = proven.certificate.dual_bound_units
    for kind in KINDS:
        found = route(posed, kind)
        assert isinstance(found, Route) or kind != "convex"
        if isinstance(found, Route):
            slack = abs(bound) * (TIGHT + _left_in_pools(found)) + 1 + _fees_rounded(posed, found)
            beyond = found.amount_out - bound if posed.exact_in else bound - found.amount_in
            assert beyond <= slack


def _left_in_pools(found: Route) -> float:
    """For each further hop on a pool, the fee that one before it may have left there."""
    return 0.1 * (len(found.hops) - len({hop.pool for hop in found.hops}))


def _fees_rounded(posed: RouteProblem, found: Route) -> float:
    """A unit of what each limit order takes, in units of the objective token."""
    objective = posed.buy_token if posed.exact_in else posed.sell_token
    orders = [hop.token_in for hop in found.hops if hop.family is Family.LIMIT_ORDER]
    return 2 * sum(unit_dollars(token) / unit_dollars(objective) for token in orders)
