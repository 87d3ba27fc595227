"""What the markets of a network would trade at given prices, and how their trades bend, without any search."""

from dataclasses import dataclass, replace

import numpy as np

from solver.optimizer.dual.answer import flows_at
from solver.optimizer.dual.evaluate import evaluate
from solver.optimizer.dual.setup import DENSE, make_state, start_at
from solver.optimizer.dual.solve import Prepared
from solver.optimizer.program.network import Floats, LevelBooks, Optimum
from solver.optimizer.program.rows import owners_of_slots

_HELD = 1e-12


@dataclass(frozen=True, slots=True, eq=False)
class Probe:
    """found: an optimum whose prices and flows are those of this point; earned: by row of each kind of market."""

    found: Optimum
    earned: tuple[Floats, ...]


def probe(prepared: Prepared, prices: Floats, like: Optimum) -> Probe:
    """Every market's best trade at these prices; like: any optimum of the network."""
    program = prepared.program
    state = make_state(program.graph, prices.size, DENSE)
    start_at(program.order, prices, state)
    flows = flows_at(program.markets, state.point)
    taken, paid = _from_books(prepared.network.books, prices)
    found = replace(
        like,
        prices=prices,
        product_in=flows.product_in,
        product_out=flows.product_out,
        curve_in=flows.curve_in,
        curve_out=flows.curve_out,
        book_in=taken,
        book_out=paid,
        basket_net=flows.basket_net,
        stable_net=flows.stable_net,
    )
    earned = (flows.product_earned, flows.curve_earned, flows.book_earned, flows.basket_earned, flows.stable_earned)
    return Probe(found, earned)


def _from_books(books: LevelBooks, prices: Floats) -> tuple[Floats, Floats]:
    """All of each level that pays more than it costs."""
    owner = owners_of_slots(books.start)
    better = prices[books.tokens[owner, 1]] * books.price > prices[books.tokens[owner, 0]]
    sizes, count = np.where(better, books.size, 0.0), books.tokens.shape[0]
    taken, paid = np.bincount(owner, sizes, count), np.bincount(owner, sizes * books.price, count)
    return taken.astype(np.float64), paid.astype(np.float64)


def curvature(prepared: Prepared, prices: Floats) -> Floats:
    """Second derivatives of the dual in the logs of prices."""
    program = prepared.program
    state = make_state(program.graph, prices.size, DENSE)
    start_at(program.order, prices, state)
    evaluate(program.markets, program.order, state.point, state.sums)
    low, high, weight = program.graph.low, program.graph.high, state.sums.conductance
    found = np.zeros((prices.size, prices.size))
    np.subtract.at(found, (low, high), weight)
    np.subtract.at(found, (high, low), weight)
    np.add.at(found, (low, low), weight)
    np.add.at(found, (high, high), weight)
    found[np.diag_indices(prices.size)] += np.maximum(state.sums.worth, 0.0)
    return found


def bend(prepared: Prepared, prices: Floats) -> Floats:
    """The same, where a token whose price is held has a row of its own."""
    network, found = prepared.network, curvature(prepared, prices)
    held = network.fixed | (prices <= network.value * (1 + _HELD)) | ~(prices > 0)
    found[held, :], found[:, held] = 0.0, 0.0
    found[held, held] = 1.0
    return found
