"""The Universal Router of the twin trades on Uniswap v2, v3 and v4 for what our markets quote."""

import random
from typing import Any

import pytest

from solver.domain.primitives import Address
from solver.markets.concentrated_liquidity import ConcentratedLiquidity
from solver.markets.constant_product import ConstantProduct
from solver.markets.market import Market
from solver.markets.uniswap_v4 import UniswapV4
from solver.sandbox.chain import addresses as at
from solver.sandbox.chain.abi import as_address, calldata
from tests.integration.markets import universal_router as ur

pytestmark = pytest.mark.anvil

USDC_WETH = {at.USDC, at.WETH}
FEE_PIPS = 500


def test_one_transaction_sells_weth_on_v2_and_v3_and_ether_on_v4(twin: Any, seed: int) -> None:
    amount = random.Random(seed).randrange(10**16, 10**20)
    markets = [_market(twin, kind) for kind in (ConstantProduct, ConcentratedLiquidity, UniswapV4)]
    before = {token: twin.balance(token) for token in USDC_WETH}
    twin.send(at.UNIVERSAL_ROUTER, ur.execute(*(_sale(twin, market, amount) for market in markets)), amount)
    assert twin.balance(at.USDC) - before[at.USDC] == sum(m.quote_in(at.WETH, at.USDC, amount) for m in markets)
    assert before[at.WETH] - twin.balance(at.WETH) == 2 * amount


@pytest.mark.parametrize("kind", [ConstantProduct, ConcentratedLiquidity, UniswapV4])
def test_each_command_pays_what_its_market_quotes(twin: Any, seed: int, kind: type[Market]) -> None:
    amount, market = random.Random(seed).randrange(10**16, 10**20), _market(twin, kind)
    before = twin.balance(at.USDC)
    wei = amount if isinstance(market, UniswapV4) else 0
    twin.send(at.UNIVERSAL_ROUTER, ur.execute(_sale(twin, market, amount)), wei)
    assert twin.balance(at.USDC) - before == market.quote_in(at.WETH, at.USDC, amount)


def test_it_computes_the_addresses_of_the_twins_own_pairs_and_pools(twin: Any) -> None:
    """A wrong init code hash or factory would send the money to an address without code."""
    for kind in (ConstantProduct, ConcentratedLiquidity):
        market = _market(twin, kind)
        assert market.pool in {pool.address for pool in twin.world.pools}
        sold = {"from": twin.trader, "to": at.UNIVERSAL_ROUTER, "data": ur.execute(_sale(twin, market, 10**18))}
        trace = twin.node.rpc.call("debug_traceCall", [sold, "latest", {"tracer": "callTracer"}])
        assert str(market.pool) in _called(trace)
    known = twin.call(at.V4_POSITIONS, calldata("poolManager()"))
    assert int(known, 16) == int(at.V4_POOL_MANAGER, 16)


def _called(trace: dict[str, Any]) -> set[str]:
    inner = [target for call in trace.get("calls", []) for target in _called(call)]
    return {str(trace["to"]), *inner}


def _market(twin: Any, kind: type[Market]) -> Any:
    """A pool of USDC and WETH or ether: of v2's two factories the router's, of v3's and v4's fees 5 bps."""
    pair = as_address(twin.call(at.V2_FACTORY, calldata("getPair(address,address)", *USDC_WETH)))
    found = [market for market in twin.markets(kind) if set(market.tokens) == USDC_WETH]
    (wanted,) = [m for m in found if (m.pool == pair if kind is ConstantProduct else m.fee_pips == FEE_PIPS)]
    return wanted


def _sale(twin: Any, market: Any, amount: int) -> tuple[int, bytes]:
    path: tuple[Address, ...] = (at.WETH, at.USDC)
    if isinstance(market, UniswapV4):
        return ur.v4_swap(market.key, amount, zero_for_one=True, exact_in=True)
    if isinstance(market, ConcentratedLiquidity):
        return ur.v3_exact_in(twin.trader, amount, path, market.fee_pips)
    return ur.v2_exact_in(twin.trader, amount, path)
