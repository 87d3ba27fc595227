"""Whether every market that no hop is on is named with a reason that is true."""

import math
from collections.abc import Iterable, Mapping

from solver.domain.primitives import Address
from solver.markets.market import Market
from solver.markets.shapes import Curve, Levels, Piece, Product, Shape, Stable
from solver.optimizer.answered import Answered
from solver.optimizer.certificate.figures import CLOSE, SOMETHING, earned, ends, least_gas
from solver.optimizer.certificate.trading_sets import pays
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
    worth = prices[ends(problem)[0]] * problem.amount
    known = sum(token in prices for token in market.tokens)
    if left.reason is Reason.UNREACHABLE or known < 2:  # noqa: PLR2004 (a trade has two sides)
        return left.reason is Reason.UNREACHABLE and known < 2  # noqa: PLR2004
    flow = next((dict(flow.net) for flow in answered.proof.flows if flow.pool == market.pool), {})
    gain = earned(market, prices, flow)
    gas = float(least_gas(market) * problem.gas_price_units)
    match left.reason:
        case Reason.DUST:
            return min(_payable(shape, prices) for shape in shapes) < _DUST * worth
        case Reason.PRICE_INSANE:
            return max(_distortion(shape, prices) for shape in shapes) > _SANE and gain <= CLOSE * worth
        case Reason.NO_GAIN:
            return gain <= 2 * SOMETHING * worth
        case Reason.COSTS_MORE_GAS:
            return SOMETHING / 2 * worth < gain <= gas + CLOSE * worth
        case _:
            return gain >= gas - CLOSE * worth and gain > SOMETHING / 2 * worth


def _payable(shape: Shape, prices: Mapping[Address, float]) -> float:
    """Worth of all it could ever pay."""
    match shape:
        case Product(tokens, reserves):
            return max(prices.get(token, 0.0) * reserve for token, reserve in zip(tokens, reserves, strict=True))
        case Curve(_, token_out, pieces):
            return prices.get(token_out, 0.0) * math.fsum(_whole(piece) for piece in pieces)
        case Levels(token_in, token_out, sizes):
            return prices.get(token_out, 0.0) * pays((shape,), token_in, token_out, math.fsum(sizes))
        case _:
            return math.fsum(prices.get(token, 0.0) * b for token, b in zip(shape.tokens, shape.balances, strict=True))


def _whole(piece: Piece) -> float:
    kept = piece.keep * piece.capacity
    return piece.reserve_out * (kept / (piece.reserve_in + kept) if math.isfinite(kept) else 1.0)


def _distortion(shape: Shape, prices: Mapping[Address, float]) -> float:
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
