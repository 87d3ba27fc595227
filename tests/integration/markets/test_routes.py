"""A route's hops, executed one after the other on the twin, move exactly the amounts that the route says."""

import math
import random
from fractions import Fraction
from itertools import permutations
from typing import Any

import pytest

from solver.domain.auction import Side
from solver.domain.route import Family, Hop, Route
from solver.markets.concentrated_liquidity import ConcentratedLiquidity
from solver.markets.constant_product import ConstantProduct
from solver.markets.market import Market
from solver.markets.stable_swap import StableSwap
from solver.markets.uniswap_v4 import UniswapV4
from solver.optimizer.answer import NoRoute, Refusal
from solver.optimizer.problem import RouteProblem
from solver.optimizer.route import route
from solver.sandbox.chain import addresses as at
from solver.sandbox.chain.abi import calldata
from solver.sandbox.chain.tokens import ASSETS, asset_at
from tests.integration.markets import universal_router as ur

pytestmark = pytest.mark.anvil

GAS_GWEI = 5
FOREVER = 2**40
CENTS = 100
V3_SWAP = "exactInputSingle((address,address,uint24,address,uint256,uint256,uint256,uint160))"


@pytest.mark.scaled(quick=6, soak=200)
def test_every_router_fills_orders_on_chain_as_it_says_and_convex_is_best(twin: Any, scale: int, seed: int) -> None:
    chance = random.Random(seed)
    markets = (
        *twin.markets(ConstantProduct),
        *twin.markets(ConcentratedLiquidity),
        *twin.markets(StableSwap),
        *twin.markets(UniswapV4),
    )
    for _ in range(scale):
        problem = _order(markets, chance)
        scores = [_score(twin, problem, route(problem, kind)) for kind in ("convex", "grid", "single-path")]
        assert scores[0] > -math.inf
        assert scores == sorted(scores, reverse=True)


def _score(twin: Any, problem: RouteProblem, answer: Route | NoRoute) -> float:
    """Net of gas, once the chain has agreed; an order may be too large for any one path."""
    if isinstance(answer, NoRoute):
        assert answer.reason is Refusal.INSUFFICIENT_LIQUIDITY
        return -math.inf
    assert _executed(twin, problem.markets, answer) == (answer.amount_in, answer.amount_out)
    return problem.score(answer.amount_in, answer.amount_out, answer.gas)


def _order(markets: tuple[Market, ...], chance: random.Random) -> RouteProblem:
    """A thousand to five million dollars of one token for another."""
    sell, buy = chance.choice(list(permutations((asset.address for asset in ASSETS), 2)))
    side = chance.choice(list(Side))
    fixed, objective = (sell, buy) if side is Side.EXACT_IN else (buy, sell)
    amount = int(10 ** chance.uniform(3, 6.7) * asset_at(fixed).one / asset_at(fixed).genesis_usd)
    wei = Fraction(GAS_GWEI * 10**9 * asset_at(at.WETH).genesis_usd, 10**18)
    gas_price = wei * asset_at(objective).one / asset_at(objective).genesis_usd
    return RouteProblem(markets, sell, buy, side, amount, gas_price)


def _executed(twin: Any, markets: tuple[Market, ...], answer: Route) -> tuple[int, int]:
    """What the trader spent and received, by the tokens' own balances; the chain is put back afterwards."""
    snapshot = twin.node.rpc.call("evm_snapshot")
    tokens = {token for hop in answer.hops for token in (hop.token_in, hop.token_out)}
    before = {token: twin.balance(token) for token in tokens}
    by_pool = {market.pool: market for market in markets}
    for hop in answer.hops:
        held = twin.balance(hop.token_out)
        _swap(twin, by_pool[hop.pool], hop)
        assert twin.balance(hop.token_out) - held == hop.amount_out
    moved = {token: twin.balance(token) - before[token] for token in tokens}
    assert twin.node.rpc.call("evm_revert", [snapshot])
    between = tokens - {answer.sell_token, answer.buy_token}
    assert all(0 <= moved[token] * CENTS * asset_at(token).genesis_usd < asset_at(token).one for token in between)
    return -moved[answer.sell_token], moved[answer.buy_token]


def _swap(twin: Any, market: Market, hop: Hop) -> None:
    match hop.family:
        case Family.UNISWAP_V2:
            outs = (0, hop.amount_out) if hop.token_in == market.tokens[0] else (hop.amount_out, 0)
            twin.send(hop.token_in, calldata("transfer(address,uint256)", hop.pool, hop.amount_in))
            twin.send(hop.pool, calldata("swap(uint256,uint256,address,bytes)", *outs, twin.trader, b""))
        case Family.UNISWAP_V3:
            assert isinstance(market, ConcentratedLiquidity)
            fields = (hop.token_in, hop.token_out, market.fee_pips, twin.trader, FOREVER, hop.amount_in, 0, 0)
            twin.send(at.V3_ROUTER, calldata(V3_SWAP, fields))
        case Family.UNISWAP_V4:
            assert isinstance(market, UniswapV4)
            _swap_v4(twin, market, hop)
        case Family.STABLESWAP:
            way = (hop.param & 0xFF, hop.param >> 8)
            twin.send(hop.pool, calldata("exchange(int128,int128,uint256,uint256)", *way, hop.amount_in, 0))
        case _:
            pytest.fail(f"no way to swap on {hop.family.name}")


def _swap_v4(twin: Any, market: UniswapV4, hop: Hop) -> None:
    """In ether where the pool holds it, unwrapped before and wrapped after."""
    zero_for_one = market.zero_for_one(hop.token_in, hop.token_out)
    wei = hop.amount_in if market.native and zero_for_one else 0
    if wei:
        twin.send(at.WETH, calldata("withdraw(uint256)", wei))
    swap = ur.v4_swap(market.key, hop.amount_in, zero_for_one=zero_for_one, exact_in=True)
    twin.send(at.UNIVERSAL_ROUTER, ur.execute(swap), wei)
    if market.native and not zero_for_one:
        twin.send(at.WETH, calldata("deposit()"), hop.amount_out)
