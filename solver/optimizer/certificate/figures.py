"""The figures of a certificate, from prices and flows by closed forms."""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from solver.domain.primitives import Address, PoolId
from solver.domain.route import Route
from solver.markets.market import Market
from solver.markets.shapes import Product
from solver.optimizer.answered import Priced, Proof
from solver.optimizer.certificate.after_gas import after_gas
from solver.optimizer.certificate.arbitrage import most_from
from solver.optimizer.certificate.payable import payable
from solver.optimizer.certificate.trading_sets import granted
from solver.optimizer.problem import RouteProblem
from solver.optimizer.program.families import shapes_of

CLOSE = 1e-9
"""Of the order's worth: two computations of one figure differ by less."""

_ROUNDING = 1e-12
"""Of a flow: that much more than the market grants may be taken by rounding alone; it is not counted as had."""

_EPSILON = 1e-15

SOMETHING = 1e-10
"""Of the order's worth: gains below it are rounding."""


@dataclass(frozen=True, slots=True)
class Proven:
    """The figures of the certificate as they follow from the proof.

    rounding: what floats cannot tell of them, in units of the objective token: a flat market that is ever so deep earns
    its depth times the rounding of a price
    """

    primal_units: float
    dual_bound_units: float
    gap: float
    shortfall: float
    integer_distance_units: float
    gas_bound: float
    rounding: float


def prove(problem: RouteProblem, route: Route, proof: Proof) -> tuple[Proven, tuple[str, ...]]:
    """The certificate's figures, and flows that their market does not grant."""
    sign, prices = (1 if problem.exact_in else -1), dict(proof.prices)
    worth = order_worth(problem, prices)
    value, shortfall, faults = _primal(problem, proof, prices, worth)
    believed = {flow.pool: dict(flow.net) for flow in proof.flows}
    bound = _bound(problem, problem.markets, proof.prices, believed, 0.0)
    net_bound = _bound(problem, problem.markets, proof.net_prices, believed, float(problem.gas_price_units))
    pools = {hop.pool for hop in route.hops}
    used = [market for market in problem.markets if market.pool in pools]
    used_bound = _bound(problem, used, proof.used_prices, believed, 0.0)
    delivered = sign * (route.amount_out if problem.exact_in else route.amount_in)
    score = delivered - route.gas * float(problem.gas_price_units)
    return Proven(
        primal_units=sign * value,
        dual_bound_units=sign * bound,
        gap=(bound - value) / max(abs(value), worth),
        shortfall=shortfall,
        integer_distance_units=used_bound - delivered,
        gas_bound=max(0.0, net_bound - score) / max(abs(score), 1.0),
        rounding=max(_blur(problem, priced) for priced in (proof.prices, proof.net_prices, proof.used_prices)),
    ), faults


def order_worth(problem: RouteProblem, prices: Mapping[Address, float]) -> float:
    """In units of the objective token, at least one: below that nothing can be told apart."""
    return max(prices[ends(problem)[0]] * problem.amount, 1.0)


def ends(problem: RouteProblem) -> tuple[Address, Address]:
    """The token whose amount is given, and the objective token."""
    pair = (problem.sell_token, problem.buy_token)
    return pair if problem.exact_in else pair[::-1]


def _blur(problem: RouteProblem, priced: Priced) -> float:
    return math.fsum(blur(market, dict(priced)) for market in problem.markets)


def blur(market: Market, prices: Mapping[Address, float]) -> float:
    """What rounding of prices makes of a market however deep it is; its square, where the market is a squared hinge."""
    parts = ((_EPSILON**2 if isinstance(s, Product) else _EPSILON) * payable(s, prices) for s in shapes_of(market))
    return math.fsum(parts)


def _primal(
    problem: RouteProblem, proof: Proof, prices: Mapping[Address, float], worth: float
) -> tuple[float, float, tuple[str, ...]]:
    """What the granted flows are worth, the worst token missing by the order's worth, and flows that are too good."""
    fixed, objective = ends(problem)
    by_pool = {market.pool: market for market in problem.markets}
    held = {token: [0.0] for token in prices}
    held[fixed].append(problem.amount if problem.exact_in else -problem.amount)
    faults, overdrawn = list[str](), list[tuple[PoolId, float]]()
    for flow in proof.flows:
        share = granted(shapes_of(by_pool[flow.pool]), dict(flow.net))
        taken = sum(amount * prices.get(token, 0.0) for token, amount in flow.net if amount > 0)
        overdrawn.append((flow.pool, (1 - share - _ROUNDING) * taken - blur(by_pool[flow.pool], prices)))
        for token, amount in flow.net:
            if token not in held:
                faults.append(f"{flow.pool} moves {token}, which has no price")
            else:
                held[token].append(share * amount if amount > 0 else amount)
    left = {token: math.fsum(amounts) for token, amounts in held.items()}
    much = CLOSE * max(worth, abs(left[objective]))
    faults += [f"{pool} does not grant {excess} of what is taken" for pool, excess in overdrawn if excess > much]
    missing = [max(0.0, -amount) * prices[token] for token, amount in left.items() if token != objective]
    return (
        left[objective] - math.fsum(missing),
        max(missing, default=0.0) / max(worth, abs(left[objective])),
        tuple(faults),
    )


def _bound(
    problem: RouteProblem,
    markets: Iterable[Market],
    priced: Priced,
    believed: Mapping[PoolId, Mapping[Address, float]],
    gas_price_units: float,
) -> float:
    prices = dict(priced)
    fixed, _ = ends(problem)
    net = [after_gas(market, prices, believed.get(market.pool, {}), gas_price_units) for market in markets]
    return math.fsum([(1 if problem.exact_in else -1) * prices[fixed] * problem.amount, *net])


def earned(market: Market, prices: Mapping[Address, float], believed: Mapping[Address, float]) -> float:
    """Most that one market earns at these prices; believed: the trader's net in a trade that may be the best one."""
    return math.fsum(most_from(shape, prices, believed) for shape in shapes_of(market))
