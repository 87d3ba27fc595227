"""Markets as arbitrageurs may leave them before our block: what a promise to a trader should not rest on is gone.

A pool that stands off the others is a gain for whoever comes first. Each pool is moved by its best arbitrage at the
prices of all markets together (the depth-weighted median), as if without gas: two tokens' hyperbolas by their closed
form, weighted and stable pools pair after pair by exact quotes. Markets at fixed prices stay as they are.
"""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import permutations

from solver.domain.primitives import Address
from solver.markets.market import Market, MarketError
from solver.markets.shapes import Curve, Piece, Product, Shape, Stable, Weighted
from solver.optimizer.program.families import shapes_of
from solver.optimizer.program.reference import reference_prices
from solver.optimizer.program.rows import rows

_PROBE = 10**5
"""One part in this many of a balance tells a marginal price, to that part; it must be large enough to be paid for."""

_ROUNDS = 6
"""Pairs of one pool that are moved: each costs the next a fee at least, so few follow."""


def arbitraged(markets: tuple[Market, ...]) -> tuple[Market, ...]:
    """The same markets, in the same order, once nobody gains from them at common prices."""
    made = rows(markets)
    worth = dict(zip(made.tokens, reference_prices(made.network).tolist(), strict=True))
    return tuple(_moved(market, worth) for market in markets)


def _moved(market: Market, worth: Mapping[Address, float]) -> Market:
    for shape in shapes_of(market):
        if isinstance(shape, Weighted | Stable):
            return _levelled(market, shape, worth)
        for way in _ways(shape):
            amount = int(_best_input(way.pieces, worth.get(way.token_in, 0.0), worth.get(way.token_out, 0.0)))
            if amount <= 0:
                continue
            try:
                return market.swap(way.token_in, way.token_out, amount)[1]
            except MarketError:
                continue
    return market


def _ways(shape: Shape) -> tuple[Curve, ...]:
    if isinstance(shape, Product):
        (one, other), (here, there) = shape.tokens, shape.reserves
        return (
            Curve(one, other, (Piece(here, there, shape.keep, math.inf),)),
            Curve(other, one, (Piece(there, here, shape.keep, math.inf),)),
        )
    return (shape,) if isinstance(shape, Curve) else ()


def _best_input(pieces: tuple[Piece, ...], cost: float, gain: float) -> float:
    """Input up to where one more unit of it costs what it brings; 0 where a price is not known."""
    total = 0.0
    for piece in pieces:
        if cost <= 0 or gain <= 0:
            return total
        best = math.sqrt(piece.reserve_in * piece.reserve_out * piece.keep * gain / cost) - piece.reserve_in
        spent = min(max(best / piece.keep, 0.0), piece.capacity)
        total += spent
        if spent < piece.capacity:
            return total
    return total


@dataclass(frozen=True, slots=True)
class _Way:
    """A direction through a pool of several tokens.

    cost, gain: worth of a unit of token_in and of token_out; probe, most: units of token_in that tell a price, and that
    all of token_out could be worth
    """

    token_in: Address
    token_out: Address
    cost: float
    gain: float
    probe: int
    most: int

    def earns(self, market: Market, amount: int) -> float:
        """What the probe earns after that amount, as a share of its cost; less than nothing where it cannot be had."""
        try:
            before = market.quote_in(self.token_in, self.token_out, amount) if amount else 0
            after = market.quote_in(self.token_in, self.token_out, amount + self.probe)
        except MarketError:
            return -1.0
        return self.gain * (after - before) / (self.cost * self.probe) - 1.0

    def best_input(self, market: Market) -> int:
        """Units up to where the next probe earns nothing, to a probe's size."""
        low, high = 0, self.most // self.probe
        while low < high:
            middle = (low + high + 1) // 2
            low, high = (middle, high) if self.earns(market, (middle - 1) * self.probe) > 0 else (low, middle - 1)
        return low * self.probe


def _levelled(market: Market, shape: Weighted | Stable, worth: Mapping[Address, float]) -> Market:
    """Moved by the pair that earns most, then by the next, until none earns."""
    ways = tuple(_ways_through(shape, worth))
    for _ in range(_ROUNDS):
        best = max(ways, key=lambda way: way.earns(market, 0), default=None)
        amount = 0 if best is None else best.best_input(market)
        if best is None or not amount:
            break
        market = market.swap(best.token_in, best.token_out, amount)[1]
    return market


def _ways_through(shape: Weighted | Stable, worth: Mapping[Address, float]) -> Iterator[_Way]:
    """Between tokens that have a price."""
    held = dict(zip(shape.tokens, shape.balances, strict=True))
    for one, other in permutations(shape.tokens, 2):
        cost, gain = worth.get(one, 0.0), worth.get(other, 0.0)
        if cost > 0 and gain > 0:
            probe = max(int(held[one] / _PROBE), 1)
            yield _Way(one, other, cost, gain, probe, int(held[other] * gain / cost))
