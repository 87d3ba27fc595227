"""Families that trade two tokens against each other."""

from abc import abstractmethod
from typing import Self

from solver.domain.primitives import Address, PoolId
from solver.markets.flat_gas import FlatGas
from solver.markets.market import TokenNotTraded

PIPS = 1_000_000


class TwoTokens:
    """tokens: the family's first and second."""

    __slots__ = ()

    pool: PoolId

    @property
    @abstractmethod
    def tokens(self) -> tuple[Address, Address]:
        """As in Market."""

    def forward(self, token_in: Address, token_out: Address) -> bool:
        """Whether it is the first token that goes in; raises TokenNotTraded."""
        first, second = self.tokens
        if token_in == first and token_out == second:
            return True
        if token_in == second and token_out == first:
            return False
        raise TokenNotTraded(self.pool, token_out if token_in in (first, second) else token_in)

    def hop_param(self, token_in: Address, token_out: Address) -> int:
        """None is needed."""
        self.forward(token_in, token_out)
        return 0


class Stocked(TwoTokens, FlatGas):
    """Two balances that a swap moves by what it is paid and pays, and a fee that is taken from what comes in."""

    __slots__ = ()

    fee_pips: int

    @abstractmethod
    def moved(self, first: int, second: int) -> Self:
        """After so much more of each token; what went out is below zero."""

    def swap(self, token_in: Address, token_out: Address, amount_in: int) -> tuple[int, Self]:
        """What came in, fee included, can be had back."""
        paid, into = self.quote_in(token_in, token_out, amount_in), max(amount_in, 0)
        return paid, self.moved(into, -paid) if self.forward(token_in, token_out) else self.moved(-paid, into)

    def _check_terms(self) -> None:
        first, second = self.tokens
        if first == second:
            raise ValueError(f"{self.pool} trades {first} against itself")
        if not 0 <= self.fee_pips < PIPS:
            raise ValueError(f"fee of {self.fee_pips} pips on {self.pool}")
