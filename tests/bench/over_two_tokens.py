"""One order between two tokens: the exact split against the best pool, a 5 % grid and 256 chunks.

A split takes less than a call from Python, so all are run over many orders in one compiled call and timed by the order.
"""

from functools import partial

import numpy as np

from solver.optimizer.fixed_costs.parallel import from_reserves
from solver.optimizer.fixed_costs.two_asset import fill_each
from solver.optimizer.program.network import Floats
from solver.testing.networks import two_asset
from tests.bench.clock import Run, medians_ms
from tests.bench.peers.two_asset import Side, each_kept, each_quoted, each_single, side_of
from tests.bench.rows import Case, Peer, Row, Seen, row

POOLS = 8
SIZES = (2, POOLS, 32, 100, 1000)
SEEDS = tuple(range(1, 21))
_ORDERS = 200


def rows() -> list[Row]:
    """Every size against every way, over twenty seeds and orders of 0.1 % to 10 % of all depth."""
    return [one for size in SIZES for one in _at(size)]


def _at(size: int) -> list[Row]:
    ways: tuple[tuple[Peer, str], ...] = (
        (Peer.SINGLE_PATH, "the best pool alone"),
        (Peer.GRID, "20 chunks, gains kept"),
        (Peer.CHUNKS, "gains kept: the least work there can be"),
        (Peer.CHUNKS, "every pool quoted for every chunk"),
    )
    seen: list[list[Seen]] = [[] for _ in ways]
    for seed in SEEDS:
        for place, one in enumerate(_measured(size, seed)):
            seen[place].append(one)
    return [row(Case.TWO_ASSET, size, peer, of, note=note) for (peer, note), of in zip(ways, seen, strict=True)]


def _measured(size: int, seed: int) -> list[Seen]:
    network = two_asset(size, seed, share=10 ** np.random.default_rng([seed, 3]).uniform(-3, -1))
    side, orders = side_of(network), np.full(_ORDERS, network.supply[0])
    given = from_reserves(side.reserve_in, side.reserve_out, side.keep)
    amounts, brought = np.empty((_ORDERS, size)), np.empty((_ORDERS, size))
    found = np.empty((4, _ORDERS))
    runs: list[Run] = [
        partial(fill_each, given.pieces, orders, amounts, brought),
        partial(each_single, side, orders, found[0]),
        partial(each_kept, side, orders, 20, found[1]),
        partial(each_kept, side, orders, 256, found[2]),
        partial(each_quoted, side, orders, 256, found[3]),
    ]
    ours, *others = medians_ms(runs, budget_ms=20.0)
    best = float(brought[0].sum())
    gap, short = _proof(side, amounts[0], orders[0], best)
    return [
        Seen(ours / _ORDERS, ms / _ORDERS, gap, short, (best - float(of[0])) / best, 0.0)
        for ms, of in zip(others, found, strict=True)
    ]


def _proof(side: Side, amounts: Floats, order: float, best: float) -> tuple[float, float]:
    """The dual's distance at the split's own marginal price, and what the split fails to sell: both by order value."""
    used = amounts > 0
    kept = side.reserve_in + side.keep * amounts
    marginal = side.reserve_in * side.reserve_out * side.keep / kept**2
    price = float(marginal[used].max())
    root = np.sqrt(side.reserve_in * side.reserve_out * side.keep / price)
    taken = np.maximum(root - side.reserve_in, 0.0) / side.keep
    paid = side.reserve_out * side.keep * taken / (side.reserve_in + side.keep * taken)
    dual = price * order + float((paid - price * taken).sum())
    return (dual - best) / best, max(0.0, (order - float(amounts.sum())) / order)
