"""Whatever is changed in a batch's answer is found, and named, though all the rest of it agrees with the change."""

import math
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest

from solver.domain.auction import Side
from solver.domain.primitives import Address
from solver.domain.route import Hop
from solver.optimizer.batch.endings import BatchRoute, Fill, Method, Unfilled
from solver.optimizer.batch.route import route_batch
from solver.optimizer.batch.verify import batch_faults
from solver.optimizer.certificate.replay import replayed
from solver.optimizer.orders import BatchProblem, Order
from solver.optimizer.program.left_out import LeftOut, Reason
from solver.testing.markets import DAI, USDC, WETH, numbered, pair
from solver.testing.worlds import world

ORDERS = (
    Order(WETH, USDC, Side.EXACT_IN, 10**20, Fraction(2900, 10**12), 10**18),
    Order(USDC, WETH, Side.EXACT_IN, 2 * 10**11, Fraction(10**12, 3100)),
    Order(USDC, WETH, Side.EXACT_OUT, 10**18),
    Order(WETH, USDC, Side.EXACT_IN, 10**20, Fraction(3500, 10**12), 0),
)
EMPTY = pair({WETH: 0, USDC: 10**10}, pool=numbered(0x73))

Change = Callable[[BatchRoute], BatchRoute]


@pytest.fixture(scope="module")
def problem() -> BatchProblem:
    return BatchProblem((*world(1, pools=8), EMPTY), ORDERS, WETH, Fraction(10**10), {USDC: Fraction(1, 10**6)})


@pytest.fixture(scope="module")
def honest(problem: BatchProblem) -> BatchRoute:
    found = route_batch(problem)
    assert isinstance(found, BatchRoute)
    assert found.method is Method.JOINTLY
    assert batch_faults(problem, found) == ()
    return found


def _agreeing(problem: BatchProblem, found: BatchRoute) -> BatchRoute:
    """What is left and what surplus it is, as the fills and hops have it; nothing is said of prices or rivals."""
    purse, surplus = dict[Address, int](), Fraction(0)
    due = dict[Address, int]()
    for order, fill in zip(problem.orders, found.fills, strict=True):
        if isinstance(fill, Fill):
            purse[order.sell_token] = purse.get(order.sell_token, 0) + fill.sold
            due[order.buy_token] = due.get(order.buy_token, 0) + fill.bought
            limit = order.limit or Fraction(0)
            better = (
                fill.bought - limit * fill.sold if order.exact_in else (fill.bought / limit if limit else 0) - fill.sold
            )
            surplus += Fraction(found.values[order.surplus_token]) * better
    done = replayed(found.hops, problem.markets, purse).purse
    left = {token: done.get(token, 0) - due.get(token, 0) for token in done.keys() | due.keys()}
    stated = replace(found.certificate, surplus=float(surplus))
    kept = tuple(sorted((token, units) for token, units in left.items() if units))
    return replace(found, left=kept, certificate=stated, uniform=False, rival_surplus=None)


def _certificate(**changes: Any) -> Change:
    return lambda found: replace(found, certificate=replace(found.certificate, **changes))


def _filled(place: int, change: Callable[[Fill], Fill | Unfilled]) -> Change:
    def changed(found: BatchRoute) -> BatchRoute:
        fill = found.fills[place]
        assert isinstance(fill, Fill)
        return replace(found, fills=(*found.fills[:place], change(fill), *found.fills[place + 1 :]))

    return changed


def _proof(**changes: Any) -> Change:
    def changed(found: BatchRoute) -> BatchRoute:
        assert found.proof is not None
        return replace(found, proof=replace(found.proof, **changes))

    return changed


def _proof_price(token: Address, price: float) -> Change:
    return lambda found: _proof(prices={**(found.proof.prices if found.proof else {}), token: price})(found)


def _valued(token: Address, value: float, *, proof: bool = True) -> Change:
    def changed(found: BatchRoute) -> BatchRoute:
        values = {**found.values, token: value}
        return _proof(values=values)(replace(found, values=values)) if proof else replace(found, values=values)

    return changed


def _hop(change: Callable[[Hop], Hop]) -> Change:
    return lambda found: replace(found, hops=(change(found.hops[0]), *found.hops[1:]))


def _renamed(reason: Reason, *, empty: bool) -> Change:
    return lambda found: replace(
        found,
        left_out=tuple(
            LeftOut(one.pool, reason) if (one.pool == EMPTY.pool) == empty else one for one in found.left_out
        ),
    )


AGREEING: dict[str, tuple[Change, str]] = {
    "more sold than the order has": (_filled(0, lambda f: replace(f, sold=10**20 + 1)), "beyond the limits"),
    "less sold than its least": (_filled(0, lambda _: Fill(10**18 - 1, 2900 * 10**6)), "beyond the limits"),
    "less bought than its limit": (_filled(0, lambda f: replace(f, bought=29 * 10**10 - 1)), "beyond the limits"),
    "not all of all or nothing": (_filled(1, lambda f: replace(f, sold=f.sold - 1)), "beyond the limits"),
    "less than an exact amount": (_filled(2, lambda f: replace(f, bought=f.bought - 1)), "beyond the limits"),
    "more than an exact amount": (_filled(2, lambda f: replace(f, bought=f.bought + 1)), "beyond the limits"),
    "nothing sold for nothing": (_filled(1, lambda _: Fill(0, 0)), "beyond the limits"),
    "a fill of nothing where that is no least": (
        lambda found: replace(found, fills=(*found.fills[:3], Fill(0, 0))),
        "beyond the limits",
    ),
    "bought what is not there": (_filled(0, lambda f: replace(f, bought=2 * f.bought)), "more is bought than there is"),
    "a fill left out": (_filled(0, lambda _: Unfilled.LIMIT_NOT_MET), "hop"),
    "a hop's amount in": (_hop(lambda h: replace(h, amount_in=2**200)), "hop 0"),
    "a hop's amount out": (_hop(lambda h: replace(h, amount_out=h.amount_out - 1)), "not as stated"),
    "a named value": (_valued(USDC, 2e-6), f"value of {USDC}"),
}


@pytest.mark.parametrize("name", list(AGREEING))
def test_a_change_with_which_all_else_agrees_is_named(name: str, problem: BatchProblem, honest: BatchRoute) -> None:
    change, words = AGREEING[name]
    faults = batch_faults(problem, _agreeing(problem, change(honest)))
    assert [fault for fault in faults if words in fault], faults


CHANGES: dict[str, tuple[Change, str]] = {
    "a fill less": (lambda found: replace(found, fills=found.fills[1:]), "3 fills of 4"),
    "no fill": (lambda found: replace(found, fills=(Unfilled.LIMIT_NOT_MET,) * 4), "nothing is filled"),
    "gas": (lambda found: replace(found, gas=found.gas - 1), "gas, not"),
    "left": (lambda found: replace(found, left=((WETH, 1),)), "is left, not"),
    "left twice": (lambda found: replace(found, left=(*found.left, (DAI, 1), (DAI, 1))), "names a token twice"),
    "a price": (
        lambda found: replace(found, prices={**found.prices, WETH: found.prices[WETH] * 1.01}),
        "uniform prices",
    ),
    "prices of nothing": (lambda found: replace(found, prices=dict.fromkeys(found.prices, 0.0)), "no uniform price"),
    "a price less": (lambda found: replace(found, prices={USDC: found.prices[USDC]}), "no uniform price"),
    "an infinite price": (lambda found: replace(found, prices={**found.prices, DAI: float("inf")}), "no numbers"),
    "a price below zero": (lambda found: replace(found, prices={**found.prices, DAI: -1.0}), "below zero"),
    "surplus": (lambda found: _certificate(surplus=found.certificate.surplus * 1.0001)(found), "surplus"),
    "surplus that is no number": (_certificate(surplus=float("nan")), "surplus"),
    "cost of gas": (lambda found: _certificate(gas=found.certificate.gas * 0.999)(found), "gas costs"),
    "a rival that was better": (
        lambda found: replace(found, rival_surplus=found.certificate.surplus + 1),
        "net surplus",
    ),
    "a rival that is no number": (lambda found: replace(found, rival_surplus=float("nan")), "net surplus"),
    "iterations": (_certificate(iterations=-1), "iterations"),
    "solves": (_certificate(solves=-1), "solves"),
    "time": (_certificate(solve_ms=float("nan")), "ms"),
    "gap that is no number": (_certificate(gap=float("nan")), "a gap of"),
    "gap below zero": (_certificate(gap=-5.0), "a gap of"),
    "shortfall that is no number": (_certificate(shortfall=float("nan")), "a shortfall of"),
    "shortfall below zero": (_certificate(shortfall=-5.0), "a shortfall of"),
    "no gap": (_certificate(gap=None), "without a gap"),
    "bound": (lambda found: _certificate(bound=found.certificate.surplus + 1)(found), "bound"),
    "no bound": (_certificate(bound=None), "bound None"),
    "no proof": (lambda found: replace(found, proof=None), "without a proof"),
    "a bound of one by one without a proof": (
        lambda found: replace(found, method=Method.ONE_BY_ONE, proof=None),
        "without a proof",
    ),
    "no proof nor bound": (
        lambda found: _certificate(bound=None)(replace(found, proof=None)),
        "bound None without a proof",
    ),
    "prices of the proof": (_proof_price(WETH, 3.1e-15), "bound"),
    "a price of the proof below value": (_proof_price(WETH, 1e-18), "are below value"),
    "an absurd price of the proof": (_proof_price(DAI, 1e300), "absurd"),
    "a price of the proof that is no number": (_proof_price(DAI, float("nan")), "absurd"),
    "a price of the proof less": (_proof(prices={USDC: 1.1e-6}), "lacks a price"),
    "values of the proof": (_proof(values={USDC: 1e-6}), "counts other values"),
    "an order that the bound leaves out": (_proof(without=frozenset({0})), "leaves out is filled"),
    "what may be spent": (_proof(spends={2: 10**12}), "bound"),
    "a market unnamed": (lambda found: replace(found, left_out=found.left_out[1:]), "neither used nor named"),
    "a market from nowhere": (
        lambda found: replace(found, left_out=(*found.left_out, LeftOut(numbered(0xBAD), Reason.DUST))),
        "or unknown",
    ),
    "a market named twice": (
        lambda found: replace(found, left_out=(*found.left_out, found.left_out[0])),
        "named twice",
    ),
    "a market used and named": (
        lambda found: replace(found, left_out=(*found.left_out, LeftOut(found.hops[0].pool, Reason.DUST))),
        "used and named",
    ),
    "markets called empty": (_renamed(Reason.EMPTY, empty=False), "because of empty"),
    "an empty market called dust": (_renamed(Reason.DUST, empty=True), "because of dust"),
}


@pytest.mark.parametrize("name", list(CHANGES))
def test_a_change_is_named(name: str, problem: BatchProblem, honest: BatchRoute) -> None:
    change, words = CHANGES[name]
    faults = batch_faults(problem, change(honest))
    assert [fault for fault in faults if words in fault], faults


def test_a_surplus_above_its_bound_is_found_though_the_bound_is_right(
    problem: BatchProblem, honest: BatchRoute
) -> None:
    """Fills that take what nobody has paid for."""
    gift = _agreeing(problem, _filled(0, lambda f: replace(f, bought=2 * f.bought))(honest))
    assert [fault for fault in batch_faults(problem, gift) if "is above its bound" in fault]


def test_a_surplus_is_told_by_what_is_bought_not_by_what_is_sold() -> None:
    """What is sold is worth next to nothing: of the surplus, only the last digit is off."""
    order = Order(WETH, USDC, Side.EXACT_IN, 10**20, Fraction(1, 10**30))
    values = {WETH: Fraction(1, 10**30), USDC: Fraction(1)}
    problem = BatchProblem(world(1, pools=8), (order,), WETH, Fraction(0), values)
    found = route_batch(problem)
    assert isinstance(found, BatchRoute)
    surplus = found.certificate.surplus
    for last in (0.0, math.inf):
        assert batch_faults(problem, _certificate(surplus=math.nextafter(surplus, last))(found)) == ()
    assert batch_faults(problem, _certificate(surplus=surplus * (1 + 1e-8))(found))


@pytest.mark.parametrize("power", [30, 60, 75])
def test_the_bound_of_an_order_beyond_all_money_is_told_as_well_as_floats_can(power: int) -> None:
    order = Order(WETH, USDC, Side.EXACT_IN, 10**power, Fraction(2950, 10**12), 0)
    problem = BatchProblem(world(1, pools=8), (order, ORDERS[1]), WETH, Fraction(0))
    found = route_batch(problem)
    assert isinstance(found, BatchRoute)
    assert batch_faults(problem, found) == ()


def test_what_is_taken_from_a_trader_at_prices_of_nothing_is_found(problem: BatchProblem, honest: BatchRoute) -> None:
    taken = _agreeing(problem, _filled(0, lambda f: replace(f, bought=f.bought * 98 // 100))(honest))
    assert batch_faults(problem, taken) == ()
    for prices in (honest.prices, dict.fromkeys(honest.prices, 0.0)):
        assert batch_faults(problem, replace(taken, uniform=True, prices=prices))
