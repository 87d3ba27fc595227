"""Everything that is said of a batch, computed again from the problem and the answer alone, without any solver.

At prices p, not below the value of any surplus token, no answer to orders j over markets m has more surplus than

    sum_m a_m(p) + sum_j s_j(p),

with a_m the best arbitrage and s_j the most that an order is worth to the rest: amount (p_sell - limit p_buy) of a
sale, amount (p_sell / limit - p_buy) of a buy, where positive; without a limit amount p_sell of a sale, and of a buy
that may spend e what e (p_sell - value_sell) leaves of amount p_buy. Both hold for real numbers and for one trade with
each market: one whose fee is rounded down may pay a unit's worth more, and a pool with a further hop is paid better for
the fee that the hop before left there.
"""

import math
from collections import Counter
from collections.abc import Iterable, Mapping
from fractions import Fraction

from solver.domain.primitives import Address
from solver.markets.limit_order import LimitOrder
from solver.markets.market import Market
from solver.optimizer.batch.endings import BatchProof, BatchRoute, Fill, Method, at_prices
from solver.optimizer.certificate.arbitrage import most_from
from solver.optimizer.certificate.replay import replayed
from solver.optimizer.certificate.rounding import blur
from solver.optimizer.orders import BatchProblem, Order
from solver.optimizer.program.families import shapes_of

_CLOSE = 1e-9


def batch_faults(problem: BatchProblem, found: BatchRoute) -> tuple[str, ...]:
    """One line for everything that does not hold."""
    if len(found.fills) != len(problem.orders):
        return (f"{len(found.fills)} fills of {len(problem.orders)} orders",)
    return (
        *_fill_faults(problem, found),
        *_hop_faults(problem, found),
        *_price_faults(problem, found),
        *_surplus_faults(problem, found),
        *_bound_faults(problem, found),
        *_naming_faults(problem, found),
    )


def _filled(problem: BatchProblem, found: BatchRoute) -> list[tuple[Order, Fill]]:
    pairs = zip(problem.orders, found.fills, strict=True)
    return [(order, fill) for order, fill in pairs if isinstance(fill, Fill)]


def _fill_faults(problem: BatchProblem, found: BatchRoute) -> Iterable[str]:
    for order, fill in _filled(problem, found):
        amount = fill.sold if order.exact_in else fill.bought
        if not max(1, order.at_least) <= amount <= order.amount or not order.accepts(fill.sold, fill.bought):
            yield f"{fill} is beyond the limits of {order}"


def _hop_faults(problem: BatchProblem, found: BatchRoute) -> Iterable[str]:
    purse, due = dict[Address, int](), dict[Address, int]()
    for order, fill in _filled(problem, found):
        purse[order.sell_token] = purse.get(order.sell_token, 0) + fill.sold
        due[order.buy_token] = due.get(order.buy_token, 0) + fill.bought
    done = replayed(found.hops, problem.markets, purse)
    yield from done.faults
    left = {token: done.purse.get(token, 0) - due.get(token, 0) for token in done.purse.keys() | due.keys()}
    if {token: units for token, units in left.items() if units} != dict(found.left) or min(
        left.values(), default=0
    ) < 0:
        yield f"{left} is left, not {found.left}"
    if done.gas != found.gas:
        yield f"{done.gas} gas, not {found.gas}"


def _price_faults(problem: BatchProblem, found: BatchRoute) -> Iterable[str]:
    even = [at_prices(fill, order, found.prices) for order, fill in _filled(problem, found)]
    if found.uniform and not all(even):
        yield "some fill is not at the uniform prices"


def _surplus_faults(problem: BatchProblem, found: BatchRoute) -> Iterable[str]:
    for token, value in problem.values.items():
        if token in found.values and found.values[token] != float(value):
            yield f"value of {token} is {found.values[token]}, not {value}"
    total = math.fsum(
        found.values.get(order.surplus_token, 0.0) * float(_better(order, fill))
        for order, fill in _filled(problem, found)
    )
    gas = found.gas * float(problem.gas_price_units) * found.values.get(problem.gas_token, 0.0)
    scale = _CLOSE * max(1e-300, _worth(problem, found.values))
    if not abs(total - found.certificate.surplus) <= scale or not abs(gas - found.certificate.gas) <= scale:
        yield f"surplus {total} and gas {gas}, not {found.certificate.surplus} and {found.certificate.gas}"
    rival = found.rival_surplus
    if rival is not None and total - gas < rival - scale:
        yield f"net surplus {total - gas} is below {rival}"


def _better(order: Order, fill: Fill) -> Fraction:
    if order.exact_in:
        return fill.bought - (order.limit or Fraction(0)) * fill.sold
    return (fill.bought / order.limit if order.limit is not None else Fraction(0)) - fill.sold


def _worth(problem: BatchProblem, values: Mapping[Address, float]) -> float:
    return math.fsum(values.get(order.fixed_token, 0.0) * order.amount for order in problem.orders)


def _bound_faults(problem: BatchProblem, found: BatchRoute) -> Iterable[str]:
    proof, stated = found.proof, found.certificate
    if proof is None:
        if stated.bound is not None or found.method is Method.JOINTLY:
            yield f"bound {stated.bound} without a proof"
        return
    counted = {order.surplus_token for n, order in enumerate(problem.orders) if n not in proof.without}
    floor = {token: proof.values.get(token, 0.0) for token in counted}
    low = [token for token in counted if not proof.prices.get(token, -1.0) >= floor[token] * (1 - _CLOSE)]
    if (
        low
        or not all(0 <= price < math.inf for price in proof.prices.values())
        or dict(proof.values) != dict(found.values)
    ):
        yield f"prices of {low} are below value, or no prices"
        return
    bound = _bound(problem, proof)
    rounding = math.fsum(blur(market, proof.prices) for market in problem.markets)
    scale = _CLOSE * max(abs(bound), _worth(problem, proof.values)) + rounding
    if stated.bound is None or not abs(bound - stated.bound) <= scale:
        yield f"bound {stated.bound}; it is {bound}"
    if any(isinstance(found.fills[n], Fill) for n in proof.without):
        yield "an order that the bound leaves out is filled"
    elif stated.surplus > bound + scale + _fees_let_off(problem, found, proof) + _fees_found(problem, found, proof):
        yield f"surplus {stated.surplus} is above its bound {bound}"


def _fees_let_off(problem: BatchProblem, found: BatchRoute, proof: BatchProof) -> float:
    """A limit order's fee is rounded down: by less than a unit in for each hop on one that has a fee."""
    charging = {market.pool for market in problem.markets if isinstance(market, LimitOrder) and market.taker_fee}
    return math.fsum(proof.prices.get(hop.token_in, 0.0) for hop in found.hops if hop.pool in charging)


def _fees_found(problem: BatchProblem, found: BatchRoute, proof: BatchProof) -> float:
    """By how much pools with several hops pay more than they would for one trade, at the prices."""
    hops = Counter(hop.pool for hop in found.hops)
    again = [market for market in problem.markets if hops[market.pool] > 1]
    return math.fsum(max(0.0, _paid(market, found, proof) - _earned(market, proof)) for market in again)


def _paid(market: Market, found: BatchRoute, proof: BatchProof) -> float:
    return math.fsum(
        amount * proof.prices.get(token, 0.0)
        for hop in found.hops
        if hop.pool == market.pool
        for token, amount in ((hop.token_in, -hop.amount_in), (hop.token_out, hop.amount_out))
    )


def _earned(market: Market, proof: BatchProof) -> float:
    return math.fsum(most_from(shape, proof.prices) for shape in shapes_of(market))


def _bound(problem: BatchProblem, proof: BatchProof) -> float:
    earned = [_earned(market, proof) for market in problem.markets]
    orders = [
        _order(order, proof, proof.spends.get(n, 0)) for n, order in enumerate(problem.orders) if n not in proof.without
    ]
    return math.fsum([*earned, *orders])


def _order(order: Order, proof: BatchProof, spend: int) -> float:
    sell, buy = proof.prices[order.sell_token], proof.prices[order.buy_token]
    if order.limit is None:
        if order.exact_in:
            return order.amount * sell
        return spend * (sell - proof.values.get(order.sell_token, 0.0)) - order.amount * buy
    limit = float(order.limit)
    return order.amount * max(0.0, sell - limit * buy if order.exact_in else sell / limit - buy)


def _naming_faults(problem: BatchProblem, found: BatchRoute) -> Iterable[str]:
    hopped, named = {hop.pool for hop in found.hops}, [left.pool for left in found.left_out]
    if len(set(named)) != len(named) or hopped & set(named):
        yield "a market is named twice, or used and named"
    if hopped | set(named) != {market.pool for market in problem.markets}:
        yield "some market is neither used nor named, or unknown"
