"""The arithmetic of UniswapV2Library, for any fee.

With f = 1e6 - fee_pips, a swap of a units into reserves (r_in, r_out) pays floor(a f r_out / (1e6 r_in + a f)). For
3000 pips this is the same rational number as the library's 997/1000, hence the same floor. A genuine Uniswap v2 pair
enforces 3/1000 whatever the caller computes, so a lower fee describes forks only: a genuine pair would revert.
"""

from dataclasses import dataclass, replace
from typing import ClassVar, Self

from solver.domain.primitives import Address, uint
from solver.domain.route import Family
from solver.markets.market import InsufficientLiquidity
from solver.markets.two_tokens import PIPS, Stocked

_MOST_RESERVE = (1 << 112) - 1


@dataclass(frozen=True, slots=True)
class ConstantProduct(Stocked):
    """One pair: reserves in units of token0 and token1, the fee taken from what comes in."""

    pool: Address
    token0: Address
    token1: Address
    reserve0: int
    reserve1: int
    fee_pips: int

    hop_gas: ClassVar[int] = 63_000

    def __post_init__(self) -> None:
        uint("reserve0", self.reserve0, 112)
        uint("reserve1", self.reserve1, 112)
        self._check_terms()

    @property
    def family(self) -> Family:
        """Hops are encoded as UNISWAP_V2."""
        return Family.UNISWAP_V2

    @property
    def tokens(self) -> tuple[Address, Address]:
        """token0, token1."""
        return (self.token0, self.token1)

    def reserves(self, token_in: Address, token_out: Address) -> tuple[int, int]:
        """Reserve of token_in, reserve of token_out; raises TokenNotTraded."""
        forward = self.forward(token_in, token_out)
        return (self.reserve0, self.reserve1) if forward else (self.reserve1, self.reserve0)

    def quote_in(self, token_in: Address, token_out: Address, amount_in: int) -> int:
        """Rounds down, in the pool's favour."""
        reserve_in, reserve_out = self.reserves(token_in, token_out)
        if amount_in <= 0:
            return 0
        if not reserve_in or not reserve_out or reserve_in + amount_in > _MOST_RESERVE:
            raise InsufficientLiquidity(self.pool, token_in, amount_in)
        kept = amount_in * (PIPS - self.fee_pips)
        return kept * reserve_out // (reserve_in * PIPS + kept)

    def quote_out(self, token_in: Address, token_out: Address, amount_out: int) -> int:
        """Rounds up to the least input; the library's getAmountIn adds one unit even where the division is exact."""
        reserve_in, reserve_out = self.reserves(token_in, token_out)
        if amount_out <= 0:
            return 0
        if not reserve_in or amount_out >= reserve_out:
            raise InsufficientLiquidity(self.pool, token_out, amount_out)
        amount_in = -(-amount_out * reserve_in * PIPS // ((reserve_out - amount_out) * (PIPS - self.fee_pips)))
        if reserve_in + amount_in > _MOST_RESERVE:
            raise InsufficientLiquidity(self.pool, token_out, amount_out)
        return amount_in

    def moved(self, first: int, second: int) -> Self:
        """The fee stays in the reserves."""
        return replace(self, reserve0=self.reserve0 + first, reserve1=self.reserve1 + second)

    def hop_param(self, token_in: Address, token_out: Address) -> int:
        """The fee in pips."""
        self.forward(token_in, token_out)
        return self.fee_pips
