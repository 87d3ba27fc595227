"""Realistic mixed networks: hubs and spokes, lognormal depth, every kind of market, mispriced as pools are in life.

Of the pools 47 % are pairs (Uniswap v2), 35 % ranges with sixteen pieces each way (v3), 12 % weighted (one in four of
them with three or four tokens) and 6 % stable (two or three coins among the hubs); beside them books of twenty levels
each way.
"""

import numpy as np

from solver.optimizer.program.network import Baskets, Curves, Floats, LevelBooks, Network, Products
from solver.testing.networks.pairing import HUBS, Drawn, draw, some_of
from solver.testing.networks.parts import assemble, exact_in, starts
from solver.testing.networks.stable_pools import StableRows, join, shares

MIXED_TOKENS = {10: 4, 100: 20, 1000: 100, 10_000: 500, 100_000: 3000}
"""Tokens of the sizes that are measured."""

PIECES = 16
LEVELS = 20
_PAIRS, _RANGES, _WEIGHTED = 0.47, 0.35, 0.12
_BOOK_FEE = 4e-4
_AMPLIFICATIONS = np.array([100.0, 200.0, 500.0, 2000.0])


def mixed(
    pools: int, seed: int, *, tokens: int | None = None, books: int = 10, mispricing: float = 0.003, sell: float = 1e6
) -> Network:
    """One instance: `sell` dollars of token 0 into token 1. tokens: at least 4; as MIXED_TOKENS unless said."""
    count = max(HUBS, round(100 * (pools / 1000) ** 0.7)) if tokens is None else tokens
    if tokens is None and pools in MIXED_TOKENS:
        count = MIXED_TOKENS[pools]
    chance = np.random.default_rng(seed)
    pairs, ranges, weighted = (round(share * pools) for share in (_PAIRS, _RANGES, _WEIGHTED))
    stable = pools - pairs - ranges - weighted
    triples = stable // 2
    network = assemble(
        count,
        products=products(draw(chance, pairs, count, mispricing)),
        curves=curves(chance, draw(chance, ranges, count, mispricing)),
        baskets=baskets(chance, draw(chance, weighted, count, mispricing), count, mispricing),
        stables=join([_stable(chance, n, coins, mispricing) for n, coins in ((stable - triples, 2), (triples, 3))]),
        books=level_books(chance, books, mispricing),
    )
    return exact_in(network, 0, 1, sell)


def products(drawn: Drawn) -> Products:
    """Pairs whose two sides are worth the same at the drawn price."""
    root = np.sqrt(drawn.price)
    return Products(drawn.tokens, np.stack([drawn.tvl / root, drawn.tvl * root], axis=1), drawn.keep)


def curves(chance: np.random.Generator, drawn: Drawn) -> Curves:
    """Both directions of each pool of ranges: liquidity thins out from the price, stretches widen."""
    pools = drawn.tvl.size
    place = np.arange(PIECES)
    focus = np.exp(chance.normal(2.5, 0.6, pools))
    width = np.log1p(0.5 / focus)[:, None, None] * 0.12 * (1 + 0.5 * place)
    width = width * chance.uniform(0.5, 1.5, (pools, 2, PIECES))
    liquidity = (drawn.tvl * focus)[:, None, None] * np.exp(-0.25 * place)
    liquidity = liquidity * chance.lognormal(0, 0.3, (pools, 2, PIECES))
    root = np.sqrt(drawn.price)
    first = np.stack([root, 1 / root], axis=1)[:, :, None]
    end = first * np.exp(-np.cumsum(width, axis=2))
    begin = np.concatenate([first, end[:, :, :-1]], axis=2)
    tokens = np.stack([drawn.tokens, drawn.tokens[:, ::-1]], axis=1).reshape(2 * pools, 2)
    capacity = liquidity * (1 / end - 1 / begin) / drawn.keep[:, None, None]
    return Curves(
        tokens=np.ascontiguousarray(tokens),
        keep=np.repeat(drawn.keep, 2),
        start=starts(np.full(2 * pools, PIECES)),
        reserve_in=(liquidity / begin).ravel(),
        reserve_out=(liquidity * begin).ravel(),
        capacity=capacity.ravel(),
    )


def baskets(chance: np.random.Generator, drawn: Drawn, tokens: int, mispricing: float) -> Baskets:
    """Three in four with two tokens weighted 20, 50 or 80 %, the rest with three or four."""
    pools = drawn.tvl.size
    more = pools // 4
    two = pools - more
    first = chance.choice([0.2, 0.5, 0.8], two)
    rows = [(drawn.tokens[:two], np.stack([first, 1 - first], axis=1), slice(0, two))]
    for size, part in ((3, slice(two, two + more - more // 2)), (4, slice(two + more - more // 2, pools))):
        raw = chance.choice([1.0, 2.0, 4.0], (part.stop - part.start, size))
        rows.append((some_of(chance, part.stop - part.start, size, tokens), raw / raw.sum(axis=1)[:, None], part))
    balances = [
        drawn.tvl[part][:, None] * weight * np.exp(mispricing * chance.standard_normal(weight.shape))
        for _, weight, part in rows
    ]
    return Baskets(
        start=starts(np.concatenate([np.full(token.shape[0], token.shape[1]) for token, _, _ in rows])),
        token=np.concatenate([token.ravel() for token, _, _ in rows]),
        balance=np.concatenate([balance.ravel() for balance in balances]),
        weight=np.concatenate([weight.ravel() for _, weight, _ in rows]),
        keep=drawn.keep.copy(),
    )


def _stable(chance: np.random.Generator, pools: int, coins: int, mispricing: float) -> StableRows:
    """Like-valued coins out of balance by a twentieth; every second pool takes its fee on what goes in."""
    worth = np.exp(chance.normal(np.log(3e6), 2.2, pools))[:, None] * chance.lognormal(0, 0.05, (pools, coins))
    rate = np.exp(0.1 * mispricing * chance.standard_normal((pools, coins)))
    keep = 1 - chance.choice([1e-4, 4e-4], pools)
    outward = np.arange(pools) % 2 == 0
    return StableRows(
        token=some_of(chance, pools, coins, HUBS),
        balance=worth / rate,
        share=shares(worth, chance.choice(_AMPLIFICATIONS, pools) * coins),
        keep_in=np.where(outward, 1.0, keep),
        keep_out=np.where(outward, keep, 1.0),
    )


def level_books(chance: np.random.Generator, books: int, mispricing: float) -> LevelBooks:
    """Books between hubs, twenty levels each way, a basis point apart."""
    pairs = some_of(chance, books, 2, HUBS)
    middle = np.exp(0.3 * mispricing * chance.standard_normal(books))
    step = 1e-4 * (np.arange(LEVELS) + 0.5) + 1e-5 * chance.random((books, 2, LEVELS))
    price: Floats = np.stack([middle, 1 / middle], axis=1)[:, :, None] * (1 - step) * (1 - _BOOK_FEE)
    return LevelBooks(
        tokens=np.ascontiguousarray(np.stack([pairs, pairs[:, ::-1]], axis=1).reshape(2 * books, 2)),
        start=starts(np.full(2 * books, LEVELS)),
        size=chance.lognormal(np.log(2e4), 0.8, (books, 2, LEVELS)).ravel(),
        price=price.ravel(),
    )
