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
from tests.property.optimizer import families

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


@settings(max_examples=15)
@given(batches)
def test_a_batch_keeps_every_limit_and_is_never_worse_than_one_by_one(problem: BatchProblem) -> None:
    obeys(problem)


@pytest.mark.scaled(quick=5, soak=1000)
def test_over_many_batches_one_by_one_is_never_better(scale: int, seed: int) -> None:
    chance = random.Random(seed)
    for _ in range(scale):
        obeys(batch(chance.randrange(10**6), chance.randrange(2, 12), chance.choice([0.0, 10.0])))


def _any_order(chance: random.Random) -> Order:
    """Between any of five tokens of 0 to 27 decimals, from a unit to a million dollars."""
    sell, buy = chance.sample(sorted(families.DECIMALS), 2)
    side = chance.choice(list(Side))
    fixed = sell if side is Side.EXACT_IN else buy
    amount = max(1, families.units(fixed, 10 ** chance.uniform(1, 6)) if chance.random() < 0.95 else 1)
    if chance.random() < 0.15:
        return Order(sell, buy, side, amount)
    price = families.unit_dollars(sell) / families.unit_dollars(buy) * (1 - chance.uniform(-0.005, 0.02))
    return Order(sell, buy, side, amount, Fraction(price), chance.choice([None, 0, 1, amount // 3, amount]))


def _answer_to(order: Order, chance: random.Random) -> Order:
    """The opposite order at about the same price, or above or below it so that the two never meet."""
    if order.limit is None:
        return order
    limit = 1 / order.limit * Fraction(chance.choice([1.5, 1.0, 0.99, 0.5]))
    other = order.amount * (order.limit if order.exact_in else 1 / order.limit)
    return Order(order.buy_token, order.sell_token, order.side, max(1, int(other)), limit, chance.choice([None, 0]))


def every_family(seed: int) -> BatchProblem:
    """Over markets of all ten families; some with the same order twice, or with opposite ones, or without markets."""
    chance = random.Random(seed)
    markets = families.network(chance, chance.randint(0, 12), 10 ** chance.uniform(-4, -2), (3, 8))
    orders = [_any_order(chance) for _ in range(chance.randint(1, 5))]
    orders += chance.choice([[], [orders[0]], [_answer_to(orders[0], chance)]])
    values = {token: Fraction(families.unit_dollars(token)) for token in chance.sample(sorted(families.DECIMALS), 2)}
    gas = Fraction(chance.choice([0, 10**9, 10**11, 10**15]))
    return BatchProblem(markets, tuple(orders), families.FINE, gas, values if chance.random() < 0.3 else {})


@settings(max_examples=25)
@given(st.integers(0, 2**32 - 1))
def test_a_batch_over_every_family_keeps_every_limit_and_is_answered_the_same_way_twice(seed: int) -> None:
    problem = every_family(seed)
    obeys(problem)
    one, other = route_batch(problem), route_batch(problem)
    assert isinstance(one, NoRoute) == isinstance(other, NoRoute)
    if not isinstance(one, NoRoute) and not isinstance(other, NoRoute):
        assert (one.hops, one.fills, one.left) == (other.hops, other.fills, other.left)


@pytest.mark.scaled(quick=10, soak=2000)
def test_many_batches_over_every_family_keep_every_limit(scale: int, seed: int) -> None:
    for number in range(scale):
        obeys(every_family(1000 * seed + number))


def test_most_batches_are_better_joined() -> None:
    joined = [obeys(batch(seed, 8, 10.0)) for seed in range(12)]
    assert sum(joined) >= 9
