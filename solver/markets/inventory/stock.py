"""A stock of two tokens that quotes on a hyperbola through the mid price, as long as the stock lasts.

With virtual reserves B of the base token and Q = mid B of the quote token and f = 1e6 - fee_pips, a swap of a units
pays floor(a f r_out / (1e6 r_in + a f)), never more than is held. The marginal price at the start is the mid price less
the fee, and moves by the share `risk` for every unit of the base token that changes hands: r_out r_in / (r_in + a)^2
falls by 2 / r_in a unit, so B = 2 / risk.
"""

from dataclasses import dataclass, replace
from fractions import Fraction
from typing import ClassVar, Self

from solver.domain.primitives import Address, PoolId
from solver.domain.route import Family
from solver.markets.market import InsufficientLiquidity
from solver.markets.two_tokens import PIPS, Stocked

_FINE = 1 << 64
"""Virtual reserves are kept in this part of a unit, so that a mid price of many digits survives."""


@dataclass(frozen=True, slots=True)
class Inventory(Stocked):
    """virtual_base, virtual_quote: in 2^-64 units; held_base, held_quote: units that may be given away."""

    pool: PoolId
    base: Address
    quote: Address
    virtual_base: int
    virtual_quote: int
    held_base: int
    held_quote: int
    fee_pips: int

    hop_gas: ClassVar[int] = 40_000
    """Two transfers."""

    def __post_init__(self) -> None:
        if min(self.virtual_base, self.virtual_quote) < 1 or min(self.held_base, self.held_quote) < 0:
            raise ValueError(f"{self.pool}: a stock of {self.held_base} and {self.held_quote} without a price")
        self._check_terms()

    @property
    def family(self) -> Family:
        """Not a hop of a plan."""
        return Family.INVENTORY

    @property
    def tokens(self) -> tuple[Address, Address]:
        """base, quote."""
        return (self.base, self.quote)

    def sides(self, token_in: Address, token_out: Address) -> tuple[int, int, int]:
        """Virtual reserve in, virtual reserve out, and what is held of token_out; raises TokenNotTraded."""
        if self.forward(token_in, token_out):
            return self.virtual_base, self.virtual_quote, self.held_quote
        return self.virtual_quote, self.virtual_base, self.held_base

    def quote_in(self, token_in: Address, token_out: Address, amount_in: int) -> int:
        """Rounds down, in the stock's favour."""
        reserve_in, reserve_out, held = self.sides(token_in, token_out)
        if amount_in <= 0:
            return 0
        kept = amount_in * (PIPS - self.fee_pips)
        paid = kept * reserve_out // (reserve_in * PIPS + kept * _FINE)
        if paid > held:
            raise InsufficientLiquidity(self.pool, token_in, amount_in)
        return paid

    def quote_out(self, token_in: Address, token_out: Address, amount_out: int) -> int:
        """Rounds up to the least input; raises where even that would be worth more than is held."""
        reserve_in, reserve_out, held = self.sides(token_in, token_out)
        if amount_out <= 0:
            return 0
        left = reserve_out - amount_out * _FINE
        if amount_out > held or left <= 0:
            raise InsufficientLiquidity(self.pool, token_out, amount_out)
        least = -(-amount_out * reserve_in * PIPS // (left * (PIPS - self.fee_pips)))
        self.quote_in(token_in, token_out, least)  # one coarse unit of input may be worth more than all that is left
        return least

    def moved(self, first: int, second: int) -> Self:
        """What came in can be given away again; the price stays where the trade left it."""
        return replace(
            self,
            virtual_base=self.virtual_base + first * _FINE,
            virtual_quote=self.virtual_quote + second * _FINE,
            held_base=self.held_base + first,
            held_quote=self.held_quote + second,
        )


def inventory(
    pool: PoolId,
    base: Address,
    quote: Address,
    *,
    mid: Fraction,
    held: tuple[int, int],
    risk: Fraction,
    fee_pips: int = 0,
) -> Inventory:
    """A stock at a mid price.

    mid: units of quote for a unit of base; held: units of base and of quote that may be given away
    risk: share by which the price moves for each unit of base that is traded
    """
    if mid <= 0 or risk <= 0:
        raise ValueError(f"{pool}: mid price {mid}, price of risk {risk}")
    deep = 2 / risk * _FINE
    return Inventory(pool, base, quote, round(deep), round(deep * mid), *held, fee_pips)
