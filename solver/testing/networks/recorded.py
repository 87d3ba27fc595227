"""Pools recorded from mainnet under one exact-in order, as the program states them."""

from fractions import Fraction

from solver.domain.auction import Side
from solver.domain.primitives import address
from solver.optimizer.problem import RouteProblem
from solver.optimizer.program.build import single
from solver.optimizer.program.network import Network
from solver.optimizer.program.rows import rows
from solver.testing.recorded import RECORDED_POOLS, recorded_pools

WETH = address("0xc02aaa39b223fe8d0a0e5c4f27ead9083c756cc2")
USDC = address("0xa0b86991c6218b36c1d19d4a2e9eb0ce3606eb48")


def recorded(whole_ether: int) -> Network | None:
    """So much WETH sold for USDC over the recorded pools; None where the recording is not there."""
    if not RECORDED_POOLS.is_file():
        return None
    markets = recorded_pools()
    problem = RouteProblem(markets, WETH, USDC, Side.EXACT_IN, whole_ether * 10**18, Fraction(0))
    program = single(rows(markets), problem)
    return None if program is None else program.network
