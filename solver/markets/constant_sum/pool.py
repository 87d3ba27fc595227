"""A fixed rate between two tokens, such as a peg keeper or a wrapper, until one of them is used up.

With multipliers m that scale a unit of each token to a common value and f = 1e6 - fee_pips, a swap of a units pays
floor(a f m_in / (1e6 m_out)), at most the balance.
"""

from dataclasses import dataclass, replace
from typing import ClassVar, Self

from solver.domain.primitives import Address, PoolId
from solver.domain.route import Family
from solver.markets.market import InsufficientLiquidity
from solver.markets.two_tokens import PIPS, Stocked


@dataclass(frozen=True, slots=True)
class ConstantSum(Stocked):
    """One pool: balances in units of token0 and token1; the fee is taken from what comes in and stays in the pool."""

    pool: PoolId
    token0: Address
    token1: Address
    balance0: int
    balance1: int
    multiplier0: int
    multiplier1: int
    fee_pips: int

    hop_gas: ClassVar[int] = 60_000

    def __post_init__(self) -> None:
        if min(self.balance0, self.balance1) < 0 or min(self.multiplier0, self.multiplier1) < 1:
            raise ValueError(f"{self.pool}: balances {self.balance0}, {self.balance1} or multipliers")
        self._check_terms()

    @property
    def family(self) -> Family:
        """Not a hop of a plan."""
        return Family.CONSTANT_SUM

    @property
    def tokens(self) -> tuple[Address, Address]:
        """token0, token1."""
        return (self.token0, self.token1)

    def side(self, token_in: Address, token_out: Address) -> tuple[int, int, int]:
        """Multiplier of token_in and of token_out, balance of token_out; raises TokenNotTraded."""
        if self.forward(token_in, token_out):
            return self.multiplier0, self.multiplier1, self.balance1
        return self.multiplier1, self.multiplier0, self.balance0

    def quote_in(self, token_in: Address, token_out: Address, amount_in: int) -> int:
        """Rounds down, in the pool's favour."""
        multiplier_in, multiplier_out, balance = self.side(token_in, token_out)
        if amount_in <= 0:
            return 0
        paid = amount_in * (PIPS - self.fee_pips) * multiplier_in // (PIPS * multiplier_out)
        if paid > balance:
            raise InsufficientLiquidity(self.pool, token_in, amount_in)
        return paid

    def quote_out(self, token_in: Address, token_out: Address, amount_out: int) -> int:
        """Rounds up to the least input; raises where even that would pay more than the balance."""
        multiplier_in, multiplier_out, balance = self.side(token_in, token_out)
        if amount_out <= 0:
            return 0
        if amount_out > balance:
            raise InsufficientLiquidity(self.pool, token_out, amount_out)
        least = -(-amount_out * PIPS * multiplier_out // ((PIPS - self.fee_pips) * multiplier_in))
        self.quote_in(token_in, token_out, least)  # one coarse unit of input may be worth more than all that is left
        return least

    def moved(self, first: int, second: int) -> Self:
        """The rate stays."""
        return replace(self, balance0=self.balance0 + first, balance1=self.balance1 + second)
