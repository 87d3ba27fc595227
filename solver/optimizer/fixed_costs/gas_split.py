"""The best split of one order when every market used has a fixed cost: found and proved optimal, or with its gap."""

from dataclasses import dataclass
from math import isfinite

import numpy as np

from solver.optimizer.fixed_costs.branching import TOLERANCE, search_room
from solver.optimizer.fixed_costs.envelope import Case, bound
from solver.optimizer.fixed_costs.flips import search_all, tell, unused_worth
from solver.optimizer.fixed_costs.left_out import LeftOut
from solver.optimizer.fixed_costs.parallel import Parallel
from solver.optimizer.fixed_costs.two_asset import EmptyOrder, Split, TooLarge, as_split
from solver.optimizer.fixed_costs.water import AMOUNT, Places

NODES = 4_000
"""Enough for what we have seen by far: see tests/unit/optimizer/fixed_costs."""


@dataclass(frozen=True, slots=True, eq=False)
class GasSplit:
    """A split net of costs, and the proof of how good it is. All values in units of what costs are in.

    value: output less costs (exact in), or minus the sum of input and costs (exact out)
    bound: no choice of markets is worth more, up to TOLERANCE of it; equal to value where certified
    lagrangian, at_price: the bound at one price, before branching; anyone can evaluate it again there (`lagrangian`)
    undecided: markets that bound left open; nodes: relaxations solved; left_out: None for a market that is used
    """

    split: Split
    costs: float
    value: float
    bound: float
    lagrangian: float
    at_price: float
    undecided: int
    nodes: int
    left_out: tuple[LeftOut | None, ...]

    @property
    def gap(self) -> float:
        """What a better answer could gain at most."""
        return max(0.0, self.bound - self.value)

    @property
    def certified(self) -> bool:
        """Whether nothing better exists."""
        return self.gap <= TOLERANCE * abs(self.value)


def split_with_costs(given: Parallel, order: float, *, nodes: int = NODES) -> GasSplit:
    """The best split of exactly `order` net of costs: the order is filled even where costs eat all that it brings.

    nodes: budget of the branch and bound. Raises SplitError.
    """
    if not (isfinite(order) and order > 0):
        raise EmptyOrder(order)
    case = Case(given.rows, given.start, given.base, given.sign, order)
    search = search_room(given.start, len(given.rows))
    most, root, at, undecided, visited = search_all(case, search, nodes)
    if search.worth[0] == -np.inf:
        raise TooLarge(order, float(given.rows[:, AMOUNT].sum()))
    amounts, brought, used = np.empty(given.markets), np.empty(given.markets), np.empty(given.markets, dtype=np.int64)
    level = tell(case, search, amounts, brought, used)
    value = float(search.worth[0])
    reasons = _reasons(case, level, used, proved=most <= value + TOLERANCE * abs(value))
    costs = float(brought.sum()) - value
    price = _price(given, at)
    found = as_split(given, level, amounts, brought)
    return GasSplit(found, max(0.0, costs), value, max(float(most), value), root, price, undecided, visited, reasons)


def lagrangian(given: Parallel, order: float, price: float) -> float:
    """The bound at a price (token_out for token_in) with nothing decided: no answer is worth more, at any price."""
    if not (price >= 0.0 if given.exact_in else 0.0 < price < np.inf):
        raise ValueError(price)
    here = (1.0 / np.sqrt(price) if price > 0.0 else np.inf) if given.exact_in else -np.sqrt(price)
    case = Case(given.rows, given.start, given.base, given.sign, order)
    return float(bound(case, given.start[:-1], given.start[1:], here - given.base))


def _price(given: Parallel, at: float) -> float:
    here = (given.base + at) ** 2
    return float(1.0 / here if given.exact_in else here)


def _reasons(case: Case, level: float, used: Places, *, proved: bool) -> tuple[LeftOut | None, ...]:
    gross, net = np.empty(len(used)), np.empty(len(used))
    unused_worth(case, level, gross, net)
    empty = np.diff(case.start) == 0
    told = zip(used.tolist(), empty.tolist(), gross.tolist(), net.tolist(), strict=True)
    return tuple(_reason(*one, proved=proved) for one in told)


def _reason(used: int, empty: bool, gross: float, net: float, *, proved: bool) -> LeftOut | None:
    if used:
        return None
    if empty:
        return LeftOut.EMPTY
    if gross <= 0.0:
        return LeftOut.UNUSED
    if net <= 0.0:
        return LeftOut.BELOW_GAS
    return LeftOut.PROVED_USELESS if proved else LeftOut.NOT_FOUND_USEFUL
