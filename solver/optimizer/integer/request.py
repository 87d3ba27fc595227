"""What the integer step is asked: orders, and what the continuous optimum would do for them."""

from dataclasses import dataclass
from fractions import Fraction

from solver.domain.auction import Side
from solver.domain.primitives import Address
from solver.domain.route import Family


@dataclass(frozen=True, slots=True)
class Wish:
    """One direction of one market in the optimum: spent units of token_in for got units of token_out.

    market: place among the markets
    """

    market: int
    token_in: Address
    token_out: Address
    spent: float
    got: float


@dataclass(frozen=True, slots=True)
class Trade:
    """One order to be filled whole.

    EXACT_IN: sells amount, expects to buy expected, must buy at least limit (None: anything above nothing)
    EXACT_OUT: buys amount, expects to sell expected, may sell at most limit (None: any amount)
    """

    sell_token: Address
    buy_token: Address
    side: Side
    amount: int
    expected: float
    limit: int | None = None

    def __post_init__(self) -> None:
        if self.amount <= 0 or self.sell_token == self.buy_token:
            raise ValueError(f"{self.amount} of {self.sell_token} for {self.buy_token}")

    @property
    def exact_in(self) -> bool:
        """Whether amount is of the sell token."""
        return self.side is Side.EXACT_IN

    @property
    def least_bought(self) -> int:
        """Units of the buy token without which the order is not filled."""
        return max(self.limit or 1, 1) if self.exact_in else self.amount

    @property
    def about_sold(self) -> int:
        """Units of the sell token: exact, or as expected, rounded up."""
        return self.amount if self.exact_in else max(1, -int(-self.expected // 1))


NO_FAMILY: frozenset[Family] = frozenset()


@dataclass(frozen=True, slots=True)
class Rules:
    """What the executor can do and what a hop costs.

    gas_worth: of one gas, on the scale of the worths of tokens
    flash: families whose hops may be paid for later in the same transaction
    most_splits: hops that may be cut in two to start a cycle of flows
    """

    gas_worth: Fraction = Fraction(0)
    flash: frozenset[Family] = NO_FAMILY
    most_splits: int = 4
    prove: bool = True
