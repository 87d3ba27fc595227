"""How long each router takes over 35 pools of five tokens."""

from fractions import Fraction
from typing import Any

import pytest

from solver.domain.auction import Side
from solver.domain.route import Route
from solver.optimizer.problem import RouteProblem
from solver.optimizer.route import Kind, prepare, route
from solver.testing.markets import USDC, WETH
from solver.testing.worlds import world

GAS_PRICE = Fraction(15, 1000)
SIZES = {"ten thousand dollars": 10**10, "three million dollars": 3 * 10**12}


@pytest.mark.parametrize("size", list(SIZES))
@pytest.mark.parametrize("side", list(Side))
@pytest.mark.parametrize("kind", ["single-path", "grid", "convex"])
def test_route_over_35_pools(benchmark: Any, kind: Kind, side: Side, size: str) -> None:
    units = SIZES[size] if side is Side.EXACT_OUT else SIZES[size] * 10**12 // 3000
    gas_price = GAS_PRICE * (10**12 // 3000) if side is Side.EXACT_OUT else GAS_PRICE
    problem = RouteProblem(world(1), WETH, USDC, side, units, gas_price)
    prepare(kind)
    found = benchmark.pedantic(route, args=(problem, kind), rounds=5, warmup_rounds=1)
    assert isinstance(found, Route)
