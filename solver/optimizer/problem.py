"""The routing problem: one token into another over many markets, in integers, net of gas.

ProblemError
├── EmptyOrder      the amount is not positive, or both tokens are the same
├── TooMuch         an amount beyond any token's
├── RepeatedPool    two markets with one address
├── NegativePrice   gas that would pay for itself
└── AbsurdPrice     a price that no two amounts have
"""

from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from solver.domain.auction import Side
from solver.domain.primitives import Address, PoolId
from solver.markets.market import Market

MOST_UNITS = 2**256 - 1
"""Of any token: what its contract can count."""

MOST_PRICE = Fraction(2**512)
"""Of a gas, or of a unit: more than all units of one token for each of another. What is made of it stays finite."""

SETTLE_GAS = 230_000
"""Gas of settling an intent without any hop: the same for every route, hence no part of one."""


class ProblemError(ValueError):
    """A problem that makes no sense."""


@dataclass(eq=False)
class EmptyOrder(ProblemError):
    """Nothing to trade."""

    sell_token: Address
    buy_token: Address
    amount: int


@dataclass(eq=False)
class TooMuch(ProblemError):
    """More than a token's contract can count."""

    amount: int


@dataclass(eq=False)
class RepeatedPool(ProblemError):
    """One pool twice would sell its liquidity twice."""

    pool: PoolId


@dataclass(eq=False)
class NegativePrice(ProblemError):
    """A negative price of gas, or a value that is not positive."""

    gas_price_units: Fraction


@dataclass(eq=False)
class AbsurdPrice(ProblemError):
    """So high or so low that no two amounts are in that proportion."""

    price: Fraction


def check_gas_price(gas_price_units: Fraction) -> None:
    """Raises NegativePrice or AbsurdPrice."""
    if gas_price_units < 0:
        raise NegativePrice(gas_price_units)
    if gas_price_units > MOST_PRICE:
        raise AbsurdPrice(gas_price_units)


@dataclass(frozen=True, slots=True)
class RouteProblem:
    """Valid from construction; markets are kept in the order of their addresses, so that reading order changes nothing.

    amount: units of the sell token spent (EXACT_IN) or of the buy token wanted (EXACT_OUT)
    gas_price_units: what one gas costs in units of the objective token (buy for EXACT_IN, sell for EXACT_OUT)
    most_hops: swaps on one path
    """

    markets: tuple[Market, ...]
    sell_token: Address
    buy_token: Address
    side: Side
    amount: int
    gas_price_units: Fraction
    most_hops: int = 3

    def __post_init__(self) -> None:
        if self.amount <= 0 or self.sell_token == self.buy_token or self.most_hops < 1:
            raise EmptyOrder(self.sell_token, self.buy_token, self.amount)
        if self.amount > MOST_UNITS:
            raise TooMuch(self.amount)
        check_gas_price(self.gas_price_units)
        ordered = tuple(sorted(self.markets, key=lambda market: market.pool))
        for one, other in pairwise(ordered):
            if one.pool == other.pool:
                raise RepeatedPool(one.pool)
        object.__setattr__(self, "markets", ordered)

    @property
    def exact_in(self) -> bool:
        """Whether the spend is fixed."""
        return self.side is Side.EXACT_IN

    def gas_cost_units(self, gas: int) -> int:
        """In units of the objective token, rounded up."""
        cost = gas * self.gas_price_units
        return -(-cost.numerator // cost.denominator)

    def score(self, amount_in: int, amount_out: int, gas: int) -> int:
        """What is maximised: units received, or minus units spent, less gas."""
        gross = amount_out if self.exact_in else -amount_in
        return gross - self.gas_cost_units(gas)
