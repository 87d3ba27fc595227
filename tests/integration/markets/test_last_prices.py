"""At the ends of the contract's prices our arithmetic refuses what a pool refuses, and pays what it pays."""

from typing import Any

import pytest

from solver.markets.concentrated_liquidity import ConcentratedLiquidity
from solver.markets.concentrated_liquidity.tick_math import MIN_SQRT_RATIO, MIN_TICK
from solver.markets.market import InsufficientLiquidity
from solver.sandbox.chain import addresses as at
from solver.sandbox.chain.abi import calldata, word
from solver.sandbox.chain.building.ranges import Range
from solver.sandbox.chain.tokens import DAI, WETH
from tests.integration.markets.new_ranges import FEE_PIPS, new_v3_pool

pytestmark = pytest.mark.anvil

DOWNWARDS, UPWARDS = (DAI.address, WETH.address), (WETH.address, DAI.address)
QUOTE = "quoteExactInputSingle((address,address,uint256,uint24,uint160))"


def test_a_pool_at_the_very_lowest_price_takes_none_of_its_first_token_and_all_of_the_other(twin: Any) -> None:
    entry = new_v3_pool(twin, MIN_TICK, Range(MIN_TICK, -400_000, 10**7 * DAI.one, 0), tokens=DOWNWARDS)
    market: ConcentratedLiquidity = twin.read(entry)
    assert market.sqrt_price_x96 == MIN_SQRT_RATIO
    assert market.most_in(*DOWNWARDS) == 0
    for amount in (1, DAI.one, 10**7 * DAI.one):
        with pytest.raises(InsufficientLiquidity):
            market.quote_in(*DOWNWARDS, amount)
        assert twin.reverts(at.V3_QUOTER, _asked(DOWNWARDS, amount))
    for amount in (1, market.most_in(*UPWARDS) // 2):
        assert word(twin.call(at.V3_QUOTER, _asked(UPWARDS, amount))) == market.quote_in(*UPWARDS, amount)


def _asked(way: tuple[str, str], amount: int) -> str:
    return calldata(QUOTE, (*way, amount, FEE_PIPS, 0))
