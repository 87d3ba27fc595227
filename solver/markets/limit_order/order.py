"""A signed order that gives the maker token for the taker token at one price, with the arithmetic of 0x v4.

Filling x units of the taker amount pays floor(x maker_amount / taker_amount) and costs x plus, as a fee in the taker
token, floor(x taker_fee / taker_amount). Source: 0x protocol v4, LibMath.getPartialAmountFloor.
"""

from dataclasses import dataclass, replace
from typing import ClassVar, Self

from solver.domain.primitives import Address, PoolId, uint
from solver.domain.route import Family
from solver.markets.flat_gas import FlatGas
from solver.markets.market import InsufficientLiquidity, TokenNotTraded


@dataclass(frozen=True, slots=True)
class LimitOrder(FlatGas):
    """One order as far as it is still open. Amounts in units; taker_fee is what filling all of it costs besides.

    filled: units of the taker amount that are gone; pool: the order's hash
    """

    pool: PoolId
    taker_token: Address
    maker_token: Address
    taker_amount: int
    maker_amount: int
    taker_fee: int = 0
    filled: int = 0

    hop_gas: ClassVar[int] = 66_358
    """As the driver of CoW Protocol estimates a 0x fill."""

    def __post_init__(self) -> None:
        uint("taker_amount", self.taker_amount, 128)
        uint("maker_amount", self.maker_amount, 128)
        uint("taker_fee", self.taker_fee, 128)
        if not self.taker_amount or not 0 <= self.filled <= self.taker_amount:
            raise ValueError(f"{self.pool}: {self.filled} of {self.taker_amount} filled")
        if self.taker_token == self.maker_token:
            raise ValueError(f"{self.pool} trades {self.taker_token} against itself")

    @property
    def family(self) -> Family:
        """Not a hop of a plan."""
        return Family.LIMIT_ORDER

    @property
    def tokens(self) -> tuple[Address, ...]:
        """What goes in, what comes out."""
        return (self.taker_token, self.maker_token)

    @property
    def open_cost(self) -> int:
        """Units of the taker token, fee included, that fill the rest."""
        return self._cost(self.taker_amount - self.filled)

    def quote_in(self, token_in: Address, token_out: Address, amount_in: int) -> int:
        """What the largest fill that costs no more than amount_in pays."""
        self._check(token_in, token_out)
        if amount_in <= 0:
            return 0
        return self._pays(self._fill_for(amount_in))

    def quote_out(self, token_in: Address, token_out: Address, amount_out: int) -> int:
        """The cost of the smallest fill that pays so much."""
        self._check(token_in, token_out)
        if amount_out <= 0:
            return 0
        fill = -(-amount_out * self.taker_amount // self.maker_amount) if self.maker_amount else self.taker_amount + 1
        if fill > self.taker_amount - self.filled:
            raise InsufficientLiquidity(self.pool, token_out, amount_out)
        return self._cost(fill)

    def swap(self, token_in: Address, token_out: Address, amount_in: int) -> tuple[int, Self]:
        """The rest stays open at the same price. A fill that would pay nothing does not happen."""
        paid = self.quote_in(token_in, token_out, amount_in)
        fill = self._fill_for(amount_in) if paid else 0
        return paid, replace(self, filled=self.filled + fill)

    def hop_param(self, token_in: Address, token_out: Address) -> int:
        """None: the order itself is what a filler presents."""
        self._check(token_in, token_out)
        return 0

    def _check(self, token_in: Address, token_out: Address) -> None:
        if (token_in, token_out) != (self.taker_token, self.maker_token):
            raise TokenNotTraded(self.pool, token_in if token_in != self.taker_token else token_out)

    def _pays(self, fill: int) -> int:
        return fill * self.maker_amount // self.taker_amount

    def _cost(self, fill: int) -> int:
        return fill + fill * self.taker_fee // self.taker_amount

    def _fill_for(self, amount_in: int) -> int:
        """Largest fill with _cost(fill) <= amount_in: fill (taker + fee) < (amount_in + 1) taker."""
        if amount_in > self.open_cost:
            raise InsufficientLiquidity(self.pool, self.taker_token, amount_in)
        most = ((amount_in + 1) * self.taker_amount - 1) // (self.taker_amount + self.taker_fee)
        return min(most, self.taker_amount - self.filled)
