"""What every market family answers, in integers that equal the deployed contract's to the last unit.

MarketError
├── InsufficientLiquidity   the amount cannot be had from what is known of this market
└── TokenNotTraded          the token is not one of the market's
"""

from dataclasses import dataclass
from typing import Protocol, Self

from solver.domain.primitives import Address, PoolId
from solver.domain.route import Family


class MarketError(Exception):
    """A quote that cannot be given."""


@dataclass(eq=False)
class InsufficientLiquidity(MarketError):
    """More was asked than this market (or the known part of its state) can give; amount in units of token."""

    pool: PoolId
    token: Address
    amount: int


@dataclass(eq=False)
class TokenNotTraded(MarketError):
    """The pool does not hold this token."""

    pool: PoolId
    token: Address


class Market(Protocol):
    """One pool at one block: frozen; a swap gives a new one."""

    @property
    def family(self) -> Family: ...

    @property
    def pool(self) -> PoolId: ...

    @property
    def tokens(self) -> tuple[Address, ...]: ...

    def quote_in(self, token_in: Address, token_out: Address, amount_in: int) -> int:
        """Units of token_out the pool pays for exactly amount_in; 0 for 0. Raises MarketError."""
        ...

    def quote_out(self, token_in: Address, token_out: Address, amount_out: int) -> int:
        """Least units of token_in that an exact-in swap needs to pay at least amount_out. Raises MarketError."""
        ...

    def quote_with_gas(self, token_in: Address, token_out: Address, amount_in: int) -> tuple[int, int]:
        """quote_in and gas of the same hop, at the price of one. Raises MarketError."""
        ...

    def quote_out_with_gas(self, token_in: Address, token_out: Address, amount_out: int) -> tuple[int, int]:
        """quote_out, and gas of an exact-in hop with that input. Raises MarketError."""
        ...

    def swap(self, token_in: Address, token_out: Address, amount_in: int) -> tuple[int, Self]:
        """quote_in together with the market as it is afterwards. Raises MarketError."""
        ...

    def hop_param(self, token_in: Address, token_out: Address) -> int:
        """Hop.param of contracts/src/types/Plan.sol for this direction."""
        ...

    def gas(self, token_in: Address, token_out: Address, amount_in: int) -> int:
        """Estimated gas of such a hop inside the executor."""
        ...
