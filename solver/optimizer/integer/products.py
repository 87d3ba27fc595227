"""The best split over constant products in closed form, in integers scaled by 2^64.

With k = reserve_in reserve_out and a share keep after the fee, let y^2 be the inputs that one more unit out costs at
the margin, the same everywhere at the best split. Then a pool takes x = sqrt(k / keep) y - reserve_in / keep and leaves
sqrt(k / keep) / y in its reserve of what it pays; y follows from the total, over pools for which x is not negative.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import isqrt

from solver.markets.two_tokens import PIPS
from solver.optimizer.integer.lanes import Product

_SHIFT = 64


@dataclass(frozen=True, slots=True)
class Evened:
    """amounts: of each pool, rounded down; price: units out for one more unit in at the margin."""

    amounts: list[int]
    price: Fraction


def spend_evenly(pools: Sequence[Product], budget: int) -> Evened | None:
    """Inputs that sum to budget, or a little less, and pay most in real numbers."""
    roots = [_root(pool) for pool in pools]
    bases = [(pool.reserve_in * PIPS << _SHIFT) // pool.keep for pool in pools]
    active = list(range(len(pools)))
    while active:
        weight, total = sum(roots[i] for i in active), (budget << _SHIFT) + sum(bases[i] for i in active)
        amounts = [roots[i] * total // weight - bases[i] for i in active]
        if min(amounts) >= 0:
            return Evened(_placed(len(pools), active, amounts), Fraction(weight * weight, total * total))
        active = [i for i, amount in zip(active, amounts, strict=True) if amount > 0]
    return None


def acquire_evenly(pools: Sequence[Product], wanted: int) -> Evened | None:
    """Outputs that sum to wanted, or a little less, and cost least in real numbers; None where there is not so much."""
    roots = [_root(pool) for pool in pools]
    active = list(range(len(pools)))
    while active:
        weight, left = sum(roots[i] for i in active), sum(pools[i].reserve_out for i in active) - wanted
        if left <= 0:
            return None
        amounts = [(pools[i].reserve_out << _SHIFT) - (left << _SHIFT) * roots[i] // weight for i in active]
        if min(amounts) >= 0:
            return Evened(_placed(len(pools), active, amounts), Fraction((left << _SHIFT) ** 2, weight * weight))
        active = [i for i, amount in zip(active, amounts, strict=True) if amount > 0]
    return None


def _root(pool: Product) -> int:
    return isqrt((pool.reserve_in * pool.reserve_out * PIPS << 2 * _SHIFT) // pool.keep)


def _placed(count: int, active: Sequence[int], scaled: Sequence[int]) -> list[int]:
    amounts = [0] * count
    for place, amount in zip(active, scaled, strict=True):
        amounts[place] = amount >> _SHIFT
    return amounts
