"""The figures of a certificate, from prices and flows by closed forms."""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from solver.domain.primitives import Address, PoolId
from solver.domain.route import Certificate, Route
from solver.markets.market import Market
from solver.optimizer.answered import Priced, Proof
from solver.optimizer.certificate.after_gas import after_gas
from solver.optimizer.certificate.arbitrage import most_from
from solver.optimizer.certificate.rounding import CLOSE, blur, blurred
from solver.optimizer.certificate.trading_sets import granted
from solver.optimizer.problem import RouteProblem
from solver.optimizer.program.families import shapes_of

_ROUNDING = 1e-12
"""Of a flow: that much more than the market grants may be taken by rounding alone; it is not counted as had."""

TIGHT = 1e-6
"""Of the order's worth: gap and shortfall of what may be called optimal."""

SOMETHING = 1e-10
"""Of the order's worth: gains below it are rounding."""


@dataclass(frozen=True, slots=True)
class Open:
    """How far floats leave figures open, in units of the objective token, each by its own markets and prices.

    primal: markets with flows at the optimum's prices, for the shortfall too; dual: all markets, for the gap too; used:
    those of the hops, for the integer distance; net: all, for the bound with gas
    """

    primal: float
    dual: float
    used: float
    net: float


@dataclass(frozen=True, slots=True)
class Proven:
    """The figures of the certificate as they follow from the proof."""

    primal_units: float
    dual_bound_units: float
    gap: float
    shortfall: float
    integer_distance_units: float
    gas_bound: float
    unit: float
    open_by: Open


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
    score = score_of(problem, route)
    unit = max(abs(value), worth)
    return Proven(
        primal_units=sign * value,
        dual_bound_units=sign * bound,
        gap=(bound - value) / unit,
        shortfall=shortfall,
        integer_distance_units=used_bound - sign * settled(problem, route),
        gas_bound=max(0.0, net_bound - score) / max(abs(score), 1.0),
        unit=unit,
        open_by=opened(problem, route, proof, unit),
    ), faults


def opened(problem: RouteProblem, route: Route, proof: Proof, unit: float) -> Open:
    """unit: of the optimum, its primal or the order's worth, whichever is more."""
    prices, net_prices, used_prices = (dict(priced) for priced in (proof.prices, proof.net_prices, proof.used_prices))
    moved, hopped = {flow.pool for flow in proof.flows}, {hop.pool for hop in route.hops}
    flowing = [market for market in problem.markets if market.pool in moved]
    used = [market for market in problem.markets if market.pool in hopped]
    units = [max(order_worth(problem, listed), settled(problem, route)) for listed in (used_prices, net_prices)]
    return Open(
        primal=CLOSE * unit + blurred(flowing, prices),
        dual=CLOSE * unit + blurred(problem.markets, prices),
        used=CLOSE * units[0] + blurred(used, used_prices),
        net=CLOSE * units[1] + blurred(problem.markets, net_prices),
    )


def measures(problem: RouteProblem, route: Route, figures: Certificate | Proven) -> tuple[float, float, float]:
    """What the optimum, the integer distance and the bound with gas are told by: what is settled, or more if they are.

    In units of the objective token, at least one.
    """
    paid, score = float(max(settled(problem, route), 1)), max(abs(score_of(problem, route)), 1.0)
    beyond = (figures.primal_units, figures.integer_distance_units, score * (figures.gas_bound or 0.0))
    optimum, used, net = (max(paid, abs(figure or 0.0)) for figure in beyond)
    return optimum, used, net


def settled(problem: RouteProblem, route: Route) -> int:
    """What the order gets, or pays for an exact amount, in units of the objective token."""
    return route.amount_out if problem.exact_in else route.amount_in


def score_of(problem: RouteProblem, route: Route) -> float:
    """As RouteProblem.score, but for the rounding of gas."""
    sign = 1 if problem.exact_in else -1
    return sign * settled(problem, route) - route.gas * float(problem.gas_price_units)


def order_worth(problem: RouteProblem, prices: Mapping[Address, float]) -> float:
    """In units of the objective token, at least one: below that nothing can be told apart."""
    return max(prices[ends(problem)[0]] * problem.amount, 1.0)


def ends(problem: RouteProblem) -> tuple[Address, Address]:
    """The token whose amount is given, and the objective token."""
    pair = (problem.sell_token, problem.buy_token)
    return pair if problem.exact_in else pair[::-1]


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
