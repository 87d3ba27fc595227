"""Fifty ether over v2 pools in whole units: exact hops from the float split, against the real bound.

The clock sees the integer step alone, from float flows to hops; the bound is computed here once more, in fractions.
"""

from collections.abc import Iterator
from fractions import Fraction
from functools import partial
from itertools import pairwise

import numpy as np

from solver.domain.auction import Side
from solver.domain.primitives import PoolId
from solver.markets.constant_product import ConstantProduct
from solver.optimizer.fixed_costs.parallel import from_reserves
from solver.optimizer.fixed_costs.two_asset import Split, split
from solver.optimizer.integer import Integers, Trade, Wish, integers
from solver.testing.markets import USDC, WETH, numbered, pair
from tests.bench.clock import medians_ms
from tests.bench.rows import Case, Claim, Kind, Row, Seen, row

POOLS = 50
SIZES = (3, 10, POOLS)
SEEDS = tuple(range(20))
_ETHER, _DOLLARS = 10**18, 3000 * 10**6
AMOUNT = 50 * _ETHER


def pools(count: int, seed: int) -> tuple[ConstantProduct, ...]:
    """Lognormal depths around a thousand ether, prices off by 20 basis points, 30 basis points of fee."""
    chance = np.random.default_rng([seed, count])
    depth, off = chance.lognormal(np.log(1000), 1.0, count), np.exp(0.002 * chance.standard_normal(count))
    return tuple(
        pair({WETH: int(ether * _ETHER), USDC: int(ether * price * _DOLLARS)}, pool=numbered(0x9000 + place))
        for place, (ether, price) in enumerate(zip(depth, off, strict=True))
    )


def real_optimum(markets: tuple[ConstantProduct, ...], at: Split) -> Fraction:
    """The bound  p amount + sum of best arbitrages  at the split's price: nothing pays more, in reals. See bound()."""
    return bound(markets, Fraction(at.price).limit_denominator(10**30))


def bound(markets: tuple[ConstantProduct, ...], price: Fraction) -> Fraction:
    """For any price p: a pool with reserves r, s and keep g earns at best (sqrt(s) - sqrt(p r / g))^2.

    = s + p r / g - 2 sqrt(p r s / g), the root rounded down by less than 1e-30 of it, so that the bound holds.
    """
    total = price * AMOUNT
    for market in markets:
        given, paid = market.reserves(WETH, USDC)
        cost = price * given / (1 - Fraction(market.fee_pips, 10**6))
        if paid > cost:
            total += paid + cost - 2 * _root_below(cost * paid)
    return total


def _root_below(of: Fraction) -> Fraction:
    scale = 10**30
    return Fraction(_integer_root(of.numerator * of.denominator * scale**2), of.denominator * scale)


def _integer_root(of: int) -> int:
    guess = 1 << ((of.bit_length() + 1) // 2)
    while True:
        better = (guess + of // guess) // 2
        if better >= guess:
            return guess
        guess = better


def measured() -> Iterator[tuple[Row, Claim | None]]:
    """Each size's row; the claim rests on fifty pools."""
    for size in SIZES:
        found = [_one(pools(size, seed)) for seed in SEEDS]
        seen = [one for one, _ in found]
        worst = max(distance for _, distance in found)
        ours = row(Case.INTEGER, size, None, seen, note=f"at most {float(worst):.3g} units below the real bound")
        yield ours, _claim(ours, worst) if size == POOLS else None


def _one(markets: tuple[ConstantProduct, ...]) -> tuple[Seen, Fraction]:
    at = _real(markets)
    trade = Trade(WETH, USDC, Side.EXACT_IN, AMOUNT, at.amount_out)
    flows = zip(at.paid.tolist(), at.received.tolist(), strict=True)
    wishes = [Wish(i, WETH, USDC, spent, got) for i, (spent, got) in enumerate(flows) if spent > 0]
    worth = {WETH: at.price, USDC: 1.0}
    run = partial(integers, markets, (trade,), wishes, worth)
    (ours_ms,) = medians_ms([run], budget_ms=40.0)
    found = run()
    assert isinstance(found, Integers), found
    distance = real_optimum(markets, at) - found.bought[0]
    assert distance >= 0, "integers beat the real bound"
    assert _replayed(markets, found) == found.bought[0]
    return Seen(ours_ms, None, float(distance / found.bought[0]), 0.0), distance


def _real(markets: tuple[ConstantProduct, ...]) -> Split:
    given, paid = np.array([market.reserves(WETH, USDC) for market in markets], np.float64).T
    keep = np.array([1 - market.fee_pips / 1e6 for market in markets])
    return split(from_reserves(given, paid, keep), float(AMOUNT))


def _replayed(markets: tuple[ConstantProduct, ...], found: Integers) -> int:
    """What the hops pay, quoted anew; each pool is used once."""
    by_pool: dict[PoolId, ConstantProduct] = {market.pool: market for market in markets}
    names = sorted(str(hop.pool) for hop in found.hops)
    assert all(one != other for one, other in pairwise(names))
    assert sum(hop.amount_in for hop in found.hops) <= AMOUNT
    return sum(by_pool[hop.pool].quote_in(WETH, USDC, hop.amount_in) for hop in found.hops)


def _claim(ours: Row, worst: Fraction) -> Claim:
    seen = f"{float(worst):.3g} units, {ours.ours_ms:.2f} ms"
    holds = worst < 1 and ours.ours_ms is not None and ours.ours_ms < 1.0
    return Claim("integer split, 50 v2 pools", Kind.TIME, "under 1 unit below the real bound, 1 ms", seen, holds)
