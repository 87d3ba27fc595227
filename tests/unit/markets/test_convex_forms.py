"""The convex forms are the integer curves, up to floats and the units that integers round away."""

import itertools
import math
import random

import pytest

from solver.markets.concentrated_liquidity import convex as concentrated
from solver.markets.constant_product import convex as constant
from solver.markets.shapes import Piece
from solver.markets.stable_swap.arbitrage import Coin, most_earned
from solver.markets.stable_swap.convex import StableCurve, curve
from solver.testing.markets import DAI, USDC, USDT, WETH, pair, ranges, three_pool


def test_a_pair_is_one_hyperbola_without_end() -> None:
    market = pair()
    (piece,) = constant.pieces(market, WETH, USDC)
    assert piece.capacity == math.inf
    for amount in (10**15, 10**18, 10**21):
        assert _pays((piece,), amount) == pytest.approx(market.quote_in(WETH, USDC, amount), rel=1e-12, abs=1)


@pytest.mark.parametrize("way", [(USDC, WETH), (WETH, USDC)])
def test_a_pool_of_ranges_is_a_chain_of_hyperbolas(way: tuple[str, str]) -> None:
    market = ranges(((-6000, 6000, 10**21), (-300, 400, 10**22), (-2000, -1000, 10**22), (900, 1800, 10**22)), tick=37)
    pieces = concentrated.pieces(market, *way)  # type: ignore[arg-type]
    assert len(pieces) == 4
    for amount in (10**15, 10**18, 10**20, 2 * 10**20):
        exact = market.quote_in(*way, amount)  # type: ignore[arg-type]
        assert _pays(pieces, amount) == pytest.approx(exact, rel=1e-11)


def test_prices_fall_along_the_chain() -> None:
    market = ranges(((-6000, 6000, 10**21), (-300, 400, 10**22)))
    pieces = concentrated.pieces(market, USDC, WETH)
    begins = [p.keep * p.reserve_out / p.reserve_in for p in pieces]
    assert begins == sorted(begins, reverse=True)


def test_what_is_not_known_is_no_piece() -> None:
    market = ranges(((-40_000, 40_000, 10**18),), words=(-1, 0))
    (piece,) = concentrated.pieces(market, USDC, WETH)
    market.quote_in(USDC, WETH, int(piece.capacity * 0.999))


@pytest.mark.parametrize("way", list(itertools.permutations(range(3), 2)))
@pytest.mark.parametrize("share", [1e-6, 1e-3, 0.1])
def test_a_stable_pool_gives_what_its_curve_allows(way: tuple[int, int], share: float) -> None:
    market = three_pool((50_000_000, 60_000_000, 40_000_000))
    form = curve(market)
    assert form is not None
    i, j = way
    amount = int(market.balances[i] * share)
    exact = market.quote_in(market.tokens[i], market.tokens[j], amount)
    added = [float(amount) if k == i else 0.0 for k in range(3)]
    wanted = [2.0 * exact if k == j else 0.0 for k in range(3)]
    assert form.allowed(added, wanted) * wanted[j] * form.keep == pytest.approx(exact, rel=1e-7, abs=2)


@pytest.mark.parametrize("mispricing", [0.0, 1e-4, 1e-3, 1e-2, 0.1, 1.0])
def test_no_trade_on_a_stable_pool_earns_more_than_the_bound(mispricing: float) -> None:
    form = curve(three_pool((50_000_000, 60_000_000, 40_000_000)))
    assert form is not None
    prices = (1e-18 * (1 + mispricing), 1e-6, 1e-6)
    coins = [
        Coin(share, balance * price, balance * price * form.keep)
        for share, balance, price in zip(form.shares, form.balances, prices, strict=True)
    ]
    bound = most_earned(coins, (0.0, 0.0, 0.0))
    assert bound > 0
    assert max(_earned(form, prices, trade) for trade in _trades(form)) <= bound


@pytest.mark.parametrize("mispricing", [3e-4, 1e-3, 1e-2, 0.1, 1.0])
def test_the_bound_is_what_the_best_swap_of_two_coins_earns(mispricing: float) -> None:
    form = curve(three_pool((50_000_000, 60_000_000, 40_000_000)))
    assert form is not None
    prices = (1e-18 * (1 + mispricing), 1e-6, 1e-6)
    worth = [b * p for b, p in zip(form.balances, prices, strict=True)]
    coins = [
        Coin(form.shares[0], math.inf, worth[0] * form.keep),
        Coin(form.shares[1], worth[1], 0.0),
        Coin(form.shares[2], math.inf, 0.0),
    ]
    sizes = [form.balances[1] * 10 ** (-7 + k / 100) for k in range(900)]
    best = max(_earned(form, prices, ([0.0, size, 0.0], [form.balances[0], 0.0, 0.0])) for size in sizes)
    assert best == pytest.approx(most_earned(coins, (0.0, 0.0, 0.0)), rel=2e-3)


def test_a_stable_pool_at_its_own_prices_earns_nothing() -> None:
    form = curve(three_pool((10**8, 10**8, 10**8)))
    assert form is not None
    prices = (1e-18, 1e-6, 1e-6)
    coins = [Coin(s, b * p, b * p * form.keep) for s, b, p in zip(form.shares, form.balances, prices, strict=True)]
    assert most_earned(coins, (0.0, 0.0, 0.0)) == 0.0


def test_tokens_keep_their_places() -> None:
    assert three_pool().tokens == (DAI, USDC, USDT)


def _pays(pieces: tuple[Piece, ...], amount: float) -> float:
    total = 0.0
    for piece in pieces:
        part = min(amount, piece.capacity)
        total += piece.reserve_out * piece.keep * part / (piece.reserve_in + piece.keep * part)
        amount -= part
    return total


def _trades(form: StableCurve) -> list[tuple[list[float], list[float]]]:
    """One or two coins in, the rest out, in random proportions and sizes up to most of the pool."""
    chance = random.Random(5)
    trades = []
    for _ in range(1000):
        ways = [chance.choice((-1, 1)) for _ in range(3)]
        sizes = [b * 10 ** chance.uniform(-4, -0.02) * chance.choice((0, 1, 1)) for b in form.balances]
        trades.append(
            (
                [s if w > 0 else 0.0 for s, w in zip(sizes, ways, strict=True)],
                [s if w < 0 else 0.0 for s, w in zip(sizes, ways, strict=True)],
            )
        )
    return trades


def _earned(form: StableCurve, prices: tuple[float, ...], trade: tuple[list[float], list[float]]) -> float:
    added, wanted = trade
    part = form.allowed(added, wanted)
    got = sum(form.keep * part * w * p for w, p in zip(wanted, prices, strict=True))
    return got - sum(a * p for a, p in zip(added, prices, strict=True))
