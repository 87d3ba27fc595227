"""What the optimizer makes of one order: amounts, hops, gas and proof, before fees."""

from collections.abc import Callable
from dataclasses import dataclass

from solver.adapters.auctions.cow.auction import AuctionOrder
from solver.adapters.auctions.cow.case import Case
from solver.adapters.auctions.cow.endings import NotFilled, Proven, Unfilled, not_routed
from solver.adapters.auctions.cow.solution import SETTLEMENT_GAS
from solver.domain.route import Certificate, Hop
from solver.optimizer.answer import NoRoute
from solver.optimizer.batch.endings import BatchRoute, Fill
from solver.optimizer.batch.route import route_batch
from solver.optimizer.optimal import optimal
from solver.optimizer.orders import BatchProblem, Order
from solver.optimizer.problem import RouteProblem
from solver.optimizer.route import Kind, answered

HALVINGS = 5
"""How often a router that only knows whole fills halves an order that may be filled in part, as the driver's own."""


_SMALL = 1000


@dataclass(frozen=True, slots=True)
class Filled:
    """sold: without a fee; gas: of the whole settlement."""

    sold: int
    bought: int
    hops: tuple[Hop, ...]
    gas: int
    proven: Proven


Filler = Callable[[int], Filled | NotFilled]
"""A fill of an order that sells at most so much."""


def whole(case: Case, order: AuctionOrder, amount: int, kind: Kind) -> Filled | NotFilled:
    """All of an order: amount of the sell token sold, or of the buy token bought."""
    objective = order.buy_token if order.exact_in else order.sell_token
    pair = (order.sell_token, order.buy_token)
    problem = RouteProblem(case.markets, *pair, order.side, amount, case.gas_price(objective))
    found = optimal(problem, lambda: 0, case.rows) if kind == "convex" else answered(problem, kind)
    if isinstance(found, NoRoute):
        return not_routed(found)
    route = found.route
    bought = route.amount_out if order.exact_in else amount
    return Filled(route.amount_in, bought, route.hops, SETTLEMENT_GAS + route.gas, by_route(route.certificate))


def part(case: Case, order: AuctionOrder, amount: int) -> Filled | NotFilled:
    """As much of an order as is best, up to amount of the token whose amount it names."""
    pair = (order.sell_token, order.buy_token)
    asked = Order(*pair, order.side, amount, order.limit, least=0)
    problem = batch_of(case, (asked,))
    found = route_batch(problem)
    fill = None if isinstance(found, NoRoute) else found.fills[0]
    if isinstance(found, NoRoute) or not isinstance(fill, Fill):
        least = whole(case, order, max(1, amount // _SMALL), "convex")
        return least if isinstance(least, NotFilled) else NotFilled(Unfilled.LIMIT_NOT_MET, "not even a part of it")
    return Filled(fill.sold, fill.bought, found.hops, SETTLEMENT_GAS + found.gas, by_batch(problem, found))


def halved(case: Case, order: AuctionOrder, amount: int, kind: Kind) -> Filled | NotFilled:
    """The largest of a few parts that is within the limit."""
    last = NotFilled(Unfilled.LIMIT_NOT_MET)
    for halving in range(HALVINGS):
        units = amount >> halving
        if not units:
            break
        found = whole(case, order, units, kind)
        if isinstance(found, NotFilled):
            last = found
        elif found.bought * order.sell_amount >= order.buy_amount * found.sold:
            return found
    return last


def batch_of(case: Case, orders: tuple[Order, ...]) -> BatchProblem:
    """Surplus and gas in wei of the native token, as far as worths are known."""
    values = {token: worth for token, worth in case.worth_wei.items() if worth > 0}
    gas_token = next((order.surplus_token for order in orders if order.surplus_token in values), orders[0].sell_token)
    return BatchProblem(case.markets, orders, gas_token, case.gas_price(gas_token), values)


def by_route(certificate: Certificate) -> Proven:
    """What is proven of one order. Below zero a distance is the rounding of floats."""
    distance = certificate.integer_distance_units
    return Proven(
        method=certificate.method,
        status=certificate.status,
        bound=certificate.dual_bound_units,
        primal=certificate.primal_units,
        gap=certificate.gap,
        shortfall=certificate.shortfall,
        gas_bound=certificate.gas_bound,
        integer_distance=None if distance is None else max(0.0, distance),
        iterations=certificate.iterations,
    )


def by_batch(problem: BatchProblem, found: BatchRoute) -> Proven:
    """What is proven of a batch. Its bound leaves gas out, so that less gas could not make it wrong."""
    certificate = found.certificate
    worth = sum(float(order.amount) * found.values.get(order.fixed_token, 0.0) for order in problem.orders)
    missed = None if certificate.bound is None else certificate.bound - certificate.surplus + certificate.gas
    return Proven(
        method=found.method.value,
        status="exact quotes, no bound" if certificate.bound is None else "optimal",
        bound=certificate.bound,
        primal=None,
        gap=certificate.gap,
        shortfall=certificate.shortfall,
        gas_bound=None if missed is None else max(0.0, missed) / max(worth, 1.0),
        integer_distance=None,
        iterations=certificate.iterations,
    )
