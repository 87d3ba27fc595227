"""Curves cut where a further piece earns less than the gas of reaching it: a crossed tick has a price of its own."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np

from solver.domain.primitives import Address
from solver.markets.market import Market, MarketError
from solver.optimizer.program.build import Program
from solver.optimizer.program.network import Curves, Floats, Optimum
from solver.optimizer.program.rows import owners_of_slots

_SHORT = 1e-7
"""Of all that is spent up to a tick: rounding would cross it otherwise, and pay its gas. Next to nothing is lost."""


def trimmed(program: Program, found: Optimum, markets: Sequence[Market], gas_price: float) -> Program | None:
    """The program without the last piece that pays least for itself; None where all pay.

    gas_price: of one gas, in scaled worth
    """
    losses = sorted(_losses(program, found, markets, gas_price))
    if not losses:
        return None
    _, curve, piece = losses[-1]
    curves = program.network.curves
    keep = np.ones(curves.capacity.size, np.bool_)
    keep[piece : int(curves.start[curve + 1])] = False
    capacity = curves.capacity.copy()
    capacity[piece - 1] = max(0.0, capacity[piece - 1] - _SHORT * float(capacity[curves.start[curve] : piece].sum()))
    shorter = _some(replace(curves, capacity=capacity), keep)
    return replace(program, network=replace(program.network, curves=shorter))


def _losses(
    program: Program, found: Optimum, markets: Sequence[Market], gas_price: float
) -> Iterator[tuple[float, int, int]]:
    """What is lost on each last piece that does not pay, its curve, and its place."""
    curves = program.network.curves
    for curve in np.flatnonzero(found.curve_in > 0).tolist():
        first, end = int(curves.start[curve]), int(curves.start[curve + 1])
        before = np.concatenate([[0.0], np.cumsum(curves.capacity[first:end])])
        last = int(np.searchsorted(before, found.curve_in[curve], side="left")) - 1
        if last < 1:
            continue
        unit = float(program.unit[curves.tokens[curve, 0]])
        market = markets[int(program.owners.curve[curve])]
        way = [program.tokens[int(token)] for token in curves.tokens[curve]]
        cost = _extra_gas(market, way, float(found.curve_in[curve]) * unit, before[last] * unit) * gas_price
        loss = cost - _earned(curves, curve, first + last, found.prices)
        if loss > 0:
            yield loss, curve, first + last


def _extra_gas(market: Market, way: list[Address], amount: float, short: float) -> int:
    """How much more gas a hop of that amount takes than one that stops short."""
    token_in, token_out = way
    try:
        whole = market.gas(token_in, token_out, max(1, int(amount)))
        return whole - market.gas(token_in, token_out, max(1, int(short)))
    except MarketError:
        return 0


def _earned(curves: Curves, curve: int, piece: int, prices: Floats) -> float:
    """Best arbitrage of one piece at these prices."""
    cost, gain = (float(prices[token]) for token in curves.tokens[curve])
    keep, into, out = float(curves.keep[curve]), float(curves.reserve_in[piece]), float(curves.reserve_out[piece])
    if not cost > 0 or out * keep * gain <= cost * into:
        return 0.0
    spent = min((np.sqrt(into * out * keep * gain / cost) - into) / keep, float(curves.capacity[piece]))
    return float(gain * out * keep * spent / (into + keep * spent) - cost * spent)


def _some(curves: Curves, keep: "np.ndarray[tuple[int], np.dtype[np.bool_]]") -> Curves:
    counts = np.bincount(owners_of_slots(curves.start)[keep], minlength=curves.keep.size)
    return Curves(
        tokens=curves.tokens,
        keep=curves.keep,
        start=np.concatenate([np.zeros(1, np.int64), np.cumsum(counts, dtype=np.int64)]),
        reserve_in=curves.reserve_in[keep],
        reserve_out=curves.reserve_out[keep],
        capacity=curves.capacity[keep],
    )
