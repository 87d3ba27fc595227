"""Several orders over the same markets, to be filled together.

BatchError (a ProblemError)
├── NoOrders          nothing to trade
├── BadLimit          a limit price that is not positive, or that no two amounts have
└── BadBounds         a least amount outside 0..amount, or a partial fill without a limit price
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import pairwise

from solver.domain.auction import Side
from solver.domain.primitives import Address
from solver.markets.market import Market
from solver.optimizer.problem import (
    MOST_PRICE,
    MOST_UNITS,
    AbsurdPrice,
    EmptyOrder,
    NegativePrice,
    ProblemError,
    RepeatedPool,
    TooMuch,
    check_gas_price,
)


class BatchError(ProblemError):
    """A batch that makes no sense."""


@dataclass(eq=False)
class NoOrders(BatchError):
    """An empty batch."""


@dataclass(eq=False)
class BadLimit(BatchError):
    """A limit price is the proportion of two amounts."""

    limit: Fraction


@dataclass(eq=False)
class BadBounds(BatchError):
    """The least amount is between nothing and everything; without a limit price it is everything."""

    least: int
    amount: int


@dataclass(frozen=True, slots=True)
class Order:
    """Exact in: spends up to `amount` of the sell token. Exact out: receives up to `amount` of the buy token.

    limit: units of the buy token for a unit of the sell token, at least; None: at any price
    least: the fill is nothing or between this and `amount`; None: all or nothing
    """

    sell_token: Address
    buy_token: Address
    side: Side
    amount: int
    limit: Fraction | None = None
    least: int | None = None

    def __post_init__(self) -> None:
        if self.amount <= 0 or self.sell_token == self.buy_token:
            raise EmptyOrder(self.sell_token, self.buy_token, self.amount)
        if self.amount > MOST_UNITS:
            raise TooMuch(self.amount)
        if self.limit is not None and not Fraction(1, MOST_UNITS) <= self.limit <= MOST_UNITS:
            raise BadLimit(self.limit)
        if not 0 <= self.at_least <= self.amount or (self.limit is None and self.at_least < self.amount):
            raise BadBounds(self.at_least, self.amount)

    @property
    def exact_in(self) -> bool:
        """Whether `amount` is of the sell token."""
        return self.side is Side.EXACT_IN

    @property
    def at_least(self) -> int:
        """Of a fill that is not nothing."""
        return self.amount if self.least is None else self.least

    @property
    def fixed_token(self) -> Address:
        """Whose amount is given."""
        return self.sell_token if self.exact_in else self.buy_token

    @property
    def surplus_token(self) -> Address:
        """In which a better price than the limit shows: more bought, or less sold."""
        return self.buy_token if self.exact_in else self.sell_token

    def accepts(self, sold: int, bought: int) -> bool:
        """Whether such a fill is within the limit, exactly."""
        return self.limit is None or bought >= self.limit * sold


@dataclass(frozen=True, slots=True)
class BatchProblem:
    """Valid from construction; markets are kept in the order of their pools, orders as given.

    gas_price_units: what one gas costs in units of gas_token
    values: positive worth of a unit of a token, on one scale, in which surplus and gas are summed up; one not named
        is worth what the markets say, on the scale of the first that is named (or of gas_token)
    most_hops: swaps on one path between an order's tokens, as far as tokens are chosen by it
    """

    markets: tuple[Market, ...]
    orders: tuple[Order, ...]
    gas_token: Address
    gas_price_units: Fraction
    values: Mapping[Address, Fraction] = field(default_factory=dict)
    most_hops: int = 3

    def __post_init__(self) -> None:
        if not self.orders:
            raise NoOrders
        check_gas_price(self.gas_price_units)
        for value in self.values.values():
            if value <= 0:
                raise NegativePrice(value)
            if not 1 / MOST_PRICE <= value <= MOST_PRICE:
                raise AbsurdPrice(value)
        object.__setattr__(self, "markets", distinct(self.markets))


def distinct(markets: tuple[Market, ...]) -> tuple[Market, ...]:
    """In the order of their pools, so that reading order changes nothing; raises RepeatedPool."""
    ordered = tuple(sorted(markets, key=lambda market: market.pool))
    for one, other in pairwise(ordered):
        if one.pool == other.pool:
            raise RepeatedPool(one.pool)
    return ordered
