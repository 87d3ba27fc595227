"""Whatever is changed in a batch's answer is found."""

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest

from solver.domain.auction import Side
from solver.optimizer.batch.endings import BatchRoute, Fill, Method, Unfilled
from solver.optimizer.batch.route import route_batch
from solver.optimizer.batch.verify import batch_faults
from solver.optimizer.orders import BatchProblem, Order
from solver.optimizer.program.left_out import LeftOut, Reason
from solver.testing.markets import USDC, WETH, numbered
from solver.testing.worlds import world

ORDERS = (
    Order(WETH, USDC, Side.EXACT_IN, 10**20, Fraction(2900, 10**12), 0),
    Order(USDC, WETH, Side.EXACT_IN, 2 * 10**11, Fraction(10**12, 3100)),
    Order(USDC, WETH, Side.EXACT_OUT, 10**18),
    Order(WETH, USDC, Side.EXACT_IN, 10**20, Fraction(3500, 10**12), 0),
)


@pytest.fixture(scope="module")
def problem() -> BatchProblem:
    return BatchProblem(world(1, pools=8), ORDERS, WETH, Fraction(10**10), {USDC: Fraction(1, 10**6)})


@pytest.fixture(scope="module")
def honest(problem: BatchProblem) -> BatchRoute:
    found = route_batch(problem)
    assert isinstance(found, BatchRoute)
    assert found.method is Method.JOINTLY
    assert batch_faults(problem, found) == ()
    return found


def _certificate(**changes: Any) -> Callable[[BatchRoute], BatchRoute]:
    return lambda found: replace(found, certificate=replace(found.certificate, **changes))


def _fill(place: int, sold: int, bought: int) -> Callable[[BatchRoute], BatchRoute]:
    def changed(found: BatchRoute) -> BatchRoute:
        fill = found.fills[place]
        assert isinstance(fill, Fill)
        other = Fill(fill.sold + sold, fill.bought + bought)
        return replace(found, fills=(*found.fills[:place], other, *found.fills[place + 1 :]))

    return changed


def _proof(**changes: Any) -> Callable[[BatchRoute], BatchRoute]:
    def changed(found: BatchRoute) -> BatchRoute:
        assert found.proof is not None
        return replace(found, proof=replace(found.proof, **changes))

    return changed


CHANGES: dict[str, Callable[[BatchRoute], BatchRoute]] = {
    "sold": _fill(0, 1, 0),
    "bought": _fill(0, 0, 1),
    "bought for an exact amount": _fill(2, 0, -1),
    "a fill that is none": lambda found: replace(found, fills=(Unfilled.LIMIT_NOT_MET, *found.fills[1:])),
    "a fill less": lambda found: replace(found, fills=found.fills[1:]),
    "a hop less": lambda found: replace(found, hops=found.hops[1:]),
    "hops backwards": lambda found: replace(found, hops=(*found.hops[1:], replace(found.hops[0], amount_in=2**200))),
    "gas": lambda found: replace(found, gas=found.gas - 1),
    "left": lambda found: replace(found, left=((WETH, 1),)),
    "a price": lambda found: replace(found, uniform=True, prices={**found.prices, WETH: found.prices[WETH] * 1.01}),
    "a named value": lambda found: replace(found, values={**found.values, USDC: 2e-6}),
    "another value": lambda found: replace(found, values={**found.values, WETH: found.values[WETH] * 2}),
    "surplus": lambda found: _certificate(surplus=found.certificate.surplus + 1)(found),
    "cost of gas": lambda found: _certificate(gas=found.certificate.gas - 1)(found),
    "a rival that was better": lambda found: replace(found, rival_surplus=found.certificate.surplus + 1),
    "bound": lambda found: _certificate(bound=found.certificate.surplus + 1)(found),
    "no bound": _certificate(bound=None),
    "no proof": lambda found: replace(found, proof=None),
    "prices of the proof": _proof(prices={WETH: 3e-15, USDC: 1e-6}),
    "prices below value": _proof(prices={WETH: 1e-18, USDC: 1e-6}),
    "an order that the bound leaves out": _proof(without=frozenset({0})),
    "what may be spent": _proof(spends={2: 10**12}),
    "a market unnamed": lambda found: replace(found, left_out=found.left_out[1:]),
    "a market from nowhere": lambda found: replace(
        found, left_out=(*found.left_out, LeftOut(numbered(0xBAD), Reason.DUST))
    ),
}


@pytest.mark.parametrize("name", list(CHANGES))
def test_a_change_is_found(name: str, problem: BatchProblem, honest: BatchRoute) -> None:
    assert batch_faults(problem, CHANGES[name](honest))
