"""Estimates of gas against the hops that the contracts' own tests have measured."""

import json
from pathlib import Path

from solver.domain.pool_key import PoolKey
from solver.domain.primitives import ZERO_ADDRESS, Address
from solver.markets.market import Market
from solver.testing.markets import (
    DAI,
    USDC,
    WETH,
    composable_stable,
    keyed_ranges,
    pair,
    ranges,
    three_pool,
    weighted,
)

SNAPSHOT = Path(__file__).parents[3] / "contracts" / "snapshots" / "Hops.json"
LEAST, MOST = 0.95, 1.15

INSIDE_A_WORD = 20
ETHER = keyed_ranges(tick=INSIDE_A_WORD)
HOPS: dict[str, tuple[Market, Address, Address]] = {
    "v2": (pair(), USDC, WETH),
    "v3": (ranges(tick=INSIDE_A_WORD), USDC, WETH),
    "v4": (keyed_ranges(key=PoolKey(USDC, WETH, 500, 10, ZERO_ADDRESS), tick=INSIDE_A_WORD), USDC, WETH),
    "v4, ether in": (ETHER, WETH, USDC),
    "v4, ether out": (ETHER, USDC, WETH),
    "Balancer weighted, two tokens": (weighted(), USDC, WETH),
    "Balancer composable stable, two tokens": (composable_stable((10**7, 10**7)), DAI, USDC),
    "StableSwap, three coins": (three_pool(), DAI, USDC),
}


def test_no_estimate_is_far_from_what_was_measured() -> None:
    measured = {name: int(gas) for name, gas in json.loads(SNAPSHOT.read_text()).items()}
    estimated = {name: market.gas(token_in, token_out, 1) for name, (market, token_in, token_out) in HOPS.items()}
    assert estimated.keys() == measured.keys()
    ratios = {name: gas / measured[name] for name, gas in estimated.items()}
    assert all(LEAST <= ratio <= MOST for ratio in ratios.values()), ratios
