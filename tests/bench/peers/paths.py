"""What production routers do on a network: the best path of at most three swaps, for the whole order or chunk by chunk.

Each chunk takes the path that brings most after what earlier chunks have done to the markets: 20 chunks are a 5 % grid,
256 a water-fill.
"""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from solver.optimizer.program.network import Floats, Network, Places
from tests.bench.peers.compiled import compiled
from tests.bench.peers.kinds import Coins, Pairs, Walks, Weights
from tests.bench.peers.quotes import LEVEL, PAIR, STABLE, WALK, WEIGHTED, Edge, Markets, Stand, swap

HOPS = 3


class Edges(NamedTuple):
    """One direction of one market each, by token_in: those of t are start[t] to start[t + 1]. rows: as Edge."""

    start: Places
    token_out: Places
    rows: Places


class Best(NamedTuple):
    """(HOPS + 1, T): most of each token after so many swaps, the edge of the last one, and the token before it."""

    amount: Floats
    edge: Places
    before: Places


@dataclass(frozen=True, slots=True, eq=False)
class Graph:
    """A network with one exact-in order as these routers read it."""

    network: Network
    edges: Edges
    sell: int
    buy: int
    order: float

    @staticmethod
    def of(network: Network) -> "Graph":
        """Its edges, sorted."""
        rows = np.concatenate([_one_way(network), _pools(network)])
        rows = rows[np.argsort(rows[:, 0], kind="stable")]
        start = np.searchsorted(rows[:, 0], np.arange(network.tokens + 1))
        edges = Edges(start, np.ascontiguousarray(rows[:, 1]), np.ascontiguousarray(rows[:, 2:]))
        sell, buy = int(np.argmax(network.supply)), int(np.argmax(network.value))
        return Graph(network, edges, sell, buy, float(network.supply[sell]))

    def route(self, chunks: int) -> float:
        """What the order brings in so many chunks."""
        return route(untouched(self.network), self.edges, self.sell, self.buy, (self.order / chunks, chunks))


def _one_way(network: Network) -> Places:
    """token_in, token_out, kind, owner, one, other of pairs, curves and books."""
    pairs, count = network.products.tokens, network.products.keep.size
    places = np.arange(count)
    found = [
        np.stack([pairs[:, i], pairs[:, 1 - i], places * 0 + PAIR, places, places * 0 + i, places * 0 + 1 - i], axis=1)
        for i in (0, 1)
    ]
    for kind, tokens in ((WALK, network.curves.tokens), (LEVEL, network.books.tokens)):
        places = np.arange(tokens.shape[0])
        nothing = places * 0
        found.append(np.stack([tokens[:, 0], tokens[:, 1], nothing + kind, places, nothing, nothing], axis=1))
    return np.concatenate(found)


def _pools(network: Network) -> Places:
    """The same of pools of several tokens: every two of their slots."""
    found = [
        (given.token[i], given.token[j], kind, pool, i, j)
        for kind, given in ((WEIGHTED, network.baskets), (STABLE, network.stables))
        for pool in range(given.start.size - 1)
        for i in range(given.start[pool], given.start[pool + 1])
        for j in range(given.start[pool], given.start[pool + 1])
        if i != j
    ]
    return np.array(found, np.int64).reshape(len(found), 6)


def untouched(network: Network) -> Markets:
    """The markets as they are before any swap, in arrays of their own."""
    p, c, b, w, s = network.products, network.curves, network.books, network.baskets, network.stables
    nothing = np.zeros(b.size.size)
    return Markets(
        Pairs(p.tokens, p.reserves.copy(), p.keep),
        Walks(c.tokens, c.keep, c.start, c.reserve_in, c.reserve_out, c.capacity),
        Walks(b.tokens, nothing, b.start, nothing, b.price, b.size),
        Weights(w.start, w.token, w.balance.copy(), w.weight, w.keep),
        Coins(s.start, s.token, s.balance, s.share, s.keep_in, s.keep_out, np.zeros((s.keep_in.size, 2))),
        Stand(c.start[:-1].copy(), np.zeros(c.keep.size)),
        Stand(b.start[:-1].copy(), np.zeros(b.start.size - 1)),
        np.zeros(s.token.size),
    )


@compiled
def _edge(edges: Edges, at: int) -> Edge:
    rows = edges.rows
    return Edge(rows[at, 0], rows[at, 1], rows[at, 2], rows[at, 3])


@compiled
def route(markets: Markets, edges: Edges, sell: int, buy: int, order: tuple[float, int]) -> float:
    """What all chunks bring; order: size and number of chunks."""
    shape, total = (HOPS + 1, edges.start.size - 1), 0.0
    best = Best(np.zeros(shape), np.zeros(shape, np.int64), np.zeros(shape, np.int64))
    path = np.zeros(HOPS, np.int64)
    for _ in range(order[1]):
        hops = _search(markets, edges, (sell, buy), order[0], best)
        if hops == 0:
            return 0.0
        token = buy
        for hop in range(hops, 0, -1):
            path[hop - 1] = best.edge[hop, token]
            token = best.before[hop, token]
        amount = order[0]
        for hop in range(hops):
            amount = swap(markets, _edge(edges, path[hop]), amount, True)
        total += amount
    return total


@compiled
def _search(markets: Markets, edges: Edges, ends: tuple[int, int], amount: float, best: Best) -> int:
    """Swaps of the best path for one chunk from one end to the other, 0 where there is none."""
    sell, buy = ends
    best.amount[:] = 0.0
    best.amount[0, sell] = amount
    hops, most = 0, 0.0
    for hop in range(1, HOPS + 1):
        for token in range(edges.start.size - 1):
            held = best.amount[hop - 1, token]
            if held <= 0.0 or token == buy:
                continue
            for at in range(edges.start[token], edges.start[token + 1]):
                to = edges.token_out[at]
                if to == sell or (hop == HOPS and to != buy):
                    continue
                out = swap(markets, _edge(edges, at), held, False)
                if out > best.amount[hop, to]:
                    best.amount[hop, to], best.edge[hop, to], best.before[hop, to] = out, at, token
        if best.amount[hop, buy] > most:
            hops, most = hop, best.amount[hop, buy]
    return hops
