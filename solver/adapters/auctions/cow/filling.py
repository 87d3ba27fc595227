"""What the optimizer makes of one order: amounts, hops, gas and proof, before fees."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

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
from solver.optimizer.problem import MOST_PRICE, RouteProblem
from solver.optimizer.route import Kind, answered

HALVINGS = 5
"""How often a router that only knows whole fills halves an order that may be filled in part, as the driver's own."""


_SETTLED = 1e-6
"""Of an order's worth: surplus that may be missing."""


@dataclass(frozen=True, slots=True)
class Filled:
    """sold: without a fee; gas: of the whole settlement."""

    sold: int
    bought: int
    hops: tuple[Hop, ...]
    gas: int
    proven: Proven


def whole(case: Case, order: AuctionOrder, amount: int, kind: Kind, rate: Fraction | None = None) -> Filled | NotFilled:
    """All of an order: amount of the sell token sold, or of the buy token bought.

    rate: units bought for a unit sold, where a fee in the sell token comes out of what is sold: then gas costs the
    trader what the fee would have bought, whatever reference prices say.
    """
    objective = order.buy_token if order.exact_in else order.sell_token
    gas_price = case.gas_price(objective) if rate is None else case.gas_price(order.sell_token) * rate
    ends = order.sell_token, order.buy_token, order.side
    problem = RouteProblem(case.markets, *ends, amount, min(MOST_PRICE, gas_price))
    found = optimal(problem, lambda: 0, case.rows) if kind == "convex" else answered(problem, kind)
    if isinstance(found, NoRoute):
        return not_routed(found)
    route = found.route
    bought = route.amount_out if order.exact_in else amount
    return Filled(route.amount_in, bought, route.hops, SETTLEMENT_GAS + route.gas, by_route(route.certificate))


def part(
    case: Case, order: AuctionOrder, amount: int, rate: Fraction | None, expired: Callable[[], bool]
) -> Filled | NotFilled:
    """As much of an order as is best, up to amount of the token whose amount it names.

    The program of one order with its limit knows how much that is. Where free money among the markets keeps its answer
    from being carried out, a few sizes are tried instead, until time is over.
    """
    found, settled = _by_limit(case, order, amount)
    sizes = [] if found is None else [found.sold if order.exact_in else found.bought]
    sizes += [] if settled else [amount >> halving for halving in range(HALVINGS)]
    tried, missed = list[Filled | NotFilled](), NotFilled(Unfilled.LIMIT_NOT_MET)
    for size in filter(None, dict.fromkeys(sizes)):
        if expired():
            missed = NotFilled(Unfilled.OUT_OF_TIME)
            break
        tried.append(whole(case, order, size, "convex", rate))
    fills = [one for one in (found, *tried) if isinstance(one, Filled) and _within_limit(order, one)]
    if not fills:
        whys = [one for one in tried if isinstance(one, NotFilled)]
        return whys[0] if whys and missed.reason is not Unfilled.OUT_OF_TIME else missed
    gas_price = case.gas_price(order.buy_token if order.exact_in else order.sell_token)
    return max(fills, key=lambda one: _surplus(order, one) - one.gas * gas_price)


def _by_limit(case: Case, order: AuctionOrder, amount: int) -> tuple[Filled | None, bool]:
    """The fill, and whether nothing but its gas keeps it from what nobody exceeds."""
    asked = Order(order.sell_token, order.buy_token, order.side, amount, order.limit, least=0)
    problem = batch_of(case, (asked,))
    found = route_batch(problem)
    if isinstance(found, NoRoute) or not isinstance(fill := found.fills[0], Fill):
        return None, False
    certificate = found.certificate
    missing = math.inf if certificate.bound is None else certificate.bound - certificate.surplus
    filled = Filled(
        fill.sold, fill.bought, found.hops, SETTLEMENT_GAS + found.gas, by_batch(problem, found, certificate.surplus)
    )
    return filled, missing <= _SETTLED * _worth(problem, found)


def _within_limit(order: AuctionOrder, filled: Filled) -> bool:
    return filled.bought * order.sell_amount >= order.buy_amount * filled.sold


def _surplus(order: AuctionOrder, filled: Filled) -> Fraction:
    """Beyond the limit, in the token in which a better price shows."""
    if order.exact_in:
        return filled.bought - Fraction(order.buy_amount * filled.sold, order.sell_amount)
    return Fraction(order.sell_amount * filled.bought, order.buy_amount) - filled.sold


def halved(
    case: Case,
    order: AuctionOrder,
    amount: int,
    kind: Kind,
    rate: Fraction | None,
    *,
    expired: Callable[[], bool],
) -> Filled | NotFilled:
    """The largest of a few parts that is within the limit, of those that there is time for."""
    last = NotFilled(Unfilled.LIMIT_NOT_MET)
    for halving in range(HALVINGS):
        units = amount >> halving
        if not units:
            break
        if halving and expired():
            return NotFilled(Unfilled.OUT_OF_TIME)
        found = whole(case, order, units, kind, rate)
        if isinstance(found, NotFilled):
            last = found
        elif _within_limit(order, found):
            return found
    return last


def batch_of(case: Case, orders: tuple[Order, ...]) -> BatchProblem:
    """Surplus and gas in wei of the native token, as far as worths are known."""
    values = {token: worth for token, worth in case.worth_wei.items() if 1 / MOST_PRICE <= worth <= MOST_PRICE}
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


def by_batch(problem: BatchProblem, found: BatchRoute, settled: float) -> Proven:
    """What is proven of the trades of a batch. Its bound leaves gas out, so that less gas could not make it wrong.

    settled: the surplus of these trades, as the certificate counts it; what they fall short of its fills, at one price
    a token, widens the gap.
    """
    certificate, worth = found.certificate, _worth(problem, found)
    missed = None if certificate.bound is None else certificate.bound - settled + certificate.gas
    given_up = max(0.0, certificate.surplus - settled) / worth
    return Proven(
        method=found.method.value,
        status="exact quotes, no bound" if certificate.bound is None else "optimal",
        bound=certificate.bound,
        primal=settled,
        gap=None if certificate.gap is None else certificate.gap + given_up,
        shortfall=certificate.shortfall,
        gas_bound=None if missed is None else max(0.0, missed) / worth,
        integer_distance=None,
        iterations=certificate.iterations,
    )


def _worth(problem: BatchProblem, found: BatchRoute) -> float:
    """Of all that is asked, in wei, at least one."""
    known = (float(order.amount) * found.values.get(order.fixed_token, 0.0) for order in problem.orders)
    return max(1.0, math.fsum(known))
