"""What stays the same while plans are tried out, and what a plan comes to."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from solver.domain.primitives import Address
from solver.domain.route import Hop
from solver.markets.market import Market
from solver.optimizer.integer.legs import Leg
from solver.optimizer.integer.request import Rules, Trade

Units = Mapping[Address, int]


@dataclass(frozen=True, slots=True)
class Course:
    """markets, orders, worths and rules of one call."""

    markets: Sequence[Market]
    trades: Sequence[Trade]
    worth: Mapping[Address, float]
    rules: Rules

    def wanted(self) -> dict[Address, int]:
        """Units of each token bought, at least."""
        least: dict[Address, int] = {}
        for trade in self.trades:
            least[trade.buy_token] = least.get(trade.buy_token, 0) + trade.least_bought
        return least

    def start(self, sold: Sequence[int]) -> dict[Address, int]:
        """Units of each token there before the first hop, where the orders sell so much."""
        there: dict[Address, int] = {}
        for trade, amount in zip(self.trades, sold, strict=True):
            there[trade.sell_token] = there.get(trade.sell_token, 0) + amount
        return there

    def of_one(self, token: Address) -> float:
        """Worth of a unit; 1.0 where nobody knows."""
        worth = self.worth.get(token, 0.0)
        return worth if 0.0 < worth < float("inf") else 1.0

    def settles_late(self, leg: Leg) -> bool:
        """Whether the leg's market lets its input come later."""
        return self.markets[leg.market].family in self.rules.flash


@dataclass(frozen=True, slots=True)
class Filled:
    """Hops, their gas, and what is there of each token after the last; sold: by order.

    idle: legs for which the input never was there
    loose: tokens of which more than rounding found no taker among the legs; left: of which it stays with us
    """

    hops: tuple[Hop, ...]
    gas: int
    sold: tuple[int, ...]
    end: Units
    flashed: bool = False
    idle: tuple[Leg, ...] = ()
    left: tuple[Address, ...] = ()
    loose: tuple[Address, ...] = ()


def score(course: Course, filled: Filled, *, surplus: bool = False) -> Fraction:
    """Worth of what the orders buy less what they sell, less gas. surplus: more than exactly wanted counts, too."""
    open_ended = {trade.buy_token for trade in course.trades if trade.exact_in or surplus}
    total = -filled.gas * course.rules.gas_worth
    for token, least in course.wanted().items():
        units = filled.end.get(token, 0)
        total += Fraction(course.of_one(token)) * (units if token in open_ended else min(units, least))
    for trade, amount in zip(course.trades, filled.sold, strict=True):
        total -= Fraction(course.of_one(trade.sell_token)) * amount
    return total


def rank(course: Course, filled: Filled) -> tuple[Fraction, Fraction, int]:
    """By score; of equals the one that delivers more than exactly wanted, then the one of fewer hops."""
    return score(course, filled), score(course, filled, surplus=True), -len(filled.hops)
