"""Our StableSwap arithmetic is the pool's, to the unit."""

import random
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest
from eth_abi.abi import encode

from solver.markets.stable_swap import StableSwap
from solver.sandbox.chain import addresses as at
from solver.sandbox.chain.abi import calldata, word
from solver.sandbox.chain.artifacts import ours
from solver.sandbox.chain.building.site import create2_address
from solver.sandbox.chain.tokens import ASSETS, SandboxAsset
from solver.sandbox.chain.worldfile import PoolEntry

pytestmark = pytest.mark.anvil

EXCHANGE = "exchange(int128,int128,uint256,uint256)"
GET_DY = "get_dy(int128,int128,uint256)"
EVERY = 10
ROOT = Path(__file__).resolve().parents[3]


@pytest.mark.scaled(quick=200, soak=5000)
def test_the_pool_pays_what_we_predict_and_not_a_unit_more(twin: Any, scale: int, seed: int) -> None:
    chance = random.Random(seed)
    (market,) = twin.markets(StableSwap)
    for number in range(scale):
        i, j = way = chance.choice(list(permutations(range(3), 2)))
        pair = (market.tokens[i], market.tokens[j])
        most = min(market.balances[i], twin.balance(pair[0]))
        amount_in = max(1000 * 10**6, int(most * 10 ** chance.uniform(-7, -0.5)))
        predicted = market.quote_in(*pair, amount_in)
        assert _pays(twin, market, way, amount_in, predicted)
        assert not _pays(twin, market, way, amount_in, predicted + 1)
        quoted = word(twin.call(market.pool, calldata(GET_DY, i, j, amount_in)))
        assert abs(quoted - predicted) <= 1
        wanted = max(1, int(predicted * 10 ** chance.uniform(-2, 0)))
        least = market.quote_out(*pair, wanted)
        assert _pays(twin, market, way, least, wanted)
        assert not _pays(twin, market, way, least - 1, wanted)
        if number % EVERY == 0:
            predicted, after = market.swap(*pair, amount_in)
            twin.send(market.pool, calldata(EXCHANGE, i, j, amount_in, predicted))
            assert twin.again(market) == after
            market = after


@pytest.mark.parametrize("symbols", [("USDT", "DAI"), ("USDC", "DAI", "WETH", "USDT")])
@pytest.mark.scaled(quick=100, soak=2500)
def test_pools_of_two_and_four_coins_agree_too(twin: Any, symbols: tuple[str, ...], scale: int, seed: int) -> None:
    chance = random.Random(seed)
    market = _new_pool(twin, [asset for symbol in symbols for asset in ASSETS if asset.symbol == symbol])
    for number in range(scale):
        i, j = way = chance.choice(list(permutations(range(len(symbols)), 2)))
        pair = (market.tokens[i], market.tokens[j])
        amount_in = max(10**6, int(market.balances[i] * 10 ** chance.uniform(-5, -0.5)))
        predicted = market.quote_in(*pair, amount_in)
        assert _pays(twin, market, way, amount_in, predicted)
        assert not _pays(twin, market, way, amount_in, predicted + 1)
        least = market.quote_out(*pair, predicted)
        assert _pays(twin, market, way, least, predicted)
        assert not _pays(twin, market, way, least - 1, predicted)
        if number % EVERY == 0:
            predicted, after = market.swap(*pair, amount_in // 10)
            twin.send(market.pool, calldata(EXCHANGE, i, j, amount_in // 10, predicted))
            assert twin.read(PoolEntry("stableswap", market.pool, market.tokens, 0)) == after
            market = after


def _new_pool(twin: Any, assets: list[SandboxAsset]) -> StableSwap:
    """A pool with a thousand whole tokens of each, whatever they are worth, filled by the trader."""
    coins = [asset.address for asset in assets]
    multipliers = [10 ** (18 - asset.decimals) for asset in assets]
    fields = (coins, multipliers, 1_234, 4_000_000, 5 * 10**9, twin.trader)
    types = ["address[]", "uint256[]", "uint256", "uint256", "uint256", "address"]
    creation = ours(ROOT, "StableSwap") + encode(types, fields)
    twin.send(at.CREATE2_DEPLOYER, "0x" + (bytes(32) + creation).hex())
    pool = create2_address(at.CREATE2_DEPLOYER, bytes(32), creation)
    for coin in coins:
        twin.send(coin, calldata("approve(address,uint256)", pool, 2**255))
    amounts = [1_000 * asset.one for asset in assets]
    twin.send(pool, calldata(f"add_liquidity(uint256[{len(assets)}],uint256)", amounts, 0))
    market = twin.read(PoolEntry("stableswap", pool, tuple(coins), 0))
    assert isinstance(market, StableSwap)
    return market


def _pays(twin: Any, market: StableSwap, way: tuple[int, int], amount_in: int, least_out: int) -> bool:
    return not twin.reverts(market.pool, calldata(EXCHANGE, *way, amount_in, least_out))
