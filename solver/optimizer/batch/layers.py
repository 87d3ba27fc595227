"""Orders beyond all liquidity apart from the others: a batch of their own, on what the others leave of the markets."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from fractions import Fraction

from solver.domain.primitives import Address
from solver.optimizer.answer import NoRoute
from solver.optimizer.batch.endings import BatchCertificate, BatchProof, BatchRoute, Fill, Method, Unfilled, at_prices
from solver.optimizer.batch.one_by_one import after
from solver.optimizer.batch.reach import Reach
from solver.optimizer.batch.statement import Numbered, token_prices
from solver.optimizer.certificate.arbitrage import most_from
from solver.optimizer.orders import BatchProblem, Order
from solver.optimizer.program.families import shapes_of
from solver.optimizer.program.rows import Rows

Numbers = Sequence[int]
"""Of orders, in the batch."""


def beyond_reach(made: Rows, problem: BatchProblem) -> tuple[int, ...]:
    """The orders that the markets could by far not fill."""
    orders = dict(enumerate(problem.orders))
    reach = _reach(made, orders)
    return tuple(n for n, order in orders.items() if reach.beyond(order))


def fillable_worths(made: Rows, orders: Numbered) -> dict[int, float]:
    """Worth of as much of each order as anything could fill, on one scale; 0 of those beyond all liquidity.

    Orders are to be ranked by that, not by the amounts they name.
    """
    reach = _reach(made, orders)
    found = {n: reach.legs(order) for n, order in orders.items()}
    return {n: 0.0 if reach.beyond(orders[n]) else max(legs.sold, legs.bought) for n, legs in found.items()}


def _reach(made: Rows, orders: Numbered) -> Reach:
    priced, prices = token_prices(made, orders)
    return Reach.of(made, priced.place, prices)


def parted(problem: BatchProblem, far: Numbers) -> tuple[BatchProblem, BatchProblem]:
    """The other orders, and these."""
    near, rest = (tuple(problem.orders[n] for n in some) for some in (_others(problem, far), far))
    return replace(problem, orders=near), replace(problem, orders=rest)


def following(rest: BatchProblem, first: BatchRoute, values: Mapping[Address, Fraction]) -> BatchProblem:
    """On the markets as the first batch leaves them, counted on its scale."""
    return replace(rest, markets=after(rest.markets, first.hops), values=dict(values) | dict(rest.values))


def alongside(problem: BatchProblem, far: Numbers, first: BatchRoute, second: BatchRoute | NoRoute) -> BatchRoute:
    """Both as one answer to the problem; `far` are the orders of the second.

    They are not filled where they trade tokens of the first at other prices: one price a token is worth more to all.
    """
    near = _others(problem, far)
    joining = _joining(first, second, [problem.orders[n] for n in far])
    fills = dict[int, Fill | Unfilled](zip(near, first.fills, strict=True))
    none = [Unfilled.INSUFFICIENT_LIQUIDITY] * len(far)
    fills |= zip(far, none if joining is None else joining.fills, strict=True)
    proof = _numbered(first.proof, near, len(problem.orders))
    done = replace(first, fills=tuple(fills[n] for n in range(len(problem.orders))), proof=proof)
    if joining is None:
        return done
    return _joined(problem, done, replace(joining, proof=_numbered(joining.proof, far, len(problem.orders))))


def _joining(first: BatchRoute, second: BatchRoute | NoRoute, far: Sequence[Order]) -> BatchRoute | None:
    if isinstance(second, NoRoute):
        return None
    prices = dict(second.prices) | dict(first.prices)
    pairs = zip(second.fills, far, strict=True)
    even = all(at_prices(fill, order, prices) for fill, order in pairs if isinstance(fill, Fill))
    return second if even else None


def _joined(problem: BatchProblem, one: BatchRoute, other: BatchRoute) -> BatchRoute:
    """The one with the hops of the other after its own; a bound is proven of both at the prices of both."""
    hopped = {hop.pool for hop in (*one.hops, *other.hops)}
    rivals, proof = (one.rival_surplus, other.rival_surplus), _both(problem, one, other)
    return replace(
        one,
        hops=one.hops + other.hops,
        gas=one.gas + other.gas,
        prices=dict(other.prices) | dict(one.prices),
        uniform=one.uniform,
        method=Method.ONE_BY_ONE if proof is None else Method.JOINTLY,
        left=_left(one, other),
        left_out=tuple(out for out in one.left_out if out.pool not in hopped),
        rival_surplus=None if None in rivals else math.fsum(rival for rival in rivals if rival is not None),
        values=dict(other.values) | dict(one.values),
        proof=proof,
        certificate=_certificate(one.certificate, other.certificate, None if proof is None else _bound(problem, proof)),
    )


def _left(one: BatchRoute, other: BatchRoute) -> tuple[tuple[Address, int], ...]:
    total = dict(one.left)
    for token, units in other.left:
        total[token] = total.get(token, 0) + units
    return tuple(sorted(total.items()))


def _certificate(one: BatchCertificate, other: BatchCertificate, bound: float | None) -> BatchCertificate:
    return BatchCertificate(
        bound=bound,
        surplus=one.surplus + other.surplus,
        gas=one.gas + other.gas,
        gap=_larger(one.gap, other.gap),
        shortfall=_larger(one.shortfall, other.shortfall),
        iterations=one.iterations + other.iterations,
        solves=one.solves + other.solves,
        solve_ms=max(one.solve_ms, other.solve_ms),
    )


def _larger(one: float | None, other: float | None) -> float | None:
    return None if one is None or other is None else max(one, other)


def _numbered(proof: BatchProof | None, numbers: Numbers, orders: int) -> BatchProof | None:
    """Of some orders' proof, where these are in the whole; it leaves all others out."""
    if proof is None:
        return None
    counted = {number for n, number in enumerate(numbers) if n not in proof.without}
    spends = {numbers[n]: units for n, units in proof.spends.items()}
    return replace(proof, spends=spends, without=frozenset(range(orders)) - counted)


def _both(problem: BatchProblem, one: BatchRoute, other: BatchRoute) -> BatchProof | None:
    """Any prices not below the values of surplus tokens prove a bound."""
    if one.proof is None or other.proof is None:
        return None
    values = dict(other.values) | dict(one.values)
    without = one.proof.without & other.proof.without
    prices = dict(other.proof.prices) | dict(one.proof.prices)
    for number, order in enumerate(problem.orders):
        if number not in without:
            token = order.surplus_token
            prices[token] = max(prices[token], values.get(token, 0.0))
    return BatchProof(prices, values, dict(one.proof.spends) | dict(other.proof.spends), without)


def _bound(problem: BatchProblem, proof: BatchProof) -> float:
    """The dual at these prices, as `verify` states it."""
    earned = [most_from(shape, proof.prices) for market in problem.markets for shape in shapes_of(market)]
    orders = [_worth(order, n, proof) for n, order in enumerate(problem.orders) if n not in proof.without]
    return math.fsum([*earned, *orders])


def _worth(order: Order, number: int, proof: BatchProof) -> float:
    """The most that an order is worth to the rest."""
    sell, buy = proof.prices[order.sell_token], proof.prices[order.buy_token]
    if order.limit is not None:
        limit = float(order.limit)
        return order.amount * max(0.0, sell - limit * buy if order.exact_in else sell / limit - buy)
    if order.exact_in:
        return order.amount * sell
    return proof.spends.get(number, 0) * (sell - proof.values.get(order.sell_token, 0.0)) - order.amount * buy


def _others(problem: BatchProblem, far: Numbers) -> tuple[int, ...]:
    return tuple(n for n in range(len(problem.orders)) if n not in far)
