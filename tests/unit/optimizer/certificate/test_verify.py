"""Whatever is changed in an answer, verification names it."""

import random
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest

from solver.domain.auction import Side
from solver.domain.route import Certificate, Family, Hop
from solver.markets.limit_order import LimitOrder
from solver.optimizer.answered import Answered, Flow, Proof
from solver.optimizer.optimal import optimal
from solver.optimizer.problem import RouteProblem
from solver.optimizer.program.left_out import LeftOut, Reason
from solver.optimizer.verify import Claim, verify
from solver.testing.markets import DAI, USDC, WETH, composable_stable, numbered, pair, weighted
from solver.testing.worlds import world

GAS = Fraction(30)


def _problem(side: Side = Side.EXACT_IN, gas: Fraction = GAS, seed: int = 1) -> RouteProblem:
    amount, price = (10**20, gas) if side is Side.EXACT_IN else (3 * 10**11, gas * 10**12 / 3000)
    others = (
        composable_stable(pool=numbered(0x71)),
        weighted({WETH: 10**21, DAI: 3 * 10**24}, (50, 50), pool=numbered(0x72), decimals=(18, 18)),
        pair({WETH: 0, USDC: 10**10}, pool=numbered(0x73)),
        pair({WETH: 10**9, USDC: 3}, pool=numbered(0x74)),
        _worthless(),
        pair({numbered(0xEE): 10**20, numbered(0xEF): 10**12}, pool=numbered(0x76)),
    )
    return RouteProblem((*world(seed, pools=16), *others), WETH, USDC, side, amount, price)


def _worthless() -> LimitOrder:
    """Sells USDC at a price for WETH far below any other."""
    return LimitOrder(numbered(0x75), WETH, USDC, 10**32, 10**11)


def _answered(problem: RouteProblem) -> Answered:
    found = optimal(problem, lambda: 0)
    assert isinstance(found, Answered)
    return found


@pytest.fixture(scope="module")
def problem() -> RouteProblem:
    return _problem()


@pytest.fixture(scope="module")
def honest(problem: RouteProblem) -> Answered:
    return _answered(problem)


@pytest.mark.parametrize("side", list(Side))
@pytest.mark.parametrize("gas", [Fraction(0), GAS])
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_an_honest_answer_holds_and_is_tight(side: Side, gas: Fraction, seed: int) -> None:
    problem = _problem(side, gas, seed)
    answered = _answered(problem)
    checked = verify(problem, answered)
    assert checked.faults == ()
    assert checked.proven is not None
    assert abs(checked.proven.gap) < 1e-10
    assert checked.proven.shortfall < 1e-10
    assert checked.proven.gas_bound < 1e-3
    assert {left.reason for left in answered.left_out} >= {
        Reason.EMPTY,
        Reason.DUST,
        Reason.PRICE_INSANE,
        Reason.UNREACHABLE,
    }


def _certificate(**changes: Any) -> Callable[[Answered], Answered]:
    return lambda a: replace(a, route=replace(a.route, certificate=replace(a.route.certificate, **changes)))


def _route(**changes: Any) -> Callable[[Answered], Answered]:
    return lambda a: replace(a, route=replace(a.route, **changes))


def _first_hop(change: Callable[[Hop], Hop]) -> Callable[[Answered], Answered]:
    return lambda a: replace(a, route=replace(a.route, hops=(change(a.route.hops[0]), *a.route.hops[1:])))


def _proof(change: Callable[[Proof], Proof]) -> Callable[[Answered], Answered]:
    def changed(answered: Answered) -> Answered:
        assert answered.proof is not None
        return replace(answered, proof=change(answered.proof))

    return changed


def _scaled(flow: Flow, gets: float) -> Flow:
    return Flow(flow.pool, tuple((token, amount * gets if amount > 0 else amount) for token, amount in flow.net))


def _largest(proof: Proof, change: Callable[[Flow], Flow]) -> Proof:
    place = max(range(len(proof.flows)), key=lambda n: max(abs(a) for t, a in proof.flows[n].net if t == WETH or a < 0))
    return replace(proof, flows=(*proof.flows[:place], change(proof.flows[place]), *proof.flows[place + 1 :]))


CHANGES: dict[str, tuple[Callable[[Answered], Answered], set[Claim]]] = {
    "side": (_route(side=Side.EXACT_OUT), {Claim.ORDER}),
    "sell token": (_route(sell_token=DAI), {Claim.ORDER}),
    "buy token": (_route(buy_token=DAI), {Claim.ORDER}),
    "amount in": (lambda a: _route(amount_in=a.route.amount_in + 1)(a), {Claim.AMOUNTS}),
    "amount out": (lambda a: _route(amount_out=a.route.amount_out + 1)(a), {Claim.AMOUNTS}),
    "gas": (lambda a: _route(gas=a.route.gas - 1)(a), {Claim.GAS}),
    "gas cost": (lambda a: _route(gas_cost_units=a.route.gas_cost_units - 1)(a), {Claim.GAS}),
    "a hop less": (lambda a: _route(hops=a.route.hops[1:])(a), {Claim.AMOUNTS}),
    "hops backwards": (lambda a: _route(hops=a.route.hops[::-1])(a), {Claim.HOPS}),
    "a hop twice": (lambda a: _route(hops=(*a.route.hops, a.route.hops[0]))(a), {Claim.HOPS}),
    "family": (_first_hop(lambda h: replace(h, family=Family.BOOK)), {Claim.HOPS}),
    "pool": (_first_hop(lambda h: replace(h, pool=numbered(0xBAD))), {Claim.HOPS}),
    "token in": (_first_hop(lambda h: replace(h, token_in=numbered(0xBAD))), {Claim.HOPS}),
    "token out": (_first_hop(lambda h: replace(h, token_out=numbered(0xBAD))), {Claim.HOPS}),
    "hop's amount in": (_first_hop(lambda h: replace(h, amount_in=h.amount_in + 10**15)), {Claim.HOPS}),
    "hop's amount out": (_first_hop(lambda h: replace(h, amount_out=h.amount_out + 1)), {Claim.HOPS}),
    "hop's param": (_first_hop(lambda h: replace(h, param=h.param + 1)), {Claim.HOPS}),
    "primal": (lambda a: _bent(a, "primal_units", 1 + 1e-8), {Claim.PRIMAL}),
    "dual bound": (lambda a: _bent(a, "dual_bound_units", 1 - 1e-8), {Claim.DUAL}),
    "gap": (_certificate(gap=1e-8), {Claim.GAP}),
    "shortfall": (_certificate(shortfall=1e-8), {Claim.SHORTFALL}),
    "integer distance": (_certificate(integer_distance_units=-5000.0), {Claim.INTEGER_DISTANCE}),
    "gas bound": (lambda a: _bent(a, "gas_bound", 0.5), {Claim.GAS_BOUND}),
    "no gap": (_certificate(gap=None), {Claim.GAP}),
    "gap that is no number": (_certificate(gap=float("nan")), {Claim.GAP}),
    "iterations": (_certificate(iterations=-1), {Claim.COUNTS}),
    "milliseconds": (_certificate(solve_ms=float("nan")), {Claim.COUNTS}),
    "a price": (_proof(lambda p: replace(p, prices=_moved(p.prices, 1.01))), {Claim.DUAL}),
    "a net price": (_proof(lambda p: replace(p, net_prices=_moved(p.net_prices, 1.01))), {Claim.GAS_BOUND}),
    "a used price": (_proof(lambda p: replace(p, used_prices=_moved(p.used_prices, 1.01))), {Claim.INTEGER_DISTANCE}),
    "a price below zero": (_proof(lambda p: replace(p, prices=_moved(p.prices, -1.0))), {Claim.PRICES}),
    "another unit": (_proof(lambda p: replace(p, prices=tuple((t, 2 * v) for t, v in p.prices))), {Claim.PRICES}),
    "a price less": (_proof(lambda p: replace(p, prices=tuple(x for x in p.prices if x[0] != WETH))), {Claim.PRICES}),
    "a flow too good": (_proof(lambda p: _largest(p, lambda f: _scaled(f, 1.001))), {Claim.FLOWS}),
    "a flow less": (_proof(lambda p: replace(p, flows=p.flows[1:])), {Claim.PRIMAL}),
    "a flow of nowhere": (_proof(lambda p: _largest(p, lambda f: replace(f, pool=numbered(0xBAD)))), {Claim.FLOWS}),
    "a flow twice": (_proof(lambda p: replace(p, flows=(*p.flows, p.flows[0]))), {Claim.FLOWS}),
    "no proof": (
        lambda a: replace(a, proof=None),
        {Claim.PRIMAL, Claim.DUAL, Claim.GAP, Claim.SHORTFALL, Claim.INTEGER_DISTANCE, Claim.GAS_BOUND, Claim.STATUS},
    ),
    "a market unnamed": (lambda a: replace(a, left_out=a.left_out[1:]), {Claim.LEFT_OUT}),
    "a market named twice": (lambda a: replace(a, left_out=(*a.left_out, a.left_out[0])), {Claim.LEFT_OUT}),
    "a used market named": (
        lambda a: replace(a, left_out=(*a.left_out, LeftOut(a.route.hops[0].pool, Reason.NO_GAIN))),
        {Claim.LEFT_OUT},
    ),
}


def _bent(answered: Answered, field: str, factor: float) -> Answered:
    return _certificate(**{field: getattr(answered.route.certificate, field) * factor})(answered)


def _moved(prices: tuple[tuple[Any, float], ...], factor: float) -> tuple[tuple[Any, float], ...]:
    return tuple((token, price * factor if token == WETH else price) for token, price in prices)


@pytest.mark.parametrize("name", list(CHANGES))
def test_a_change_is_found_and_named(name: str, problem: RouteProblem, honest: Answered) -> None:
    change, claims = CHANGES[name]
    faults = verify(problem, change(honest)).faults
    assert claims <= {fault.claim for fault in faults}


def test_every_reason_but_the_right_one_is_found(problem: RouteProblem, honest: Answered) -> None:
    for place, left in enumerate(honest.left_out):
        for reason in set(Reason) - {left.reason}:
            changed = (*honest.left_out[:place], LeftOut(left.pool, reason), *honest.left_out[place + 1 :])
            found = {fault.claim for fault in verify(problem, replace(honest, left_out=changed)).faults}
            # A pool may be both worth next to nothing and absurdly priced: either is true of it.
            both = {left.reason, reason} <= {Reason.DUST, Reason.PRICE_INSANE, Reason.NO_GAIN}
            assert Claim.LEFT_OUT in found or both, (left, reason)


def test_every_figure_of_a_certificate_is_covered(honest: Answered) -> None:
    figures = {field for field in Certificate.__dataclass_fields__ if field not in ("method", "status")}
    assert figures == {
        "primal_units",
        "dual_bound_units",
        "gap",
        "shortfall",
        "integer_distance_units",
        "iterations",
        "solve_ms",
        "gas_bound",
    }
    assert None not in [getattr(honest.route.certificate, field) for field in figures]


def test_random_small_lies_about_hops_are_found(problem: RouteProblem, honest: Answered) -> None:
    chance = random.Random(3)
    for _ in range(50):
        place = chance.randrange(len(honest.route.hops))
        field, by = chance.choice(["amount_in", "amount_out"]), chance.choice([-1, 1]) * 10 ** chance.randrange(3)
        hop = honest.route.hops[place]
        lie = replace(hop, **{field: getattr(hop, field) + by})
        changed = _route(hops=(*honest.route.hops[:place], lie, *honest.route.hops[place + 1 :]))(honest)
        assert not verify(problem, changed).holds
