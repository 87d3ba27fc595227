"""One venue's book of a base token against a quote token, as far as it was seen.

A level of p ticks and n lots trades up to n lots, each of lot_units of the base token, at p * tick_units units of the
quote token for a lot. The taker's fee is in the quote token and rounds against the taker: a seller of k lots gets
floor(value (1e6 - fee_pips) / 1e6), a buyer pays ceil(value (1e6 + fee_pips) / 1e6).

Only whole lots trade. What an input holds beyond them buys nothing: `quote_out` tells the input that wastes none.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import ClassVar, Self

from solver.domain.primitives import Address, PoolId
from solver.domain.route import Family
from solver.markets.flat_gas import FlatGas
from solver.markets.market import InsufficientLiquidity
from solver.markets.two_tokens import PIPS, TwoTokens


@dataclass(frozen=True, slots=True)
class Level:
    """A price in ticks and what is offered there in lots."""

    ticks: int
    lots: int

    def __post_init__(self) -> None:
        if self.ticks < 1 or self.lots < 1:
            raise ValueError(f"a level of {self.lots} lots at {self.ticks} ticks")


@dataclass(frozen=True, slots=True)
class Ladder(TwoTokens, FlatGas):
    """bids fall in price, asks rise, and do not cross; either may be empty."""

    pool: PoolId
    base: Address
    quote: Address
    lot_units: int
    tick_units: int
    fee_pips: int
    bids: tuple[Level, ...]
    asks: tuple[Level, ...]

    hop_gas: ClassVar[int] = 0
    """A book settles elsewhere."""

    def __post_init__(self) -> None:
        if min(self.lot_units, self.tick_units) < 1 or not 0 <= self.fee_pips < PIPS or self.base == self.quote:
            raise ValueError(f"{self.pool}: lot {self.lot_units}, tick {self.tick_units}, fee {self.fee_pips}")
        if any(a.ticks <= b.ticks for a, b in pairwise(self.bids)):
            raise ValueError(f"{self.pool}: bids out of order")
        if any(a.ticks >= b.ticks for a, b in pairwise(self.asks)):
            raise ValueError(f"{self.pool}: asks out of order")
        if self.bids and self.asks and self.bids[0].ticks >= self.asks[0].ticks:
            raise ValueError(f"{self.pool}: crossed at {self.bids[0].ticks} and {self.asks[0].ticks} ticks")

    @property
    def family(self) -> Family:
        """Not a hop of a plan."""
        return Family.BOOK

    @property
    def tokens(self) -> tuple[Address, Address]:
        """base, quote."""
        return (self.base, self.quote)

    def quote_in(self, token_in: Address, token_out: Address, amount_in: int) -> int:
        """What the whole lots in it are paid, or as many lots as it buys."""
        selling = self.forward(token_in, token_out)
        if amount_in <= 0:
            return 0
        lots = self._lots_for(selling, amount_in)
        return self.received(lots) if selling else lots * self.lot_units

    def quote_out(self, token_in: Address, token_out: Address, amount_out: int) -> int:
        """The input of the fewest lots that give so much."""
        selling = self.forward(token_in, token_out)
        if amount_out <= 0:
            return 0
        most = sum(level.lots for level in (self.bids if selling else self.asks))
        lots = _least(lambda n: self.received(n) >= amount_out, most) if selling else -(-amount_out // self.lot_units)
        if lots is None or lots > most:
            raise InsufficientLiquidity(self.pool, token_out, amount_out)
        return lots * self.lot_units if selling else self.paid(lots)

    def swap(self, token_in: Address, token_out: Address, amount_in: int) -> tuple[int, Self]:
        """The lots that traded are gone."""
        selling = self.forward(token_in, token_out)
        lots = self._lots_for(selling, amount_in) if amount_in > 0 else 0
        if selling:
            return self.received(lots), replace(self, bids=_without(self.bids, lots))
        return lots * self.lot_units, replace(self, asks=_without(self.asks, lots))

    def received(self, lots: int) -> int:
        """Units of the quote token for selling so many lots of the bids, after the fee."""
        return _value(self.bids, lots) * self.tick_units * (PIPS - self.fee_pips) // PIPS

    def paid(self, lots: int) -> int:
        """Units of the quote token for buying so many lots of the asks, with the fee."""
        return -(-_value(self.asks, lots) * self.tick_units * (PIPS + self.fee_pips) // PIPS)

    def _lots_for(self, selling: bool, amount_in: int) -> int:
        """Whole lots in an input, all of which must be there."""
        levels = self.bids if selling else self.asks
        most = sum(level.lots for level in levels)
        if amount_in > (most * self.lot_units if selling else self.paid(most)):
            raise InsufficientLiquidity(self.pool, self.base if selling else self.quote, amount_in)
        if selling:
            return amount_in // self.lot_units
        beyond = _least(lambda n: self.paid(n) > amount_in, most)
        return most if beyond is None else beyond - 1


def _value(levels: tuple[Level, ...], lots: int) -> int:
    """Ticks times lots, best levels first."""
    value = 0
    for level in levels:
        taken = min(lots, level.lots)
        value += taken * level.ticks
        lots -= taken
        if not lots:
            break
    return value


def _without(levels: tuple[Level, ...], lots: int) -> tuple[Level, ...]:
    left = []
    for level in levels:
        taken = min(lots, level.lots)
        lots -= taken
        if level.lots > taken:
            left.append(Level(level.ticks, level.lots - taken))
    return tuple(left)


def _least(holds: Callable[[int], bool], most: int) -> int | None:
    """Least n from 1 to most for which a claim that stays true once true holds; None where it never does."""
    if most < 1 or not holds(most):
        return None
    low, high = 0, most
    while high - low > 1:
        middle = (low + high) // 2
        if holds(middle):
            high = middle
        else:
            low = middle
    return high
