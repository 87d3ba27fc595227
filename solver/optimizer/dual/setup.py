"""A network made ready for the search, all in machine code."""

import numpy as np

from solver.optimizer.dual.arrays import Graph, Markets, Order, Point, State, Sums, System
from solver.optimizer.dual.books import BookArrays, make_books
from solver.optimizer.dual.coins import StableArrays, make_coins
from solver.optimizer.dual.compiled import compiled
from solver.optimizer.dual.graph import make_graph, nothing_found, slots_of_ends
from solver.optimizer.dual.ladders import CurveArrays, make_ladders
from solver.optimizer.dual.measure import bind
from solver.optimizer.dual.pairs import PairArrays, make_pairs
from solver.optimizer.dual.pools import first_pairs, slots_of_pairs
from solver.optimizer.dual.spanning import Depths, consider
from solver.optimizer.dual.sparse import make_rows
from solver.optimizer.dual.weights import BasketArrays, make_weights
from solver.optimizer.program.network import Flags, Floats, Places

DENSE = 400
"""Tokens up to which a full matrix is used."""


@compiled
def _all(count: int) -> Flags:
    return np.ones(count, np.bool_)


@compiled
def _none(count: int) -> Flags:
    return np.zeros(count, np.bool_)


@compiled
def make_markets(
    tokens: int, twos: tuple[PairArrays, CurveArrays, BookArrays], pools: tuple[BasketArrays, StableArrays]
) -> tuple[Markets, Graph]:
    """From the arrays of a network, kind by kind; all are on."""
    product, curve, book = twos
    basket, stable = pools
    pair_ends, curve_ends, book_ends = product[0], curve[0], book[0]
    basket_pair, stable_pair = first_pairs(basket[0]), first_pairs(stable[0])
    count = pair_ends.shape[0] + curve_ends.shape[0] + book_ends.shape[0]
    found = nothing_found(count + basket_pair[-1] + stable_pair[-1])
    pairs = make_pairs(product, slots_of_ends(found, pair_ends), _all(pair_ends.shape[0]))
    ladders = make_ladders(curve, slots_of_ends(found, curve_ends), _all(curve_ends.shape[0]))
    books = make_books(book, slots_of_ends(found, book_ends), _all(book_ends.shape[0]))
    slot = slots_of_pairs(found, basket[0], basket[1], basket_pair)
    weights = make_weights(basket, slot, _all(basket_pair.size - 1))
    slot = slots_of_pairs(found, stable[0], stable[1], stable_pair)
    coins = make_coins(stable, slot, _all(stable_pair.size - 1))
    return Markets(pairs, ladders, books, weights, coins), make_graph(found, tokens)


@compiled
def depths_of(markets: Markets, graph: Graph, product: PairArrays) -> Depths:
    """The deepest market of each slot."""
    depths = Depths(np.zeros(graph.low.size), np.zeros(graph.low.size))
    ends, reserves, _ = product
    for i in range(ends.shape[0]):
        consider(depths, markets.pairs.slot[i], ends[i, 0] > ends[i, 1], reserves[i, 0], reserves[i, 1])
    c = markets.ladders
    for i in range(c.keep.size):
        if c.start[i] < c.start[i + 1]:
            first, turned = c.start[i], c.ends[i, 0] > c.ends[i, 1]
            consider(depths, c.slot[i], turned, c.reserve_in[first], c.reserve_out[first])
    b = markets.books
    for i in range(b.stiff.size):
        if b.start[i] < b.start[i + 1]:
            last, turned = b.start[i + 1] - 1, b.ends[i, 0] > b.ends[i, 1]
            consider(depths, b.slot[i], turned, b.through[last], b.through[last] * b.price[b.start[i]])
    w, s = markets.weights, markets.coins
    _consider_pools(depths, w.start, w.token, w.slot, w.balance / w.weight)
    _consider_pools(depths, s.start, s.token, s.slot, s.parity)
    return depths


@compiled
def _consider_pools(depths: Depths, start: Places, token: Places, slot: Places, parity: Floats) -> None:
    n = 0
    for i in range(start.size - 1):
        for second in range(start[i], start[i + 1]):
            for first in range(start[i], second):
                consider(depths, slot[n], token[first] > token[second], parity[first], parity[second])
                n += 1


@compiled
def _make_sums(tokens: int, slots: int) -> Sums:
    return Sums(np.zeros(tokens), np.zeros(slots), np.zeros(tokens), np.zeros(slots), np.zeros(3))


@compiled
def make_state(graph: Graph, tokens: int, dense: int) -> State:
    """Room for a search. dense: tokens up to which a full matrix is used."""
    size, slots = tokens if tokens <= dense else 0, graph.low.size
    rank, token = np.empty(tokens, np.int64), np.empty(tokens, np.int64)
    diagonal, right, solution = np.empty(tokens), np.empty(tokens), np.empty(tokens)
    system = System(
        rank, token, np.zeros(slots), diagonal, right, solution, np.empty((size, size)), make_rows(graph)
    )  # fmt: skip
    held, known, stopped = _none(tokens), _none(tokens), _none(tokens)
    point = Point(np.zeros(tokens), np.zeros(tokens), np.zeros(tokens), np.zeros(tokens))
    sums, trial_sums = _make_sums(tokens, slots), _make_sums(tokens, slots)
    trial, step, gone, least = np.zeros(tokens), np.zeros(tokens), np.zeros(tokens), np.zeros(tokens)
    bends, lines = np.zeros(slots), np.zeros(slots)
    numbers, counts = np.zeros(6), np.zeros(6, np.int64)
    return State(
        point, sums, trial, trial_sums, step, gone, least, held, known, stopped, bends, lines, system, numbers, counts
    )


@compiled
def start_at(order: Order, prices: Floats, state: State) -> None:
    """The search starts at these prices; a price of zero leaves a token out."""
    for t in range(prices.size):
        known = prices[t] > 0.0
        state.known[t] = known
        price = order.value[t] if order.fixed[t] else max(prices[t], order.value[t])
        state.point.root[t] = np.sqrt(price) if known else 0.0
        state.point.ground[t] = np.log(price) if known else 0.0
        state.point.shift[t], state.point.rise[t] = 0.0, 0.0
    bind(order, state)
