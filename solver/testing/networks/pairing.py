"""Who trades with whom: hubs and spokes, as on a real chain."""

from dataclasses import dataclass

import numpy as np

from solver.optimizer.program.network import Floats, Places

HUBS = 4
HUB_TO_HUB, HUB_TO_SPOKE = 0.15, 0.77
FEES = np.array([1e-4, 5e-4, 3e-3, 1e-2])
_FEE_SHARES = [0.1, 0.25, 0.5, 0.15]


@dataclass(frozen=True, slots=True, eq=False)
class Drawn:
    """What every pool has: tokens (m, 2), tvl (m) in dollars, price (m) of its first token in its second, keep (m)."""

    tokens: Places
    tvl: Floats
    price: Floats
    keep: Floats


def draw(chance: np.random.Generator, pools: int, tokens: int, mispricing: float) -> Drawn:
    """Lognormal depth around 300,000 dollars (sigma 2.2), four fee tiers, prices off by `mispricing` (sigma of logs).

    Sorted by tokens, which is how pools are read from a list of pairs.
    """
    pairs = pairs_of(chance, pools, tokens)
    pairs = pairs[np.lexsort((pairs[:, 1], pairs[:, 0]))]
    return Drawn(
        tokens=np.ascontiguousarray(pairs),
        tvl=np.exp(chance.normal(np.log(3e5), 2.2, pools)),
        price=np.exp(mispricing * chance.standard_normal(pools)),
        keep=1.0 - chance.choice(FEES, pools, p=_FEE_SHARES),
    )


def pairs_of(chance: np.random.Generator, pools: int, tokens: int) -> Places:
    """Two distinct tokens a pool: hub and hub, hub and spoke, or any, either way round."""
    hubs = min(HUBS, tokens)
    kind = chance.random(pools)
    spread = tokens - hubs
    first = chance.integers(0, hubs, pools)
    second = (first + 1 + chance.integers(0, hubs - 1, pools)) % hubs
    if spread:
        spoke = hubs + chance.integers(0, spread, pools)
        any_first = chance.integers(0, tokens, pools)
        any_second = (any_first + 1 + chance.integers(0, tokens - 1, pools)) % tokens
        to_spoke, free = kind >= HUB_TO_HUB, kind >= HUB_TO_HUB + HUB_TO_SPOKE
        second = np.where(free, any_second, np.where(to_spoke, spoke, second))
        first = np.where(free, any_first, first)
    swap = chance.random(pools) < 0.5  # noqa: PLR2004 (an even choice)
    return np.stack([np.where(swap, second, first), np.where(swap, first, second)], axis=1).astype(np.int64)


def some_of(chance: np.random.Generator, rows: int, size: int, among: int) -> Places:
    """`size` distinct tokens of the first `among` in each row."""
    found = np.empty((rows, size), np.int64)
    for column in range(size):
        pick = chance.integers(0, among - column, rows)
        # The pick-th token not yet in the row: step over smaller ones, which are kept sorted.
        for earlier in np.sort(found[:, :column], axis=1).T:
            pick = pick + (pick >= earlier)
        found[:, column] = pick
    return found
