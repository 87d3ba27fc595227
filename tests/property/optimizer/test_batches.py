"""Laws of batches, over random worlds."""

import random
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from solver.domain.auction import Side
from solver.domain.primitives import Address
from solver.optimizer.answer import NoRoute
from solver.optimizer.batch.endings import Fill, Method
from solver.optimizer.batch.route import route_batch
from solver.optimizer.batch.verify import batch_faults
from solver.optimizer.certificate.replay import replayed
from solver.optimizer.orders import BatchProblem, Order
from solver.testing.markets import WETH
from solver.testing.worlds import DECIMALS, unit_dollars, world

TOKENS = sorted(DECIMALS)


def order(chance: random.Random) -> Order:
    """Up to a million dollars, a limit within two percent of fair (or none), all or nothing or partly."""
    sell, buy = chance.sample(TOKENS, 2)
    side = chance.choice(list(Side))
    fixed = sell if side is Side.EXACT_IN else buy
    amount = max(1, int(10 ** chance.uniform(2, 6) / unit_dollars(fixed)))
    if chance.random() < 0.15:
        return Order(sell, buy, side, amount)
    fair = Fraction(unit_dollars(sell) / unit_dollars(buy) * (1 - chance.uniform(-0.005, 0.02)))
    least = chance.choice([None, 0, amount // 3])
    return Order(sell, buy, side, amount, fair.limit_denominator(10**30), least)


def batch(seed: int, orders: int, gwei: float) -> BatchProblem:
    chance = random.Random(seed)
    markets = world(seed, pools=chance.randrange(5, 20), disagreement=10 ** chance.uniform(-4, -2.5))
    return BatchProblem(markets, tuple(order(chance) for _ in range(orders)), WETH, Fraction(int(gwei * 1e9)))


batches = st.builds(batch, seed=st.integers(0, 10**6), orders=st.integers(1, 8), gwei=st.sampled_from([0.0, 1.0, 30.0]))


def obeys(problem: BatchProblem) -> bool:
    """Limits hold to the unit, hops run with what is sold, one by one is no better; whether orders were joined."""
    found = route_batch(problem)
    if isinstance(found, NoRoute):
        return False
    assert batch_faults(problem, found) == ()
    purse = dict[Address, int]()
    due = dict[Address, int]()
    for asked, fill in zip(problem.orders, found.fills, strict=True):
        if not isinstance(fill, Fill):
            continue
        amount = fill.sold if asked.exact_in else fill.bought
        assert max(1, asked.at_least) <= amount <= asked.amount
        assert asked.accepts(fill.sold, fill.bought)
        purse[asked.sell_token] = purse.get(asked.sell_token, 0) + fill.sold
        due[asked.buy_token] = due.get(asked.buy_token, 0) + fill.bought
    done = replayed(found.hops, problem.markets, purse)
    assert done.faults == ()
    left = {t: done.purse.get(t, 0) - due.get(t, 0) for t in done.purse.keys() | due.keys()}
    assert {token: units for token, units in left.items() if units} == dict(found.left)
    assert min(left.values(), default=0) >= 0
    certificate = found.certificate
    net = certificate.surplus - certificate.gas
    if found.rival_surplus is not None:
        assert net >= found.rival_surplus - 1e-9 * abs(found.rival_surplus)
    assert certificate.bound is not None or found.method is Method.ONE_BY_ONE
    if certificate.bound is not None:
        assert certificate.surplus <= certificate.bound + 1e-9 * abs(certificate.bound) + 1e-9
    return found.method is Method.JOINTLY


@settings(max_examples=15, deadline=None)
@given(batches)
def test_a_batch_keeps_every_limit_and_is_never_worse_than_one_by_one(problem: BatchProblem) -> None:
    obeys(problem)


@pytest.mark.scaled(quick=5, soak=1000)
def test_over_many_batches_one_by_one_is_never_better(scale: int, seed: int) -> None:
    chance = random.Random(seed)
    for _ in range(scale):
        obeys(batch(chance.randrange(10**6), chance.randrange(2, 12), chance.choice([0.0, 10.0])))


def test_most_batches_are_better_joined() -> None:
    joined = [obeys(batch(seed, 8, 10.0)) for seed in range(12)]
    assert sum(joined) >= 9
