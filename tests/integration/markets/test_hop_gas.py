"""What a hop is said to cost is what it adds to a settlement through our executor, on pools that have traded before.

The tokens of such a settlement are warm, its pool is cold, and its part of the calldata counts.
"""

import random
from itertools import permutations
from statistics import mean
from typing import Any

import pytest

from solver.domain.primitives import Address
from solver.domain.route import Family, Hop
from solver.markets.concentrated_liquidity import RangedPool
from solver.markets.constant_product import ConstantProduct
from solver.markets.market import InsufficientLiquidity, Market
from solver.sandbox.chain.tokens import ASSETS, asset_at
from solver.settlement.encode import encode_settle
from solver.settlement.plan import Plan
from solver.testing.mined import mined
from tests.integration.markets.balancer import new_stable_pool
from tests.integration.markets.desk import Desk, exact_hop, worth

pytestmark = pytest.mark.anvil

Way = tuple[Address, Address]
LEAST, MOST = 0.95, 1.15
"""Of the gas that was measured: what a family's hops may be said to take on average."""
SPREAD = 0.08
"""Further off may be one hop: some tokens and some pools write a slot more, or less, than others of their family."""
MANY_TICKS, MOST_DOLLARS = 8, 600_000


@pytest.mark.scaled(quick=2, soak=20)
def test_each_familys_estimate_is_what_its_hops_take(desk: Desk, scale: int, seed: int) -> None:
    chance, ratios = random.Random(seed), dict[tuple[Family, bool], list[float]]()
    reach = traded_everywhere(desk)
    markets = desk.twin.markets(object)
    for market in markets:
        for way in permutations(market.tokens, 2):
            beside = pair_beside(markets, market, way)
            least, most = worth(way[0], 100), reach[market.pool, way] * 9 // 10
            for number in range(scale if beside else 0):
                amount = int(least * (most / least) ** chance.random()) if number else most
                estimate, over = market.gas(*way, amount), ticks_crossed(market, way, amount) > 0
                ratio = estimate / gas_added(desk, market, beside, way, amount)
                assert LEAST - SPREAD <= ratio <= MOST + SPREAD, (market, way, amount)
                ratios.setdefault((market.family, over), []).append(ratio)
    assert {family for family, _ in ratios} == {family for family in Family if family < Family.LIMIT_ORDER}
    assert {family for family, over in ratios if over} == {Family.UNISWAP_V3, Family.UNISWAP_V4}
    assert all(LEAST <= mean(found) <= MOST for found in ratios.values()), ratios


def test_a_stable_pools_gas_grows_with_its_tokens(desk: Desk) -> None:
    pairs, found = desk.twin.markets(ConstantProduct), []
    for count in range(2, len(ASSETS) + 1):
        tokens = tuple(sorted(asset.address for asset in ASSETS[:count]))
        market = desk.twin.read(new_stable_pool(desk.twin, tokens, (0,) * count, 200))
        desk.twin.node.rpc.call("evm_mine")
        way = next(way for way in permutations(tokens, 2) if pair_beside(pairs, market, way))
        added = gas_added(desk, market, pair_beside(pairs, market, way), way, asset_at(way[0]).one)
        assert LEAST <= market.gas(*way, 1) / added <= MOST, count
        found.append(added)
    assert found == sorted(found)
    assert len(found) > 1


def traded_everywhere(desk: Desk) -> dict[tuple[str, Way], int]:
    """There and back each way on every pool: what a pool keeps for the first time costs more than what it keeps again.

    How far each way went.
    """
    reach = {}
    for market in desk.twin.markets(object):
        for way in permutations(market.tokens, 2):
            amount = across_ticks(market, way)
            hop = traded(desk, market, way, amount)
            traded(desk, market, (way[1], way[0]), hop.amount_out)
            reach[market.pool, way] = amount
    return reach


def across_ticks(market: Market, way: Way) -> int:
    """An amount that crosses some ticks, if the pool has any within reach."""
    amount, most = worth(way[0], 1_000), worth(way[0], MOST_DOLLARS)
    while isinstance(market, RangedPool) and 2 * amount <= most and ticks_crossed(market, way, 2 * amount) >= 0:
        amount *= 2
    return amount


def ticks_crossed(market: Market, way: Way, amount: int) -> int:
    """Below zero where there are too many, or the pool has no more."""
    if not isinstance(market, RangedPool):
        return 0
    try:
        crossed = market.exact_input(*way, amount).crossed
    except InsufficientLiquidity:
        return -1
    return crossed if crossed <= MANY_TICKS else -1


def traded(desk: Desk, market: Market, way: Way, amount: int) -> Hop:
    """Settled and mined."""
    hop, _ = exact_hop(desk.twin.again(market), *way, amount)
    plan = desk.plan([desk.part(*way, amount, hop.amount_out * 99 // 100)], [hop])
    receipt = mined(desk.twin.node.rpc, sent(desk, plan))
    assert receipt["status"] == "0x1"
    return hop


def pair_beside(markets: tuple[Market, ...], market: Market, way: Way) -> ConstantProduct | None:
    """Another pool for it, whose gas does not depend on the amount."""
    usable = (m for m in markets if isinstance(m, ConstantProduct) and m.pool != market.pool)
    return next((m for m in usable if set(way) <= set(m.tokens)), None)


def gas_added(desk: Desk, market: Market, beside: ConstantProduct | None, way: Way, amount: int) -> int:
    """Between two plans of one fill: twice the amount on the pool beside, or half of that here."""
    assert beside is not None
    whole, half = (exact_hop(beside, *way, units)[0] for units in (2 * amount, amount))
    hop, _ = exact_hop(market, *way, amount)
    part = desk.part(*way, 2 * amount, min(whole.amount_out, half.amount_out + hop.amount_out) * 9 // 10)
    return gas_used(desk, desk.plan([part], [half, hop])) - gas_used(desk, desk.plan([part], [whole]))


def gas_used(desk: Desk, plan: Plan) -> int:
    """In the next block, which does not come."""
    number, timestamp = desk.head()
    block = {"number": hex(number + 1), "time": hex(timestamp + 12)}
    asked = {"blockStateCalls": [{"blockOverrides": block, "calls": [sent(desk, plan)]}]}
    (answer,) = desk.twin.node.rpc.call("eth_simulateV1", [asked, "latest"])
    (done,) = answer["calls"]
    assert done["status"] == "0x1", done
    return int(done["gasUsed"], 16)


def sent(desk: Desk, plan: Plan) -> dict[str, Any]:
    data = "0x" + encode_settle(plan).hex()
    return {"from": desk.solver.execution, "to": desk.solver.executor, "gas": hex(8_000_000), "data": data}
