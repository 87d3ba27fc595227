"""The arithmetic of UniswapV2Library, for any fee.

With f = 1e6 - fee_pips, a swap of a units into reserves (r_in, r_out) pays floor(a f r_out / (1e6 r_in + a f)). For
3000 pips this is the same rational number as the library's 997/1000, hence the same floor. A genuine Uniswap v2 pair
enforces 3/1000 whatever the caller computes, so a lower fee describes forks only: a genuine pair would revert.
"""

from dataclasses import dataclass, replace
from typing import Self

from solver.domain.primitives import Address, uint
from solver.domain.route import Family
from solver.markets.market import InsufficientLiquidity, TokenNotTraded

PIPS = 1_000_000
HOP_GAS = 75_000
_MOST_RESERVE = (1 << 112) - 1


@dataclass(frozen=True, slots=True)
class ConstantProduct:
    """One pair: reserves in units of token0 and token1, the fee taken from what comes in."""

    pool: Address
    token0: Address
    token1: Address
    reserve0: int
    reserve1: int
    fee_pips: int

    def __post_init__(self) -> None:
        uint("reserve0", self.reserve0, 112)
        uint("reserve1", self.reserve1, 112)
        if not 0 <= self.fee_pips < PIPS:
            raise ValueError(f"fee of {self.fee_pips} pips on {self.pool}")
        if self.token0 == self.token1:
            raise ValueError(f"{self.pool} trades {self.token0} against itself")

    @property
    def family(self) -> Family:
        """Hops are encoded as UNISWAP_V2."""
        return Family.UNISWAP_V2

    @property
    def tokens(self) -> tuple[Address, ...]:
        """token0, token1."""
        return (self.token0, self.token1)

    def reserves(self, token_in: Address, token_out: Address) -> tuple[int, int]:
        """Reserve of token_in, reserve of token_out; raises TokenNotTraded."""
        if (token_in, token_out) == (self.token0, self.token1):
            return self.reserve0, self.reserve1
        if (token_in, token_out) == (self.token1, self.token0):
            return self.reserve1, self.reserve0
        raise TokenNotTraded(self.pool, token_in if token_in not in self.tokens else token_out)

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

    def quote_with_gas(self, token_in: Address, token_out: Address, amount_in: int) -> tuple[int, int]:
        """The gas does not depend on the amount."""
        return self.quote_in(token_in, token_out, amount_in), HOP_GAS

    def quote_out_with_gas(self, token_in: Address, token_out: Address, amount_out: int) -> tuple[int, int]:
        """The gas does not depend on the amount."""
        return self.quote_out(token_in, token_out, amount_out), HOP_GAS

    def swap(self, token_in: Address, token_out: Address, amount_in: int) -> tuple[int, Self]:
        """The fee stays in the reserves."""
        amount_out = self.quote_in(token_in, token_out, amount_in)
        into, out = max(amount_in, 0), amount_out
        if token_in == self.token0:
            return amount_out, replace(self, reserve0=self.reserve0 + into, reserve1=self.reserve1 - out)
        return amount_out, replace(self, reserve0=self.reserve0 - out, reserve1=self.reserve1 + into)

    def hop_param(self, token_in: Address, token_out: Address) -> int:
        """The fee in pips."""
        self.reserves(token_in, token_out)
        return self.fee_pips

    def gas(self, token_in: Address, token_out: Address, amount_in: int) -> int:  # noqa: ARG002
        """The same for every amount."""
        self.reserves(token_in, token_out)
        return HOP_GAS
