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
from solver.optimizer.certificate.figures import TIGHT
from solver.optimizer.certificate.forms import MOST
from solver.optimizer.certificate.replay import replayed
from solver.optimizer.certificate.rounding import EPSILON, blurred
from solver.optimizer.orders import BatchProblem, Order
from solver.optimizer.program.families import shapes_of
from solver.optimizer.program.left_out import Reason

_CLOSE, _NEXT = 1e-9, 1e-12


def batch_faults(problem: BatchProblem, found: BatchRoute) -> tuple[str, ...]:
    """One line for everything that does not hold."""
    if len(found.fills) != len(problem.orders):
        return (f"{len(found.fills)} fills of {len(problem.orders)} orders",)
    if found.method is Method.JOINTLY and not _filled(problem, found):
        return ("nothing is filled jointly",)
    return (
        *_fill_faults(problem, found),
        *_hop_faults(problem, found),
        *_price_faults(problem, found),
        *_count_faults(found),
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
    if {token: units for token, units in left.items() if units} != dict(found.left):
        yield f"{left} is left, not {found.left}"
    if len(dict(found.left)) != len(found.left):
        yield f"what is left names a token twice: {found.left}"
    if min(left.values(), default=0) < 0:
        yield f"more is bought than there is: {left}"
    if done.gas != found.gas:
        yield f"{done.gas} gas, not {found.gas}"


def _price_faults(problem: BatchProblem, found: BatchRoute) -> Iterable[str]:
    filled = _filled(problem, found)
    if not all(0 <= price < math.inf for price in found.prices.values()):
        yield f"prices {found.prices} are below zero, or no numbers"
    if not found.uniform:
        return
    if not all(found.prices.get(t, 0.0) > 0 for order, _ in filled for t in (order.sell_token, order.buy_token)):
        yield "a token of a fill has no uniform price"
    if not all(at_prices(fill, order, found.prices) for order, fill in filled):
        yield "some fill is not at the uniform prices"


def _count_faults(found: BatchRoute) -> Iterable[str]:
    """What nothing but the solver can know is at least of its kind."""
    stated = found.certificate
    if min(stated.iterations, stated.solves) < 0 or not 0 <= stated.solve_ms < math.inf:
        yield f"{stated.iterations} iterations, {stated.solves} solves, {stated.solve_ms} ms"
    gap, shortfall = stated.gap, stated.shortfall
    if (gap is not None and not -TIGHT <= gap < math.inf) or (shortfall is not None and not 0 <= shortfall < math.inf):
        yield f"a gap of {gap}, a shortfall of {shortfall}"
    if stated.bound is not None and (gap is None or shortfall is None):
        yield "a bound without a gap or a shortfall"


def _surplus_faults(problem: BatchProblem, found: BatchRoute) -> Iterable[str]:
    for token, value in problem.values.items():
        if token in found.values and found.values[token] != float(value):
            yield f"value of {token} is {found.values[token]}, not {value}"
    parts = [
        found.values.get(order.surplus_token, 0.0) * float(_better(order, fill))
        for order, fill in _filled(problem, found)
    ]
    total = math.fsum(parts)
    gas = found.gas * float(problem.gas_price_units) * found.values.get(problem.gas_token, 0.0)
    close = _CLOSE * math.fsum(map(abs, parts))
    if not abs(total - found.certificate.surplus) <= close:
        yield f"surplus {total}, not {found.certificate.surplus}"
    if not abs(gas - found.certificate.gas) <= _CLOSE * gas:
        yield f"gas costs {gas}, not {found.certificate.gas}"
    rival = found.rival_surplus
    if rival is not None and not total - gas >= rival - close - _CLOSE * (gas + abs(rival)):
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
    malformed = [*_proof_faults(problem, found, proof)]
    if malformed:
        yield from malformed
        return
    bound, open_by = _bound(problem, proof), _opened(problem, proof)
    scale = _CLOSE * max(abs(bound), _worth(problem, proof.values)) + open_by
    if stated.bound is None or not abs(bound - stated.bound) <= scale:
        yield f"bound {stated.bound}; it is {bound}"
    if any(isinstance(found.fills[n], Fill) for n in proof.without):
        yield "an order that the bound leaves out is filled"
    elif stated.surplus > bound + scale + _fees_let_off(problem, found, proof) + _fees_found(problem, found, proof):
        yield f"surplus {stated.surplus} is above its bound {bound}"


def _proof_faults(problem: BatchProblem, found: BatchRoute, proof: BatchProof) -> Iterable[str]:
    """What keeps a bound from following at all."""
    counted = [order for n, order in enumerate(problem.orders) if n not in proof.without]
    if not all(price == 0 or 1 / MOST <= price <= MOST for price in proof.prices.values()):
        yield "the proof's prices are below zero, or absurd"
    if not {token for order in counted for token in (order.sell_token, order.buy_token)} <= proof.prices.keys():
        yield "the proof lacks a price of a token of an order"
    floor = {order.surplus_token: proof.values.get(order.surplus_token, 0.0) for order in counted}
    low = [token for token, value in floor.items() if not proof.prices.get(token, 0.0) >= value * (1 - _CLOSE)]
    if low:
        yield f"the proof's prices of {low} are below value"
    if dict(proof.values) != dict(found.values):
        yield "the proof counts other values"


def _opened(problem: BatchProblem, proof: BatchProof) -> float:
    """What the rounding of prices leaves open: of flat markets, and of orders whose limit is next to the price."""
    legs = [
        _legs(order, order.limit, proof)
        for n, order in enumerate(problem.orders)
        if order.limit is not None and n not in proof.without
    ]
    limits = [EPSILON * max(sold, bought) for sold, bought in legs if sold >= bought * (1 - _NEXT)]
    return blurred(problem.markets, proof.prices) + math.fsum(limits)


def _legs(order: Order, limit: Fraction, proof: BatchProof) -> tuple[float, float]:
    """Worth of what the whole order sells and buys at its limit."""
    sell, buy, rate = proof.prices[order.sell_token], proof.prices[order.buy_token], float(limit)
    sold, bought = (1.0, rate) if order.exact_in else (1 / rate, 1.0)
    return order.amount * sold * sell, order.amount * bought * buy


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
        return
    by_pool = {market.pool: market for market in problem.markets}
    for left in found.left_out:
        if (left.reason is Reason.EMPTY) != (not shapes_of(by_pool[left.pool])):
            yield f"{left.pool} is not left out because of {left.reason}"
