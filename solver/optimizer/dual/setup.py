"""A network made ready for the search, all in machine code."""

import numpy as np

from solver.optimizer.dual.arrays import Graph, Markets, Order, Point, State, Sums, System
from solver.optimizer.dual.compiled import compiled
from solver.optimizer.dual.graph import make_graph, nothing_found, slots_of_ends
from solver.optimizer.dual.ladders import CurveArrays, make_ladders
from solver.optimizer.dual.newton import bind
from solver.optimizer.dual.pairs import PairArrays, make_pairs
from solver.optimizer.dual.spanning import Depths, consider
from solver.optimizer.dual.sparse import make_rows
from solver.optimizer.program.network import Floats

DENSE = 400
"""Tokens up to which a full matrix is used."""


@compiled
def make_markets(
    tokens: int,
    product: PairArrays,
    curve: CurveArrays,
) -> tuple[Markets, Graph]:
    """From the arrays of a network, kind by kind."""
    found = nothing_found(product[0].shape[0] + curve[0].shape[0])
    pairs = make_pairs(product, slots_of_ends(found, product[0]), np.ones(product[0].shape[0], np.bool_))
    ladders = make_ladders(curve, slots_of_ends(found, curve[0]), np.ones(curve[0].shape[0], np.bool_))
    return Markets(pairs, ladders), make_graph(found, tokens)


@compiled
def depths_of(markets: Markets, graph: Graph, product: PairArrays) -> Depths:
    """The deepest market of each slot."""
    depths = Depths(np.zeros(graph.low.size), np.zeros(graph.low.size))
    pair_ends, reserves, _ = product
    for i in range(pair_ends.shape[0]):
        turned = pair_ends[i, 0] > pair_ends[i, 1]
        consider(depths, markets.pairs.slot[i], turned, reserves[i, 0], reserves[i, 1])
    c = markets.ladders
    for i in range(c.keep.size):
        if c.start[i] < c.start[i + 1]:
            first = c.start[i]
            turned = c.ends[i, 0] > c.ends[i, 1]
            consider(depths, c.slot[i], turned, c.reserve_in[first], c.reserve_out[first])
    return depths


@compiled
def make_state(graph: Graph, tokens: int, dense: int) -> State:
    """Room for a search."""
    slots = graph.low.size
    size = tokens if tokens <= dense else 0
    conductance = np.zeros(slots)
    system = System(
        np.empty(tokens, np.int64),
        np.empty(tokens, np.int64),
        conductance,
        np.empty(tokens),
        np.empty(tokens),
        np.empty(tokens),
        np.empty((size, size)),
        make_rows(graph),
    )
    return State(
        Point(np.zeros(tokens), np.zeros(tokens)),
        np.zeros(tokens),
        np.zeros(tokens),
        np.zeros(tokens),
        np.zeros(tokens, np.bool_),
        np.zeros(tokens, np.bool_),
        Sums(np.zeros(tokens), conductance),
        system,
        np.zeros(8),
        np.zeros(8, np.int64),
    )


@compiled
def start_at(order: Order, prices: Floats, state: State) -> None:
    """The search starts at these prices; a price of zero leaves a token out."""
    for t in range(prices.size):
        known = prices[t] > 0.0
        state.known[t] = known
        price = order.value[t] if order.fixed[t] else max(prices[t], order.value[t])
        state.point.root[t] = np.sqrt(price) if known else 0.0
        state.point.shift[t] = 0.0
    bind(order, state)
