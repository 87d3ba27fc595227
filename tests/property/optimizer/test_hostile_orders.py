"""One order that cannot be filled costs nobody: the others fare as they do without it."""

import random
from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction

import pytest

from solver.domain.auction import Side
from solver.domain.primitives import Address
from solver.optimizer.answer import NoRoute
from solver.optimizer.batch.endings import BatchRoute, Fill, Unfilled
from solver.optimizer.batch.route import route_batch
from solver.optimizer.batch.verify import batch_faults
from solver.optimizer.orders import BatchProblem, Order
from solver.testing.worlds import DECIMALS
from tests.property.optimizer.test_batches import TOKENS, batch

UNKNOWN, UNHEARD_OF = Address("0x" + "9" * 40), Address("0x" + "8" * 40)
ROUNDING = 1e-6


def hostile(chance: random.Random) -> Iterator[Order]:
    """Giant sales and buys, single units, absurd limits and tokens that nobody trades, each whole or in part."""
    sell, buy = chance.sample(TOKENS, 2)
    giant, least = chance.choice([10**30, 10**36, 2**128, 2**200]), chance.choice([None, 0])
    fair = Fraction(10 ** DECIMALS[buy], 10 ** DECIMALS[sell])
    for pair in ((sell, buy), (UNKNOWN, buy), (sell, UNKNOWN), (UNKNOWN, UNHEARD_OF)):
        for side in Side:
            yield Order(*pair, side, giant)
            yield Order(*pair, side, giant, Fraction(1, giant), least)
            yield Order(*pair, side, giant, 10**9 * fair, least)
            yield Order(*pair, side, giant, Fraction(10**30), least)
            yield Order(*pair, side, 1, Fraction(2**200), least)


def worse(order: Order, before: Fill | Unfilled, now: Fill | Unfilled) -> bool:
    """Whether a fill is smaller or at a worse price, beyond rounding."""
    if not isinstance(before, Fill):
        return False
    if not isinstance(now, Fill):
        return True
    rate, amount = Fraction(before.bought, before.sold), before.sold if order.exact_in else before.bought
    lost = Fraction(now.bought, now.sold) < rate * Fraction(1 - ROUNDING)
    return lost or (now.sold if order.exact_in else now.bought) < amount * (1 - ROUNDING)


def unharmed(problem: BatchProblem, honest: BatchRoute, other: Order, place: int) -> None:
    """With the other order at some place among them; one that is filled would be a rival, none of these is."""
    crowd = replace(problem, orders=(*problem.orders[:place], other, *problem.orders[place:]))
    found = route_batch(crowd)
    assert isinstance(found, BatchRoute)
    assert batch_faults(crowd, found) == ()
    fills = (*found.fills[:place], *found.fills[place + 1 :])
    assert not isinstance(found.fills[place], Fill), other
    for order, before, now in zip(problem.orders, honest.fills, fills, strict=True):
        assert not worse(order, before, now), (other, order, before, now)


@pytest.mark.scaled(quick=2, soak=200)
def test_no_order_that_cannot_be_filled_costs_the_others_anything(scale: int, seed: int) -> None:
    chance = random.Random(seed)
    for _ in range(scale):
        problem = batch(chance.randrange(10**6), 4, 0.0)
        honest = route_batch(problem)
        if isinstance(honest, NoRoute):
            continue
        for other in chance.sample(list(hostile(chance)), 12):
            unharmed(problem, honest, other, chance.randrange(len(problem.orders) + 1))
