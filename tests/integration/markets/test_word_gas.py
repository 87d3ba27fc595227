"""Words of the tick bitmap that a swap runs through without finding a tick in them cost gas, and are said to."""

from collections.abc import Callable
from dataclasses import dataclass

import pytest

from solver.domain.primitives import Address
from solver.markets.concentrated_liquidity import ConcentratedLiquidity
from solver.markets.constant_product import ConstantProduct
from solver.markets.uniswap_v4 import UniswapV4
from solver.sandbox.chain.building.ranges import Range
from solver.sandbox.chain.tokens import DAI, WBTC
from solver.sandbox.chain.worldfile import PoolEntry
from solver.testing.mined import mined
from tests.integration.markets.desk import Desk, exact_hop
from tests.integration.markets.new_ranges import new_v3_pool, new_v4_pool
from tests.integration.markets.test_hop_gas import LEAST, MOST, gas_added, pair_beside, sent

pytestmark = pytest.mark.anvil

WORD = 256
TICK = 1328 * WORD
"""WBTC at about 58,000 DAI, where a word begins."""
NEAR = Range(TICK - 100, TICK + 100, WBTC.one // 2, 30_000 * DAI.one)
UPWARDS, DOWNWARDS = (DAI.address, WBTC.address), (WBTC.address, DAI.address)
WORDS = 4
CLOSE = 0.15
"""Words inside a position take a little more than words without liquidity."""

Builder = Callable[..., PoolEntry]
Ranged = ConcentratedLiquidity | UniswapV4


@dataclass(frozen=True)
class Bench:
    """One new pool that has traded there and back over its ticks, and a pair beside it."""

    desk: Desk
    market: Ranged
    beside: ConstantProduct

    def measured(self, way: tuple[Address, Address], share: float) -> tuple[int, int, int]:
        """Words, gas estimated and gas taken of a hop of that share of all that the pool takes."""
        amount = int(self.market.most_in(*way) * share)
        done = self.market.exact_input(*way, amount)
        return done.words, self.market.gas(*way, amount), gas_added(self.desk, self.market, self.beside, way, amount)


@pytest.mark.parametrize("new", [new_v3_pool, new_v4_pool])
def test_a_gap_of_many_words_costs_what_is_said(desk: Desk, new: Builder) -> None:
    found, rpc = [], desk.twin.node.rpc
    for count in (0, WORDS):
        snapshot, lower = rpc.call("evm_snapshot"), TICK + 101 + WORD * count
        bench = _bench(desk, new, NEAR, Range(lower, lower + 100, WBTC.one, 0))
        words, estimate, taken = bench.measured(UPWARDS, 0.75)
        assert words == count
        assert LEAST <= estimate / taken <= MOST
        found.append((estimate, taken))
        assert rpc.call("evm_revert", [snapshot])
    (short_estimate, short), (long_estimate, long) = found
    assert long_estimate - short_estimate == pytest.approx(long - short, rel=CLOSE)


@pytest.mark.parametrize("new", [new_v3_pool, new_v4_pool])
@pytest.mark.parametrize("way", [UPWARDS, DOWNWARDS])
def test_a_wide_positions_words_cost_what_is_said(desk: Desk, new: Builder, way: tuple[Address, Address]) -> None:
    bench = _bench(desk, new, Range(TICK - 2_000, TICK + 2_000, 10 * WBTC.one, 600_000 * DAI.one))
    few, many = bench.measured(way, 0.02), bench.measured(way, 0.8)
    assert many[0] - few[0] >= WORDS - 1
    assert all(LEAST <= estimate / taken <= MOST for _, estimate, taken in (few, many))
    assert many[1] - few[1] == pytest.approx(many[2] - few[2], rel=CLOSE)


def _bench(desk: Desk, new: Builder, *ranges: Range) -> Bench:
    entry = new(desk.twin, TICK, *ranges)
    desk.pools.append(entry)
    fresh: Ranged = desk.twin.read(entry)
    amount = fresh.most_in(*UPWARDS) * 3 // 4
    for way in (UPWARDS, DOWNWARDS):
        amount = _traded(desk, desk.twin.read(entry), way, amount)
    market: Ranged = desk.twin.read(entry)
    beside = pair_beside(desk.twin.markets(ConstantProduct), market, UPWARDS)
    assert beside is not None
    return Bench(desk, market, beside)


def _traded(desk: Desk, market: Ranged, way: tuple[Address, Address], amount: int) -> int:
    """Settled and mined; what came out."""
    hop, _ = exact_hop(market, *way, amount)
    plan = desk.plan([desk.part(*way, amount, hop.amount_out * 99 // 100)], [hop])
    assert mined(desk.twin.node.rpc, sent(desk, plan))["status"] == "0x1"
    return hop.amount_out
