"""Several orders in one solution, or each by itself: whichever leaves the traders more."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from solver.adapters.auctions.cow.endings import Solved
from solver.adapters.auctions.cow.solution import Solution, Trade
from solver.domain.primitives import Address
from solver.optimizer.batch.endings import BatchRoute
from solver.optimizer.batch.uniform import delivered
from solver.optimizer.orders import BatchProblem

MOST_LEFT = Fraction(1, 10**5)
"""Of what is sold: hops are lessened by no more where nothing but roundings keeps a price from serving all."""


@dataclass(frozen=True, slots=True)
class Scale:
    """values: of a unit of each token, on any scale; gas_price: of one gas, on the same."""

    values: Mapping[Address, float]
    gas_price: Fraction

    def of(self, token: Address, units: Fraction | int) -> Fraction:
        """What so much of a token is worth; nothing where nothing is known of it."""
        return units * Fraction(self.values.get(token, 0.0))


@dataclass(frozen=True, slots=True)
class Joint:
    """Several orders in one solution, and the scale on which they were routed."""

    solved: Solved
    scale: Scale


def scale_of(problem: BatchProblem, found: BatchRoute) -> Scale:
    """The one on which the batch itself counts."""
    gas_price = problem.gas_price_units * Fraction(found.values.get(problem.gas_token, 0.0))
    return Scale({token: float(value) for token, value in problem.values.items()} | dict(found.values), gas_price)


def score(solution: Solution, scale: Scale) -> Fraction:
    """What its trades, as they are settled, leave beyond their limits with the fees, less the gas no fee pays for."""
    gains = (scale.of(*beyond(trade)) for trade in solution.trades)
    paid = sum((scale.of(trade.order.sell_token, trade.fee) for trade in solution.trades), Fraction(0))
    return sum(gains, Fraction(0)) - max(Fraction(0), solution.gas * scale.gas_price - paid)


def beyond(trade: Trade) -> tuple[Address, Fraction]:
    """The token in which a better price shows, and units of it beyond the limit, which the fee counts against."""
    order, given = trade.order, trade.sold + trade.fee
    if order.exact_in:
        return order.buy_token, trade.bought - Fraction(order.buy_amount * given, order.sell_amount)
    if not order.buy_amount:
        return order.sell_token, Fraction(-given)
    return order.sell_token, Fraction(order.sell_amount * trade.bought, order.buy_amount) - given


def left_over(solution: Solution, scale: Scale) -> Fraction:
    """What the settlement contract keeps beside the fees, as a fraction of what is sold: no trader gets it."""
    sold = sum((scale.of(trade.order.sell_token, trade.sold) for trade in solution.trades), Fraction(0))
    kept = sum((scale.of(token, units) for token, units in delivered(solution.hops).items()), sold)
    kept -= sum((scale.of(trade.order.buy_token, trade.bought) for trade in solution.trades), Fraction(0))
    return kept / sold if sold else Fraction(0)


def worth_joining(joint: Joint, alone: Iterable[Solved]) -> bool:
    """Whether it scores no less than what those of its orders come to that can be settled beside each other.

    alone: its orders, each by itself. The best of them is always counted.
    """
    scored = [(score(one.solution, joint.scale), one.solution) for one in alone]
    return score(joint.solved.solution, joint.scale) >= _beside(scored)


def _beside(scored: Iterable[tuple[Fraction, Solution]]) -> Fraction:
    """Best first, each that shares no market and no directed pair with one before: an auction has one winner a pair."""
    total, taken = Fraction(0), set[object]()
    for gain, solution in sorted(scored, key=lambda one: (-one[0], one[1].trades[0].order.uid)):
        needs: set[object] = {hop.pool for hop in solution.hops}
        needs |= {(trade.order.sell_token, trade.order.buy_token) for trade in solution.trades}
        if gain > 0 and not needs & taken:
            total += gain
            taken |= needs
    return total
