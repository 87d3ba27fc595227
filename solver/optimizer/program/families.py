"""Which file knows the convex form of which market: one line a family."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib import import_module

from solver.domain.route import Family
from solver.markets.market import Market
from solver.markets.shapes import Shape

_FILES: Mapping[Family, str] = {
    Family.UNISWAP_V2: "constant_product",
    Family.UNISWAP_V3: "concentrated_liquidity",
    Family.STABLESWAP: "stable_swap",
    Family.UNISWAP_V4: "uniswap_v4",
    Family.BALANCER_WEIGHTED: "weighted",
    Family.BALANCER_STABLE: "composable_stable",
    Family.LIMIT_ORDER: "limit_order",
    Family.BOOK: "book",
    Family.CONSTANT_SUM: "constant_sum",
    Family.INVENTORY: "inventory",
}


@dataclass(eq=False)
class NoConvexForm(Exception):
    """A bug: a market of a family that has no file here."""

    family: Family


def shapes_of(market: Market) -> tuple[Shape, ...]:
    """The market's concave trading sets in units of its tokens; none where it is empty."""
    return _shapes(market.family)(market)


def _shapes(family: Family) -> Callable[[Market], tuple[Shape, ...]]:
    if family not in _FILES:
        raise NoConvexForm(family)
    found: Callable[[Market], tuple[Shape, ...]] = import_module(f"solver.markets.{_FILES[family]}.convex").shapes
    return found
