"""The same orders routed one after the other, each on the markets as those before have left them."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

from solver.domain.primitives import Address
from solver.domain.route import Hop
from solver.markets.market import Market
from solver.optimizer.answer import NoRoute
from solver.optimizer.batch.carrying_out import Carried, carried_out
from solver.optimizer.batch.endings import Fill, Unfilled
from solver.optimizer.batch.jointly import jointly
from solver.optimizer.batch.reach import flexible
from solver.optimizer.certificate.replay import replayed
from solver.optimizer.optimal import optimal
from solver.optimizer.orders import BatchProblem, Order
from solver.optimizer.problem import RouteProblem
from solver.optimizer.program.rows import rows


@dataclass(frozen=True, slots=True)
class Sequence:
    """fills: by order, or why not."""

    fills: Mapping[int, Fill | Unfilled]
    hops: tuple[Hop, ...]
    gas: int
    left: tuple[tuple[Address, int], ...]


def one_by_one(problem: BatchProblem, values: Mapping[Address, Fraction]) -> Sequence:
    """In the order given; an order that is not filled leaves the markets alone. values: of a unit of each token."""
    found, markets = dict[int, Fill | Unfilled](), problem.markets
    hops, gas, left = list[Hop](), 0, dict[Address, int]()
    for number, order in enumerate(problem.orders):
        done = _alone(replace(problem, markets=markets), number, order, values)
        if isinstance(done, Unfilled):
            found[number] = done
            continue
        found[number] = done.fills[number]
        hops += done.hops
        gas += done.gas
        for token, units in done.left:
            left[token] = left.get(token, 0) + units
        markets = after(markets, done.hops)
    return Sequence(found, tuple(hops), gas, tuple(sorted(left.items())))


def after(markets: tuple[Market, ...], hops: tuple[Hop, ...]) -> tuple[Market, ...]:
    """The markets once these hops are done."""
    by_pool = {market.pool: market for market in markets}
    for hop in hops:
        _, by_pool[hop.pool] = by_pool[hop.pool].swap(hop.token_in, hop.token_out, hop.amount_in)
    return tuple(by_pool.values())


def _alone(problem: BatchProblem, number: int, order: Order, values: Mapping[Address, Fraction]) -> Carried | Unfilled:
    price = problem.gas_price_units * values.get(problem.gas_token, Fraction(0))
    if flexible(order):
        joint = jointly(rows(problem.markets), problem, {number: order}, {})
        done = None if joint is None else carried_out(problem.markets, joint, price)
        return done if isinstance(done, Carried) else Unfilled.BEYOND_ITS_LIMIT
    value = values.get(order.surplus_token)
    gas = price / value if value else Fraction(0)
    pair = (order.sell_token, order.buy_token)
    answered = optimal(
        RouteProblem(problem.markets, *pair, order.side, order.amount, gas, problem.most_hops), lambda: 0
    )
    if isinstance(answered, NoRoute):
        return Unfilled.INSUFFICIENT_LIQUIDITY
    route = answered.route
    bought = route.amount_out if order.exact_in else order.amount
    if not order.accepts(route.amount_in, bought):
        return Unfilled.LIMIT_NOT_MET
    left = dict(replayed(route.hops, problem.markets, {order.sell_token: route.amount_in}).purse)
    left[order.buy_token] -= bought
    over = tuple(sorted((token, units) for token, units in left.items() if units))
    return Carried({number: Fill(route.amount_in, bought)}, route.hops, route.gas, over)
