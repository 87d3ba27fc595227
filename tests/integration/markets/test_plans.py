"""Plans on the twin, through our own executor: what the exact quotes say is what the vault gains, to the unit."""

import random
from collections import Counter
from collections.abc import Sequence
from itertools import permutations

import pytest

from solver.domain.primitives import Address
from solver.domain.route import Family, Hop
from solver.markets.market import Market
from solver.sandbox.chain import addresses as at
from solver.settlement.compose import Part
from tests.integration.markets.desk import Desk, exact_hop, worth

pytestmark = pytest.mark.anvil

DOLLARS = 20_000


def test_a_hop_on_every_pool_gains_exactly_what_its_quote_leaves(desk: Desk) -> None:
    families = set()
    for market in desk.twin.markets(object):
        families.add(market.family)
        for sold, bought in permutations(market.tokens, 2):
            amount = worth(sold, DOLLARS)
            hop, _ = exact_hop(market, sold, bought, amount)
            owed = hop.amount_out * 99 // 100
            plan = desk.plan([desk.part(sold, bought, amount, owed)], [hop])
            assert desk.gains(plan) == {sold: 0, bought: hop.amount_out - owed}, market
    assert families == {family for family in Family if family < Family.LIMIT_ORDER}


@pytest.mark.scaled(quick=6, soak=200)
def test_intents_settle_together_for_exactly_what_their_hops_and_they_leave(desk: Desk, scale: int, seed: int) -> None:
    chance = random.Random(seed)
    markets = desk.twin.markets(object)
    drawn = 0
    while drawn < scale:
        parts = [some_part(desk, chance) for _ in range(chance.randrange(1, 5))]
        hops = balancing_hops(markets, parts, chance)
        if hops is None:
            continue
        drawn += 1
        plan = desk.plan(parts, hops)
        assert desk.gains(plan) == {floor.token: floor.min_delta for floor in plan.floors}


def test_a_ring_of_intents_settles_without_a_pool(desk: Desk) -> None:
    ring = (at.WETH, at.USDC, at.DAI)
    amounts = [worth(token, DOLLARS) for token in ring]
    parts = [desk.part(ring[n], ring[(n + 1) % 3], amounts[n], amounts[(n + 1) % 3] * 999 // 1_000) for n in range(3)]
    plan = desk.plan(parts, [])
    assert plan.hops == ()
    assert desk.gains(plan) == {
        token: amount - amount * 999 // 1_000 for token, amount in zip(ring, amounts, strict=True)
    }


def some_part(desk: Desk, chance: random.Random) -> Part:
    """For ninety percent of what it is worth."""
    sold, bought = chance.sample((at.WETH, at.USDC, at.USDT, at.DAI), 2)
    dollars = chance.randrange(1_000, 100_000)
    return desk.part(sold, bought, worth(sold, dollars), worth(bought, dollars) * 9 // 10)


def balancing_hops(markets: Sequence[Market], parts: Sequence[Part], chance: random.Random) -> list[Hop] | None:
    """What is left over of some tokens, over any pools, to where others are short, until none is; None where bad prices
    have eaten up all that was left over.
    """
    left: Counter[Address] = Counter()
    for part in parts:
        left[part.sell_token] += part.moved.spend
        left[part.buy_token] -= part.moved.receive
    state, hops = {market.pool: market for market in markets}, []
    for bought in [token for token, units in left.items() if units < 0]:
        while left[bought] < 0:
            usable = [m for m in state.values() if bought in m.tokens and sources(m, bought, left)]
            if not usable:
                return None
            market = chance.choice(usable)
            sold = chance.choice(sources(market, bought, left))
            amount = min(left[sold], worth(sold, chance.randrange(5_000, 50_000)))
            hop, state[market.pool] = exact_hop(market, sold, bought, amount)
            left[sold] -= hop.amount_in
            left[bought] += hop.amount_out
            hops.append(hop)
    return hops


def sources(market: Market, bought: Address, left: Counter[Address]) -> list[Address]:
    """Tokens of the pool of which more is left than a dollar's worth."""
    return [token for token in market.tokens if token != bought and left[token] > worth(token, 1)]
