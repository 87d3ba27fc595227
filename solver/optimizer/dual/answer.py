"""From the end of a search to flows, and what these are worth."""

from typing import NamedTuple

import numpy as np

from solver.optimizer.dual.arrays import Markets, Order, Point
from solver.optimizer.dual.books import book_flows
from solver.optimizer.dual.coins import trade_coins
from solver.optimizer.dual.compiled import compiled
from solver.optimizer.dual.judged import Account, judged
from solver.optimizer.dual.ladders import ladder_flows
from solver.optimizer.dual.pairs import pair_flows
from solver.optimizer.dual.pools import slot_flows
from solver.optimizer.dual.weights import trade_weights
from solver.optimizer.program.network import Floats, Places


class Flows(NamedTuple):
    """As the fields of Optimum with these names; *_earned: what each market's best arbitrage is worth."""

    product_in: Floats
    product_out: Floats
    product_earned: Floats
    curve_in: Floats
    curve_out: Floats
    curve_earned: Floats
    book_in: Floats
    book_out: Floats
    book_earned: Floats
    basket_net: Floats
    basket_earned: Floats
    stable_net: Floats
    stable_earned: Floats


@compiled
def _no_flows(markets: Markets) -> Flows:
    pairs, curves, books = markets.pairs.drag.size, markets.ladders.keep.size, markets.books.stiff.size
    baskets, stables = markets.weights.start.size - 1, markets.coins.start.size - 1
    slots, coins = markets.weights.token.size, markets.coins.token.size
    takes, pays, earned = np.zeros((pairs, 2)), np.zeros((pairs, 2)), np.zeros(pairs)
    into, out, gained = np.zeros(curves), np.zeros(curves), np.zeros(curves)
    book_in, book_out, book_earned = np.zeros(books), np.zeros(books), np.zeros(books)
    weighted, stable = (np.zeros(slots), np.zeros(baskets)), (np.zeros(coins), np.zeros(stables))
    return Flows(
        takes,
        pays,
        earned,
        into,
        out,
        gained,
        book_in,
        book_out,
        book_earned,
        weighted[0],
        weighted[1],
        stable[0],
        stable[1],
    )


@compiled
def flows_at(markets: Markets, at: Point) -> Flows:
    """What every market trades at these prices."""
    flows = _no_flows(markets)
    pair_flows(markets.pairs, at, flows.product_in, flows.product_out, flows.product_earned)
    ladder_flows(markets.ladders, at, flows.curve_in, flows.curve_out, flows.curve_earned)
    book_flows(markets.books, at, flows.book_in, flows.book_out, flows.book_earned)
    weights, coins = markets.weights, markets.coins
    trade_weights(weights, at)
    slot_flows(weights.start, weights.token, weights.net, at, flows.basket_net, flows.basket_earned)
    trade_coins(coins, at)
    slot_flows(coins.start, coins.token, coins.net, at, flows.stable_net, flows.stable_earned)
    return flows


@compiled
def _add_two_way(ends: Places, takes: Floats, pays: Floats, psi: Floats) -> None:
    for i in range(ends.shape[0]):
        for side in range(2):
            psi[ends[i, side]] += pays[i, side] - takes[i, side]


@compiled
def _add_one_way(ends: Places, takes: Floats, pays: Floats, psi: Floats) -> None:
    for i in range(ends.shape[0]):
        psi[ends[i, 0]] -= takes[i]
        psi[ends[i, 1]] += pays[i]


@compiled
def _add_slots(token: Places, net: Floats, psi: Floats) -> None:
    for s in range(token.size):
        psi[token[s]] += net[s]


@compiled
def account(markets: Markets, order: Order, prices: Floats, flows: Flows) -> Account:
    """Missing tokens are charged to the primal at these prices."""
    psi = order.supply.copy()
    _add_two_way(markets.pairs.ends, flows.product_in, flows.product_out, psi)
    _add_one_way(markets.ladders.ends, flows.curve_in, flows.curve_out, psi)
    _add_one_way(markets.books.ends, flows.book_in, flows.book_out, psi)
    _add_slots(markets.weights.token, flows.basket_net, psi)
    _add_slots(markets.coins.token, flows.stable_net, psi)
    earned = flows.product_earned.sum() + flows.curve_earned.sum() + flows.book_earned.sum()
    earned += flows.basket_earned.sum() + flows.stable_earned.sum()
    return judged(order, prices, psi, earned)
