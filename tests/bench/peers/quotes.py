"""One swap on one market, given what earlier swaps of the same answer have done to it."""

import math
from typing import NamedTuple

from solver.optimizer.program.network import Floats, Places
from tests.bench.peers.compiled import compiled
from tests.bench.peers.kinds import Coins, Pairs, Walks, Weights

PAIR, WALK, LEVEL, WEIGHTED, STABLE = range(5)


class Stand(NamedTuple):
    """Where walks stand: the piece of each, and what that piece has taken."""

    piece: Places
    used: Floats


class Markets(NamedTuple):
    """Every market and its state, which swaps change in place.

    levels are walks of flat pieces: reserve_out is the price. change (slots): relative, of stable pools' balances
    """

    pairs: Pairs
    walks: Walks
    levels: Walks
    weights: Weights
    coins: Coins
    walked: Stand
    filled: Stand
    change: Floats


class Edge(NamedTuple):
    """owner: the pool, curve or book; one, other: sides of a pair, slots of a pool."""

    kind: int
    owner: int
    one: int
    other: int


@compiled
def swap(m: Markets, edge: Edge, amount: float, keeps: bool) -> float:
    """What `amount` brings, 0 where it is too much; with `keeps` the market changes by it."""
    if edge.kind == PAIR:
        return _pair(m.pairs, edge, amount, keeps)
    if edge.kind == WALK:
        return _walk(m.walks, m.walked, edge.owner, amount, keeps)
    if edge.kind == LEVEL:
        return _level(m.levels, m.filled, edge.owner, amount, keeps)
    if edge.kind == WEIGHTED:
        return _weighted(m.weights, edge, amount, keeps)
    return _stable(m.coins, m.change, edge, amount, keeps)


@compiled
def _pair(given: Pairs, edge: Edge, amount: float, keeps: bool) -> float:
    reserves = given.reserves[edge.owner]
    kept = given.keep[edge.owner] * amount
    out = reserves[edge.other] * kept / (reserves[edge.one] + kept)
    if keeps:
        reserves[edge.one] += kept
        reserves[edge.other] -= out
    return float(out)


@compiled
def _walk(w: Walks, stand: Stand, curve: int, amount: float, keeps: bool) -> float:
    out, rest, keep = 0.0, amount, w.keep[curve]
    piece, used = stand.piece[curve], stand.used[curve]
    while rest > 0.0 and piece < w.start[curve + 1]:
        room = w.capacity[piece] - used
        step = min(rest, room)
        here = w.reserve_in[piece] + keep * used
        out += w.reserve_in[piece] * w.reserve_out[piece] * keep * step / (here * (here + keep * step))
        rest -= step
        piece, used = (piece + 1, 0.0) if step == room else (piece, used + step)
    if keeps:
        stand.piece[curve], stand.used[curve] = piece, used
    return out if rest <= 0.0 else 0.0


@compiled
def _level(w: Walks, stand: Stand, book: int, amount: float, keeps: bool) -> float:
    out, rest = 0.0, amount
    piece, used = stand.piece[book], stand.used[book]
    while rest > 0.0 and piece < w.start[book + 1]:
        room = w.capacity[piece] - used
        step = min(rest, room)
        out += w.reserve_out[piece] * step
        rest -= step
        piece, used = (piece + 1, 0.0) if step == room else (piece, used + step)
    if keeps:
        stand.piece[book], stand.used[book] = piece, used
    return out if rest <= 0.0 else 0.0


@compiled
def _weighted(given: Weights, edge: Edge, amount: float, keeps: bool) -> float:
    kept = given.keep[edge.owner] * amount
    growth = math.log1p(kept / given.balance[edge.one]) * given.weight[edge.one] / given.weight[edge.other]
    out = -given.balance[edge.other] * math.expm1(-growth)
    if keeps:
        given.balance[edge.one] += kept
        given.balance[edge.other] -= out
    return float(out)


@compiled
def _stable(given: Coins, change: Floats, edge: Edge, amount: float, keeps: bool) -> float:
    """The invariant is a quadratic in the change of the coin that is taken."""
    added = change[edge.one] + given.keep_in[edge.owner] * amount / given.balance[edge.one]
    product, total = 1.0 + added, given.share[edge.one] * added
    for i in range(given.start[edge.owner], given.start[edge.owner + 1]):
        if i not in (edge.one, edge.other):
            product *= 1.0 + change[i]
            total += given.share[i] * change[i]
    share = given.share[edge.other]
    # share c^2 + (1 + total + share) c + excess = 0
    excess, slope = 1.0 + total - 1.0 / product, 1.0 + total + share
    left = -2.0 * excess / (slope + math.sqrt(slope * slope - 4.0 * share * excess))
    out = given.balance[edge.other] * (change[edge.other] - left) * given.keep_out[edge.owner]
    if keeps:
        change[edge.one], change[edge.other] = added, left
    return max(float(out), 0.0)
