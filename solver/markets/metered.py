"""A market whose gas somebody else has told us: an auction's driver, who also executes the hop."""

from dataclasses import dataclass, field, replace
from typing import Self

from solver.domain.primitives import Address, PoolId, uint
from solver.domain.route import Family
from solver.markets.flat_gas import FlatGas
from solver.markets.market import Market


@dataclass(frozen=True, slots=True)
class Metered(FlatGas):
    """The market itself, but every hop on it takes `hop_gas`, whatever the amount."""

    market: Market
    hop_gas: int = field()  # else the property of that name would be taken for a default

    def __post_init__(self) -> None:
        uint("hop_gas", self.hop_gas, 64)

    @property
    def family(self) -> Family:
        """The market's."""
        return self.market.family

    @property
    def pool(self) -> PoolId:
        """The market's."""
        return self.market.pool

    @property
    def tokens(self) -> tuple[Address, ...]:
        """The market's."""
        return self.market.tokens

    def quote_in(self, token_in: Address, token_out: Address, amount_in: int) -> int:
        """The market's."""
        return self.market.quote_in(token_in, token_out, amount_in)

    def quote_out(self, token_in: Address, token_out: Address, amount_out: int) -> int:
        """The market's."""
        return self.market.quote_out(token_in, token_out, amount_out)

    def swap(self, token_in: Address, token_out: Address, amount_in: int) -> tuple[int, Self]:
        """The market as the swap leaves it, metered as before."""
        amount_out, after = self.market.swap(token_in, token_out, amount_in)
        return amount_out, replace(self, market=after)

    def hop_param(self, token_in: Address, token_out: Address) -> int:
        """The market's."""
        return self.market.hop_param(token_in, token_out)
