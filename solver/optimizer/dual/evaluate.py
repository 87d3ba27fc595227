"""The dual and its slopes at one point: what is supplied at its worth, and every market's best arbitrage."""

import numpy as np

from solver.optimizer.dual.arrays import Markets, Order, Point, Sums
from solver.optimizer.dual.books import EXACT, add_books
from solver.optimizer.dual.coins import trade_coins
from solver.optimizer.dual.compiled import compiled
from solver.optimizer.dual.ladders import add_ladders
from solver.optimizer.dual.pairs import add_pairs
from solver.optimizer.dual.pools import scatter
from solver.optimizer.dual.weights import trade_weights

SMOOTH, SOFT, LOST = 0, 1, 2
"""Places in Sums.totals."""


@compiled
def evaluate(markets: Markets, order: Order, at: Point, sums: Sums) -> None:
    """All of sums."""
    total = 0.0
    for t in range(order.supply.size):
        at.rise[t] = 2.0 * np.log1p(at.shift[t])
        worth = order.supply[t] * (at.root[t] * (1.0 + at.shift[t])) ** 2
        sums.worth[t] = worth
        total += worth
    sums.conductance[:] = 0.0
    total += add_pairs(markets.pairs, at, sums)
    total += add_ladders(markets.ladders, at, sums)
    trade_weights(markets.weights, at)
    total += scatter(
        markets.weights.token, markets.weights.net, markets.weights.slot, markets.weights.conductance, sums
    )
    trade_coins(markets.coins, at)
    total += scatter(markets.coins.token, markets.coins.net, markets.coins.slot, markets.coins.conductance, sums)
    sums.totals[SMOOTH] = total
    sums.smooth_worth[:] = sums.worth
    sums.smooth_conductance[:] = sums.conductance
    _add(markets, at, sums, EXACT)


@compiled
def evaluate_books(markets: Markets, at: Point, sums: Sums, mode: int) -> None:
    """The same at the same point once the books have changed; mode: see add_books."""
    sums.worth[:] = sums.smooth_worth
    sums.conductance[:] = sums.smooth_conductance
    _add(markets, at, sums, mode)


@compiled
def _add(markets: Markets, at: Point, sums: Sums, mode: int) -> None:
    earned, lost = add_books(markets.books, at, sums, mode)
    sums.totals[SOFT], sums.totals[LOST] = sums.totals[SMOOTH] + earned, lost
