"""Whether every market that no hop is on is named with a reason that is true."""

import math
from collections.abc import Iterable, Mapping

from solver.domain.primitives import Address
from solver.markets.market import Market
from solver.markets.shapes import Curve, Levels, Product, Shape, Stable
from solver.optimizer.answered import Answered
from solver.optimizer.certificate.after_gas import least_gas
from solver.optimizer.certificate.figures import SOMETHING, earned, order_worth
from solver.optimizer.certificate.payable import payable
from solver.optimizer.certificate.rounding import CLOSE, blur
from solver.optimizer.problem import RouteProblem
from solver.optimizer.program.families import shapes_of
from solver.optimizer.program.left_out import LeftOut, Reason

_DUST, _SANE = 1e-7, 1e7
"""Two decades wider than the program's own limits, which are drawn at other prices."""


def omission_faults(problem: RouteProblem, answered: Answered) -> Iterable[str]:
    """One line for each fault."""
    hopped, named = {hop.pool for hop in answered.route.hops}, [left.pool for left in answered.left_out]
    by_pool = {market.pool: market for market in problem.markets}
    if len(set(named)) != len(named) or hopped & set(named):
        yield "a market is named twice, or used and named"
    if hopped | set(named) != by_pool.keys():
        yield "some market is neither used nor named, or unknown"
        return
    for left in answered.left_out:
        if not _true(problem, answered, by_pool[left.pool], left):
            yield f"{left.pool} is not left out because of {left.reason}"


def _true(problem: RouteProblem, answered: Answered, market: Market, left: LeftOut) -> bool:
    shapes = shapes_of(market)
    if left.reason is Reason.EMPTY or not shapes:
        return left.reason is Reason.EMPTY and not shapes
    if answered.proof is None:
        return True
    prices = dict(answered.proof.prices)
    worth = order_worth(problem, prices)
    known = max(sum(token in prices for token in traded(shape)) for shape in shapes)
    if left.reason is Reason.UNREACHABLE or known < 2:  # noqa: PLR2004 (a trade has two sides)
        return left.reason is Reason.UNREACHABLE and known < 2  # noqa: PLR2004
    flow = next((dict(flow.net) for flow in answered.proof.flows if flow.pool == market.pool), {})
    gain = earned(market, prices, flow)
    gas = float(least_gas(market) * problem.gas_price_units)
    blurred = blur(market, prices)
    close = CLOSE * worth + blurred
    some, none = SOMETHING / 2 * worth - blurred, 2 * SOMETHING * worth + blurred
    match left.reason:
        case Reason.DUST:
            return min(payable(shape, prices) for shape in shapes) < _DUST * worth
        case Reason.PRICE_INSANE:
            return max(distortion(shape, prices) for shape in shapes) > _SANE and gain <= close
        case Reason.NO_GAIN:
            return gain <= none
        case Reason.COSTS_MORE_GAS:
            return some < gain <= gas + close
        case _:
            return gain >= gas - close and gain > some


def traded(shape: Shape) -> tuple[Address, ...]:
    """Its tokens: of a market that has run out of one, fewer than the market's."""
    match shape:
        case Curve(token_in, token_out) | Levels(token_in, token_out):
            return (token_in, token_out)
        case _:
            return shape.tokens


def distortion(shape: Shape, prices: Mapping[Address, float]) -> float:
    """How many times its first price is off."""
    match shape:
        case Product(tokens, reserves):
            worth = [prices.get(token, 0.0) * reserve for token, reserve in zip(tokens, reserves, strict=True)]
        case Curve(token_in, token_out, pieces):
            worth = [
                prices.get(token_in, 0.0) * pieces[0].reserve_in,
                prices.get(token_out, 0.0) * pieces[0].reserve_out,
            ]
        case Levels(token_in, token_out, _, levels):
            worth = [prices.get(token_in, 0.0), prices.get(token_out, 0.0) * levels[0]]
        case Stable():
            rows = zip(shape.tokens, shape.balances, shape.shares, strict=True)
            worth = [prices[token] * b / (1 + share) for token, b, share in rows if token in prices]
        case _:
            slots = zip(shape.tokens, shape.balances, shape.weights, strict=True)
            worth = [prices[token] * b / weight for token, b, weight in slots if token in prices]
    return max(worth) / min(worth) if min(worth) > 0 else math.inf
