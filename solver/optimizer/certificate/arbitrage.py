"""What the best trade with one market earns at given prices: never less than that, whatever rounding does.

A token without a price is not traded. Each formula is the Lagrange dual of its trading set, so it bounds every trade.
"""

import math
from collections.abc import Mapping, Sequence
from itertools import takewhile
from typing import assert_never

from solver.domain.primitives import Address
from solver.markets.shapes import Curve, Levels, Piece, Product, Shape, Stable, Weighted
from solver.markets.stable_swap.arbitrage import Coin, most_earned

Prices = Mapping[Address, float]
"""Worth of one unit of each token."""


def most_from(shape: Shape, prices: Prices, believed: Mapping[Address, float] | None = None) -> float:
    """In the unit of the prices. believed: what the trader gets of each token in a trade that may be the best one."""
    match shape:
        case Product(tokens, reserves, keep):
            return max(
                _hyperbola(prices, tokens, reserves, keep), _hyperbola(prices, tokens[::-1], reserves[::-1], keep)
            )
        case Curve():
            return math.fsum(stretches(shape, prices))
        case Levels(token_in, token_out, sizes, levels):
            if token_in not in prices or token_out not in prices:
                return 0.0
            gains = (prices[token_out] * level - prices[token_in] for level in levels)
            return math.fsum(size * max(0.0, gain) for size, gain in zip(sizes, gains, strict=True))
        case Weighted():
            return _weighted(shape, prices)
        case Stable():
            return _stable(shape, prices, believed or {})
        case _:
            assert_never(shape)


def stretches(curve: Curve, prices: Prices) -> list[float]:
    """The best arbitrage of each piece of a curve on its own, outwards, up to the first that has none."""
    if curve.token_in not in prices or curve.token_out not in prices:
        return []
    found = (_piece(piece, prices[curve.token_in], prices[curve.token_out]) for piece in curve.pieces)
    return list(takewhile(lambda gain: gain > 0, found))


def _hyperbola(prices: Prices, way: tuple[Address, ...], reserves: tuple[float, ...], keep: float) -> float:
    if way[0] not in prices or way[1] not in prices:
        return 0.0
    return max(0.0, math.sqrt(reserves[1] * prices[way[1]]) - math.sqrt(reserves[0] * prices[way[0]] / keep)) ** 2


def _piece(piece: Piece, cost: float, gain: float) -> float:
    """The best of an input between nothing and all that the piece takes."""
    keep, reserve_in, reserve_out = piece.keep, piece.reserve_in, piece.reserve_out
    if gain <= 0 or reserve_out * keep * gain <= cost * reserve_in:
        return 0.0
    best = math.sqrt(reserve_in * reserve_out * keep * gain / cost) if cost > 0 else math.inf
    if (best - reserve_in) / keep < piece.capacity:
        return (math.sqrt(reserve_out * gain) - math.sqrt(reserve_in * cost / keep)) ** 2
    kept = keep * piece.capacity
    return gain * (reserve_out * kept / (reserve_in + kept)) - cost * piece.capacity


Slot = tuple[float, float, float]
"""Price, balance and weight of one token of a weighted pool."""


def _weighted(shape: Weighted, prices: Prices) -> float:
    rows = zip(shape.tokens, shape.balances, shape.weights, strict=True)
    return most_from_weighted(
        [(prices[token], balance, weight) for token, balance, weight in rows if token in prices], shape.keep
    )


def most_from_weighted(slots: Sequence[Slot], keep: float) -> float:
    """The multiplier is where a piecewise linear function is zero: sort its thresholds.

    With x_i the balance after a trade and m the multiplier of sum w_i log(x_i / B_i) >= 0, the price of a token taken
    is m w_i / x_i and that of a token added keep m w_i / x_i. So a token is taken while m < p_i B_i / w_i, added once
    m > p_i B_i / (w_i keep), and the constraint is piecewise linear in log m.
    """
    if len(slots) < 2 or max(price for price, _, _ in slots) <= 0:  # noqa: PLR2004 (a trade has two sides)
        return 0.0
    if min(price for price, _, _ in slots) <= 0:
        return math.fsum(price * balance for price, balance, _ in slots)
    taken = [(math.log(price * balance / weight), weight) for price, balance, weight in slots]
    fee = -math.log(keep)
    if max(log for log, _ in taken) <= min(log for log, _ in taken) + fee:
        return 0.0
    return _lagrangian(slots, taken, keep, fee, _zero(taken, fee))


def _zero(taken: list[tuple[float, float]], fee: float) -> float:
    """Where sum w min(0, l - a) + sum w max(0, l - a - fee) is zero, over the thresholds a."""
    here = [
        (math.fsum(w * (min(0.0, at - a) + max(0.0, at - a - fee)) for a, w in taken), at)
        for at in sorted([a for a, _ in taken] + [a + fee for a, _ in taken])
    ]
    below = max((row for row in here if row[0] <= 0), key=lambda row: row[1])
    above = min((row for row in here if row[0] >= 0), key=lambda row: row[1])
    if above[0] == below[0]:
        return below[1]
    return below[1] + (above[1] - below[1]) * -below[0] / (above[0] - below[0])


def _lagrangian(
    slots: Sequence[Slot], taken: list[tuple[float, float]], keep: float, fee: float, log_m: float
) -> float:
    """Least upper bound at this multiplier: what is earned, and m times the constraint."""
    total = []
    for (price, balance, weight), (threshold, _) in zip(slots, taken, strict=True):
        out, into = log_m - threshold, log_m - threshold - fee
        if out < 0:
            total += [-price * balance * math.expm1(out), math.exp(log_m) * weight * out]
        elif into > 0:
            total += [-price * balance / keep * math.expm1(into), math.exp(log_m) * weight * into]
    return max(0.0, math.fsum(total))


def _stable(shape: Stable, prices: Prices, believed: Mapping[Address, float]) -> float:
    """As stable_swap.arbitrage, with the fee on either side."""
    coins, changes = [], []
    for token, balance, share in zip(shape.tokens, shape.balances, shape.shares, strict=True):
        worth = balance * prices.get(token, 0.0)
        cost = worth / shape.keep_in if token in prices else math.inf
        coins.append(Coin(share, cost, worth * shape.keep_out))
        net = believed.get(token, 0.0)
        changes.append(-net / balance * (shape.keep_in if net < 0 else 1 / shape.keep_out))
    return most_earned(coins, changes)
