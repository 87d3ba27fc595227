"""The convex router's answers, certificates and endings."""

from dataclasses import replace
from fractions import Fraction
from itertools import count

import numpy as np
import pytest

from solver.domain.auction import Side
from solver.domain.route import Route
from solver.markets.constant_product import ConstantProduct
from solver.markets.inventory import inventory
from solver.markets.limit_order import LimitOrder
from solver.optimizer.answer import NoRoute, Refusal
from solver.optimizer.answered import Answered
from solver.optimizer.dual.solve import solve
from solver.optimizer.problem import RouteProblem
from solver.optimizer.program.left_out import Reason
from solver.optimizer.route import answered, prepare, route
from solver.optimizer.verify import verify
from solver.testing.markets import (
    DAI,
    USDC,
    USDT,
    WBTC,
    WETH,
    composable_stable,
    numbered,
    pair,
    ranges,
    three_pool,
    weighted,
)
from solver.testing.worlds import world

FREE = Fraction(0)
SOLVE = "solver.optimizer.persisting.solve"


def _routed(problem: RouteProblem) -> Route:
    found = answered(problem, "convex")
    assert isinstance(found, Answered)
    assert verify(problem, found).faults == ()
    return found.route


def test_the_split_of_two_pairs_equalises_their_marginal_prices() -> None:
    markets = (
        pair({WETH: 10**22, USDC: 3 * 10**13}, pool=numbered(1)),
        pair({WETH: 3 * 10**22, USDC: 9 * 10**13}, pool=numbered(2)),
    )
    found = _routed(RouteProblem(markets, WETH, USDC, Side.EXACT_IN, 10**21, FREE))
    spent = {hop.pool: hop.amount_in for hop in found.hops}
    assert spent[numbered(1)] * 3 == pytest.approx(spent[numbered(2)], rel=1e-6)
    assert found.amount_in == 10**21


def test_the_bound_of_equal_pairs_is_what_one_pair_of_their_sum_would_pay() -> None:
    markets = tuple(pair({WETH: 10**22, USDC: 3 * 10**13}, pool=numbered(n)) for n in range(1, 5))
    found = _routed(RouteProblem(markets, WETH, USDC, Side.EXACT_IN, 10**21, FREE))
    whole = ConstantProduct(numbered(9), USDC, WETH, 4 * 3 * 10**13, 4 * 10**22, 3000).quote_in(WETH, USDC, 10**21)
    assert found.certificate.dual_bound_units == pytest.approx(whole, rel=1e-12)
    assert whole - found.amount_out < 1


@pytest.mark.parametrize("side", list(Side))
def test_the_certificate_is_tight_without_gas(side: Side) -> None:
    amount = 10**21 if side is Side.EXACT_IN else 3 * 10**12
    found = _routed(RouteProblem(world(4, disagreement=0.0), WETH, USDC, side, amount, FREE))
    certificate = found.certificate
    assert certificate.gap is not None
    assert certificate.shortfall is not None
    assert certificate.integer_distance_units is not None
    assert certificate.gas_bound is not None
    assert abs(certificate.gap) < 1e-10
    assert certificate.shortfall < 1e-10
    delivered = found.amount_out if side is Side.EXACT_IN else found.amount_in
    assert certificate.integer_distance_units < 1e-8 * delivered
    assert certificate.gas_bound < 1e-8


def test_exact_out_through_a_direct_pool_delivers_no_unit_too_many() -> None:
    markets = (
        pair({WETH: 10**22, USDC: 3 * 10**13}, pool=numbered(1)),
        pair({WETH: 10**22, USDC: 3 * 10**13}, pool=numbered(2)),
    )
    found = _routed(RouteProblem(markets, WETH, USDC, Side.EXACT_OUT, 10**12 + 1, FREE))
    assert found.amount_out == 10**12 + 1
    assert len(found.hops) == 2


def test_costly_gas_leaves_one_hop_and_free_gas_takes_every_pool() -> None:
    markets = tuple(pair({WETH: 10**22, USDC: 3 * 10**13}, pool=numbered(n)) for n in range(1, 5))
    free = RouteProblem(markets, WETH, USDC, Side.EXACT_IN, 10**20, FREE)
    costly = RouteProblem(markets, WETH, USDC, Side.EXACT_IN, 10**20, Fraction(10**6))
    assert len(_routed(free).hops) == 4
    assert len(_routed(costly).hops) == 1


def test_markets_that_are_not_used_are_named_with_the_reason() -> None:
    markets = (
        pair({WETH: 10**22, USDC: 3 * 10**13}, pool=numbered(1)),
        pair({WETH: 10**19, USDC: 3 * 10**10}, pool=numbered(2)),
        pair({WETH: 10**22, USDC: 3 * 10**13}, pool=numbered(3), fee_pips=10_000),
    )
    problem = RouteProblem(markets, WETH, USDC, Side.EXACT_IN, 10**19, Fraction(100))
    found = answered(problem, "convex")
    assert isinstance(found, Answered)
    reasons = {left.pool: left.reason for left in found.left_out}
    assert reasons == {numbered(2): Reason.COSTS_MORE_GAS, numbered(3): Reason.NO_GAIN}


def test_an_arbitrage_among_other_tokens_does_not_lead_the_route_in_circles() -> None:
    markets = (
        three_pool((10**8, 10**8, 10**8), pool=numbered(1)),
        pair({DAI: 10**26, USDT: 11 * 10**13}, pool=numbered(2), fee_pips=100),
        pair({WETH: 10**22, DAI: 3 * 10**25}, pool=numbered(3)),
        pair({USDT: 6 * 10**13, WBTC: 10**11}, pool=numbered(4)),
        pair({DAI: 6 * 10**25, WBTC: 10**11}, pool=numbered(5)),
        pair({WETH: 10**22, USDC: 3 * 10**13}, pool=numbered(6)),
        pair({USDC: 6 * 10**13, WBTC: 10**11}, pool=numbered(7)),
    )
    found = _routed(RouteProblem(markets, WETH, WBTC, Side.EXACT_IN, 10**21, FREE))
    seen = {WETH}
    for hop in found.hops:
        assert hop.token_in in seen
        seen.add(hop.token_out)
    assert found.certificate.integer_distance_units is not None
    assert found.certificate.integer_distance_units > 0


def test_every_family_takes_part_in_one_route() -> None:
    markets = (
        pair({WETH: 10**21, USDC: 3 * 10**12}, pool=numbered(1)),
        ranges(((190_000, 200_000, 10**17),), pool=numbered(2), tick=196_250, fee_pips=500),
        weighted({WETH: 10**21, DAI: 3 * 10**24}, (50, 50), pool=numbered(3), decimals=(18, 18), fee_e18=10**15),
        three_pool((3_000_000, 3_000_000, 3_000_000), pool=numbered(4)),
        composable_stable((2_000_000, 2_000_000), pool=numbered(5)),
        LimitOrder(numbered(6), WETH, USDC, 10**19, 29_990 * 10**6),
        inventory(
            numbered(7),
            WETH,
            USDC,
            mid=Fraction(3000, 10**12),
            held=(10**20, 10**12),
            risk=Fraction(1, 10**21),
        ),
    )
    found = _routed(RouteProblem(markets, WETH, USDC, Side.EXACT_IN, 3 * 10**20, FREE))
    assert {hop.pool for hop in found.hops} >= {numbered(n) for n in (1, 2, 3, 6, 7)}
    assert {hop.pool for hop in found.hops} & {numbered(4), numbered(5)}


def test_when_the_solver_fails_the_best_exact_path_answers_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    def failing(*given: object, **more: object) -> object:
        found = solve(*given, **more)  # type: ignore[arg-type]
        return replace(found, dual=np.nan, status="stalled")

    monkeypatch.setattr(SOLVE, failing)
    problem = RouteProblem(world(1), WETH, USDC, Side.EXACT_IN, 10**21, FREE)
    found, grid = _routed(problem), route(problem, "grid")
    assert isinstance(grid, Route)
    assert found.hops == grid.hops
    assert found.certificate.status.startswith("solver stalled")
    assert found.certificate.dual_bound_units is None


def test_orders_that_cannot_be_filled_end_as_values() -> None:
    dry = ranges(((-60, 60, 10**6),), tick_spacing=60)
    for side in Side:
        refused = route(RouteProblem((dry,), WETH, USDC, side, 10**21, FREE), "convex")
        assert isinstance(refused, NoRoute)
        assert refused.reason is Refusal.INSUFFICIENT_LIQUIDITY
    unjoined = route(RouteProblem((dry,), USDT, DAI, Side.EXACT_IN, 1, FREE), "convex")
    assert isinstance(unjoined, NoRoute)
    assert unjoined.reason is Refusal.NO_PATH


def test_time_is_told_by_the_clock_given() -> None:
    ticks = count(0, 5_000_000)
    problem = RouteProblem((pair(),), WETH, USDC, Side.EXACT_IN, 10**18, FREE)
    for kind in ("single-path", "convex"):
        priced = route(problem, kind, lambda: next(ticks))
        assert isinstance(priced, Route)
        assert priced.certificate.solve_ms == 5.0


def test_a_cheap_split_that_no_grid_has_is_found_and_spends_all() -> None:
    markets = (
        pair({WETH: 10**22, USDC: 3 * 10**13}, pool=numbered(1)),
        pair({WETH: 31 * 10**20, USDC: 93 * 10**11}, pool=numbered(2)),
    )
    problem = RouteProblem(markets, WETH, USDC, Side.EXACT_IN, 10**21 + 3, Fraction(1, 100))
    found, grid = _routed(problem), route(problem, "grid")
    assert isinstance(grid, Route)
    assert found.amount_in == 10**21 + 3
    assert found.amount_out > grid.amount_out


def test_preparing_compiles_what_the_first_order_needs() -> None:
    prepare("convex")
    assert isinstance(route(RouteProblem((pair(),), WETH, USDC, Side.EXACT_IN, 10**18, FREE), "convex"), Route)


def test_the_reference_agrees_with_the_compiled_solver() -> None:
    for side, amount in ((Side.EXACT_IN, 10**20), (Side.EXACT_OUT, 3 * 10**11)):
        problem = RouteProblem(world(2, pools=12), WETH, USDC, side, amount, FREE)
        prepare("reference")
        fast, slow = answered(problem, "convex"), answered(problem, "reference")
        assert isinstance(fast, Answered)
        assert isinstance(slow, Answered)
        assert verify(problem, slow).faults == ()
        assert slow.route.certificate.method == "reference"
        bounds = (fast.route.certificate.dual_bound_units, slow.route.certificate.dual_bound_units)
        assert bounds[0] == pytest.approx(bounds[1], rel=1e-7)
