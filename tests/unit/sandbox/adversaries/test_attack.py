"""The best front-run is the best of all, and never breaks its victim."""

import random
from dataclasses import replace

import pytest

from solver.domain.primitives import Address, Hash
from solver.markets.constant_product import ConstantProduct
from solver.sandbox.adversaries.sandwich.attack import attempt, best_attack, largest_front
from solver.sandbox.adversaries.sandwich.bid import Gas, bid_for
from solver.sandbox.adversaries.sandwich.victims import Victim

WETH, USD = Address("0x" + "01" * 20), Address("0x" + "02" * 20)
POOL = ConstantProduct(Address("0x" + "0f" * 20), WETH, USD, 1000 * 10**18, 2_000_000 * 10**18, 3000)
RICH = 10**24


def victim(amount: int, limit: int, *, exact_in: bool = True) -> Victim:
    return Victim(Hash("0x"), WETH, WETH, WETH, USD, None, exact_in, amount, limit, 2**40, 0, 0)


def order(ether: int, tolerance_bps: int) -> Victim:
    fair = POOL.quote_in(WETH, USD, ether * 10**18)
    return victim(ether * 10**18, fair * (10_000 - tolerance_bps) // 10_000)


def test_twenty_ether_at_one_percent_give_the_known_profit() -> None:
    attack = best_attack(POOL, order(20, 100), RICH)
    assert attack is not None
    assert round(attack.profit / 10**18, 4) == 0.1724


@pytest.mark.parametrize("tolerance_bps", [25, 50, 100, 200])
def test_the_victim_is_left_exactly_its_limit(tolerance_bps: int) -> None:
    hunted = order(20, tolerance_bps)
    attack = best_attack(POOL, hunted, RICH)
    assert attack is not None
    _, moved = POOL.swap(WETH, USD, attack.front_in)
    left = moved.quote_in(WETH, USD, hunted.amount)
    assert hunted.limit <= left <= hunted.limit + hunted.limit // 10**9
    assert attempt(POOL, hunted, attack.front_in + attack.front_in // 10**6) is None


def test_an_exact_output_is_pushed_to_the_most_it_would_spend() -> None:
    wanted = 39_000 * 10**18
    fair = POOL.quote_out(WETH, USD, wanted) + 1
    hunted = victim(wanted, fair * 101 // 100, exact_in=False)
    attack = best_attack(POOL, hunted, RICH)
    assert attack is not None
    _, moved = POOL.swap(WETH, USD, attack.front_in)
    assert hunted.limit * (1 - 1e-9) <= moved.quote_out(WETH, USD, wanted) + 1 <= hunted.limit


def test_a_tight_limit_leaves_nothing() -> None:
    assert best_attack(POOL, order(20, 0), RICH) is None
    assert best_attack(POOL, victim(10**18, 10**30), RICH) is None


def test_a_small_purse_bounds_the_attack() -> None:
    assert largest_front(POOL, order(20, 100), 10**18) == 10**18
    attack = best_attack(POOL, order(20, 100), 10**18)
    assert attack is not None
    assert attack.front_in == 10**18


def bump(pool: ConstantProduct, inflow: int) -> int:
    """What rounding moves the curve by: three floors, each of a unit in or of a unit out at the dearest it gets."""
    deepest = pool.reserve0 + inflow
    left = max(1, pool.reserve0 * pool.reserve1 // deepest)
    return 3 * (1 + -(-deepest // left))


@pytest.mark.scaled(quick=20, soak=2_000)
def test_no_front_run_does_better(scale: int, seed: int) -> None:
    rng = random.Random(seed)
    for _ in range(scale):
        pool = replace(POOL, reserve0=rng.randint(10**4, 10**7), reserve1=rng.randint(10**4, 10**7))
        amount = rng.randint(1, pool.reserve0 // 4)
        hunted = victim(amount, pool.quote_in(WETH, USD, amount) * rng.randint(8000, 10_000) // 10_000)
        limit = largest_front(pool, hunted, RICH)
        step = max(1, limit // 200)
        tried = [a.profit for x in range(0, limit + 1, step) if (a := attempt(pool, hunted, x)) is not None]
        found = best_attack(pool, hunted, RICH)
        best = 0 if found is None else found.profit
        assert best >= max(tried, default=0) - bump(pool, limit + amount)


def test_a_bid_leads_the_victim_and_leaves_a_gain() -> None:
    gas = Gas(front=100_000, victim=120_000, back=80_000)
    bid = bid_for(10**17, 10**9, gas, 2 * 10**9, share_bps=5000)
    assert bid is not None
    assert bid.cost_wei < 10**17
    score_wei = (bid.back_tip_wei * gas.back + 2 * 10**9 * gas.victim) // (gas.front + gas.victim + gas.back)
    assert score_wei > 2 * 10**9


def test_a_share_of_nothing_still_pays_what_it_takes_to_lead() -> None:
    gas = Gas(front=100_000, victim=120_000, back=80_000)
    bid = bid_for(10**17, 10**9, gas, 2 * 10**9, share_bps=0)
    assert bid is not None
    paid_wei = bid.back_tip_wei * gas.back + 2 * 10**9 * gas.victim
    assert paid_wei >= (2 * 10**9 + 1) * 300_000


def test_no_bid_is_made_where_it_costs_more_than_the_gain() -> None:
    gas = Gas(front=100_000, victim=120_000, back=80_000)
    assert bid_for(180_000 * 3 * 10**9, 10**9, gas, 2 * 10**9, share_bps=0) is None
    assert bid_for(0, 10**9, gas, 0, share_bps=0) is None
