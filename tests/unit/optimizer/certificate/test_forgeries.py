"""Answers made up to look right: what is said of them is found, whatever prices and markets they bring along."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest

from solver.domain.auction import Side
from solver.domain.primitives import Address, PoolId
from solver.domain.route import Certificate, Hop, Route
from solver.markets.limit_order import LimitOrder
from solver.markets.market import Market
from solver.optimizer.answered import Answered, Flow, Priced, Proof
from solver.optimizer.certificate.statuses import GRID, NO_PROGRAM, QUOTES_ALONE, nothing_told
from solver.optimizer.optimal import optimal
from solver.optimizer.problem import RouteProblem
from solver.optimizer.program.left_out import LeftOut, Reason
from solver.optimizer.verify import Claim, verify
from solver.testing.markets import DAI, USDC, WETH, numbered, pair
from solver.testing.worlds import world

SCAM = numbered(0xEE)
WORLD = (*world(1, pools=16), pair({SCAM: 10**20, DAI: 10**12}, pool=numbered(0x76)))
POOLS: dict[PoolId, Market] = {
    pool.pool: pool
    for pool in (
        pair({WETH: 10**22, USDC: 3 * 10**13}, pool=numbered(1)),
        pair({WETH: 10**22, DAI: 3 * 10**25}, pool=numbered(2)),
        pair({DAI: 3 * 10**25, USDC: 3 * 10**13}, pool=numbered(3)),
    )
}


def _solved(side: Side, *others: Market) -> tuple[RouteProblem, Answered]:
    amount = 10**20 if side is Side.EXACT_IN else 3 * 10**11
    problem = RouteProblem((*WORLD, *others), WETH, USDC, side, amount, Fraction(30))
    found = optimal(problem, lambda: 0)
    assert isinstance(found, Answered)
    assert verify(problem, found).faults == ()
    return problem, found


@pytest.fixture(scope="module")
def solved() -> tuple[RouteProblem, Answered]:
    return _solved(Side.EXACT_IN)


def _proof(answered: Answered) -> Proof:
    assert answered.proof is not None
    return answered.proof


def _proven(**changes: Callable[[Any], Any]) -> Callable[[Answered], Answered]:
    def changed(answered: Answered) -> Answered:
        proof = _proof(answered)
        new = {field: change(getattr(proof, field)) for field, change in changes.items()}
        return replace(answered, proof=replace(proof, **new))

    return changed


def _stated(**changes: Any) -> Callable[[Answered], Answered]:
    return lambda a: replace(a, route=replace(a.route, certificate=replace(a.route.certificate, **changes)))


def _without(token: Address) -> Callable[[Priced], Priced]:
    return lambda priced: tuple(one for one in priced if one[0] != token)


def _at(token: Address, price: float) -> Callable[[Priced], Priced]:
    return lambda priced: tuple((name, price if name == token else value) for name, value in priced)


def _moving(amount: float, token: Address | None = None) -> Callable[[tuple[Flow, ...]], tuple[Flow, ...]]:
    def changed(flows: tuple[Flow, ...]) -> tuple[Flow, ...]:
        (sold, _), *rest = flows[0].net
        return (Flow(flows[0].pool, ((token or sold, amount), *rest)), *flows[1:])

    return changed


FORGED: dict[str, tuple[Callable[[Answered], Answered], Claim, str]] = {
    "a token no hop trades, at any price": (
        _proven(used_prices=lambda p: (*p, (SCAM, 1e50))),
        Claim.PRICES,
        "used prices are of other tokens",
    ),
    "used prices lack a token": (_proven(used_prices=lambda p: p[1:]), Claim.PRICES, "used prices"),
    "a token twice": (_proven(prices=lambda p: (*p, p[0])), Claim.PRICES, "name a token twice"),
    "a foreign token": (_proven(prices=lambda p: (*p, (numbered(0xBAD), 1.0))), Claim.PRICES, "the markets'"),
    "no price of the order's token": (
        _proven(prices=_without(WETH), net_prices=_without(WETH)),
        Claim.PRICES,
        "net prices are of other tokens than the order's",
    ),
    "net prices of fewer tokens": (_proven(net_prices=_without(DAI)), Claim.PRICES, "net prices are of other tokens"),
    "other units": (_proven(prices=_at(USDC, 2.0)), Claim.PRICES, "are not in units of"),
    "a price beyond all floats": (_proven(prices=_at(WETH, 1e308)), Claim.PRICES, "absurd"),
    "a price that is infinite": (_proven(used_prices=_at(WETH, float("inf"))), Claim.PRICES, "absurd"),
    "a price next to nothing": (_proven(net_prices=_at(WETH, 1e-320)), Claim.PRICES, "absurd"),
    "a price that is no number": (_proven(net_prices=_at(WETH, float("nan"))), Claim.PRICES, "absurd"),
    "a flow beyond all floats": (_proven(flows=_moving(1.7e308)), Claim.FLOWS, "moves"),
    "a flow that is no number": (_proven(flows=_moving(float("nan"))), Claim.FLOWS, "moves"),
    "a flow of a foreign token": (_proven(flows=_moving(-1.0, numbered(0xBAD))), Claim.FLOWS, "other tokens"),
    "a flow with a token twice": (
        _proven(flows=lambda f: (replace(f[0], net=(*f[0].net, f[0].net[0])), *f[1:])),
        Claim.FLOWS,
        "named twice",
    ),
    "a flow twice": (_proven(flows=lambda f: (*f, f[0])), Claim.FLOWS, "named twice"),
    "a flow of no market": (
        _proven(flows=lambda f: (replace(f[0], pool=numbered(0xBAD)), *f[1:])),
        Claim.FLOWS,
        "is no market",
    ),
    "a status nobody knows": (_stated(status="divine"), Claim.STATUS, "divine"),
    "a method nobody knows": (_stated(method="oracle"), Claim.METHOD, "oracle"),
    "a method without a proof": (_stated(method=GRID, status=QUOTES_ALONE), Claim.STATUS, QUOTES_ALONE),
    "proven and yet unproven": (_stated(status=nothing_told("optimal")), Claim.STATUS, "rounding"),
    "optimal at other prices": (_proven(prices=lambda p: _at(WETH, 1.01 * dict(p)[WETH])(p)), Claim.STATUS, "optimal"),
    "optimal with less flows": (_proven(flows=lambda f: f[1:]), Claim.STATUS, "optimal"),
}


@pytest.mark.parametrize("name", list(FORGED))
def test_a_forged_proof_is_named(name: str, solved: tuple[RouteProblem, Answered]) -> None:
    change, claim, words = FORGED[name]
    problem, honest = solved
    faults = verify(problem, change(honest)).faults
    assert [fault for fault in faults if fault.claim == claim and words in fault.detail], faults


def test_prices_of_hops_that_are_in_no_list_of_the_optimum_are_named(solved: tuple[RouteProblem, Answered]) -> None:
    problem, honest = solved
    middle = next(h.token_out for h in honest.route.hops if h.token_out != USDC)
    lacking = _proven(prices=_without(middle), net_prices=_without(middle), used_prices=_without(middle))(honest)
    assert "prices lack a token of a hop" in [fault.detail for fault in verify(problem, lacking).faults]


@pytest.mark.parametrize("price", [Fraction(3), Fraction(2000), Fraction(29881145, 10**4), Fraction(3000)])
def test_a_strangers_order_ever_so_large_hides_no_lie(price: Fraction) -> None:
    """Anybody may offer all there is, at any price: figures are right, or there are none."""
    problem, honest = _solved(
        Side.EXACT_IN, LimitOrder(numbered(0x75), WETH, USDC, 2**127, int(2**127 * price / 10**12))
    )
    assert honest.proof is not None or price > 2900
    half = honest.route.amount_out / 2
    lies: dict[Claim, dict[str, float]] = {
        Claim.PRIMAL: {"primal_units": 5.0},
        Claim.DUAL: {"dual_bound_units": half},
        Claim.GAP: {"gap": 0.01},
        Claim.SHORTFALL: {"shortfall": 0.01},
        Claim.INTEGER_DISTANCE: {"integer_distance_units": -1e6},
        Claim.GAS_BOUND: {"gas_bound": 0.1},
    }
    for claim, lie in lies.items():
        assert claim in {fault.claim for fault in verify(problem, _stated(**lie)(honest)).faults}


def test_figures_that_rounding_leaves_open_are_no_figures() -> None:
    """At these prices the order pays a little; how little of 2^127 units no float can tell."""
    problem, honest = _solved(Side.EXACT_IN, LimitOrder(numbered(0x75), WETH, USDC, 2**127, 2**127 * 2000 // 10**12))
    dear = _proven(prices=_at(WETH, 2000 / 10**12), net_prices=_at(WETH, 2000 / 10**12))(honest)
    found = {fault.claim: fault.detail for fault in verify(problem, dear).faults}
    assert "rounding leaves open" in found[Claim.DUAL]
    assert "rounding leaves open" in found[Claim.GAP]
    assert "rounding leaves open" in found[Claim.GAS_BOUND]
    assert Claim.INTEGER_DISTANCE not in found


@pytest.mark.parametrize("side", list(Side))
def test_other_amounts_than_the_order_names_are_found(side: Side) -> None:
    problem, honest = _solved(side)
    asked = replace(problem, amount=problem.amount + (-1 if problem.exact_in else 10**6))
    faults = [fault.detail for fault in verify(asked, honest).faults if fault.claim == Claim.AMOUNTS]
    verb = "spends" if side is Side.EXACT_IN else "delivers"
    assert [detail for detail in faults if detail.startswith(verb)]


def _made(problem: RouteProblem, amount_in: int, *steps: tuple[int, Address, Address, int]) -> Answered:
    """An answer of these hops, each with what its market pays."""
    states, hops, gas = dict(POOLS), list[Hop](), 0
    for number, token_in, token_out, amount in steps:
        market = states[numbered(number)]
        gas += market.gas(token_in, token_out, amount)
        paid, states[market.pool] = market.swap(token_in, token_out, amount)
        param = market.hop_param(token_in, token_out)
        hops.append(Hop(market.family, market.pool, token_in, token_out, amount, paid, param))
    out = sum(hop.amount_out for hop in hops if hop.token_out == problem.buy_token)
    words = Certificate(GRID, QUOTES_ALONE, None, None, None, None, None, 0, 0.0)
    pair = (problem.sell_token, problem.buy_token)
    route = Route(problem.side, *pair, amount_in, out, tuple(hops), gas, problem.gas_cost_units(gas), words)
    unused = POOLS.keys() - {hop.pool for hop in hops}
    return Answered(route, None, tuple(LeftOut(pool, Reason.BETTER_WITHOUT) for pool in unused))


def _claims(problem: RouteProblem, answered: Answered) -> Mapping[Claim, str]:
    return {fault.claim: fault.detail for fault in verify(problem, answered).faults}


def _order(side: Side, amount: int) -> RouteProblem:
    return RouteProblem(tuple(POOLS.values()), WETH, USDC, side, amount, Fraction(0))


def test_what_is_sold_and_not_spent_is_found_though_a_hop_brings_some_back() -> None:
    problem = _order(Side.EXACT_IN, 10**20)
    there = POOLS[numbered(2)].quote_in(WETH, DAI, 10**10)
    round_trip = ((2, WETH, DAI, 10**10), (2, DAI, WETH, there))
    idle = _claims(problem, _made(problem, 10**20, *round_trip, (1, WETH, USDC, 10**12)))
    assert idle.keys() == {Claim.LEFT_OVER}
    assert WETH in idle[Claim.LEFT_OVER]
    back = POOLS[numbered(2)].swap(WETH, DAI, 10**10)[1].quote_in(DAI, WETH, there)
    spent = _made(problem, 10**20, *round_trip, (1, WETH, USDC, 10**20 - 10**10 + back))
    assert _claims(problem, spent) == {}


def test_what_is_sold_and_never_touched_is_found() -> None:
    problem = _order(Side.EXACT_IN, 10**20)
    assert Claim.AMOUNTS in _claims(problem, _made(problem, 10**20, (1, WETH, USDC, 10**20 - 1)))


def test_what_is_stranded_midway_is_found() -> None:
    problem = _order(Side.EXACT_IN, 10**20)
    bought = POOLS[numbered(2)].quote_in(WETH, DAI, 10**20)
    assert _claims(problem, _made(problem, 10**20, (2, WETH, DAI, 10**20), (3, DAI, USDC, 10**15))).keys() == {
        Claim.LEFT_OVER
    }
    assert _claims(problem, _made(problem, 10**20, (2, WETH, DAI, 10**20), (3, DAI, USDC, bought))) == {}
    rounding = bought - 10**11  # a tenth of what a unit of USDC costs
    assert _claims(problem, _made(problem, 10**20, (2, WETH, DAI, 10**20), (3, DAI, USDC, rounding))) == {}


def test_what_rounding_leaves_is_less_than_a_unit_in_and_a_unit_out_of_each_hop() -> None:
    """Units of USDC are coarse: what one costs in DAI, and no more, finds no use."""
    small, unit = 10**14, 10**12
    problem = _order(Side.EXACT_IN, small)
    bought = POOLS[numbered(2)].quote_in(WETH, DAI, small)
    for kept, claims in ((unit, set[Claim]()), (3 * unit, {Claim.LEFT_OVER})):
        made = _made(problem, small, (2, WETH, DAI, small), (3, DAI, USDC, bought - kept))
        assert _claims(problem, made).keys() == claims


def test_an_exact_amount_sells_no_more_than_its_hops_spend() -> None:
    problem = _order(Side.EXACT_OUT, 10**6)
    there = POOLS[numbered(2)].quote_in(WETH, DAI, 10**10)
    hops = ((2, WETH, DAI, 10**10), (2, DAI, WETH, there), (1, WETH, USDC, 10**15))
    assert Claim.LEFT_OVER in _claims(problem, _made(problem, 10**21, *hops))


def test_a_hop_that_pays_nothing_is_none() -> None:
    problem = _order(Side.EXACT_IN, 10**20)
    assert Claim.HOPS in _claims(problem, _made(problem, 10**20, (2, WETH, DAI, 10**20 - 1), (1, WETH, USDC, 1)))


def test_an_unproven_answer_says_why_in_words_of_its_method() -> None:
    problem = _order(Side.EXACT_IN, 10**20)
    plain = _made(problem, 10**20, (1, WETH, USDC, 10**20))
    assert _claims(problem, plain) == {}
    assert _claims(problem, _stated(method="convex", status=NO_PROGRAM)(plain)) == {}
    assert _claims(problem, _stated(method="convex", status=nothing_told("stalled"))(plain)) == {}
    assert _claims(problem, _stated(method="convex", status="optimal")(plain)).keys() == {Claim.STATUS}
    assert _claims(problem, _stated(status=NO_PROGRAM)(plain)).keys() == {Claim.STATUS}
    named = replace(plain, left_out=tuple(LeftOut(left.pool, Reason.EMPTY) for left in plain.left_out))
    assert _claims(problem, named).keys() == {Claim.LEFT_OUT}
