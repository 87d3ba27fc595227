"""The dual and its slopes at one point: what is supplied at its worth, and every market's best arbitrage."""

from solver.optimizer.dual.arrays import Markets, Order, Point, Sums
from solver.optimizer.dual.compiled import compiled
from solver.optimizer.dual.ladders import add_ladders
from solver.optimizer.dual.pairs import add_pairs


@compiled
def evaluate(markets: Markets, order: Order, at: Point, sums: Sums) -> float:
    """The dual's value; sums: net flows and conductances."""
    total = 0.0
    for t in range(order.supply.size):
        worth = order.supply[t] * (at.root[t] * (1.0 + at.shift[t])) ** 2
        sums.worth[t] = worth
        total += worth
    sums.conductance[:] = 0.0
    total += add_pairs(markets.pairs, at, sums)
    total += add_ladders(markets.ladders, at, sums)
    return total
