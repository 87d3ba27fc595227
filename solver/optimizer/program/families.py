"""The convex form of every market: one line a family."""

from dataclasses import dataclass

from solver.domain.route import Family
from solver.markets import (
    book,
    composable_stable,
    concentrated_liquidity,
    constant_product,
    constant_sum,
    inventory,
    limit_order,
    stable_swap,
    uniswap_v4,
    weighted,
)
from solver.markets.book import convex as book_convex
from solver.markets.composable_stable import convex as composable_stable_convex
from solver.markets.concentrated_liquidity import convex as concentrated_liquidity_convex
from solver.markets.constant_product import convex as constant_product_convex
from solver.markets.constant_sum import convex as constant_sum_convex
from solver.markets.inventory import convex as inventory_convex
from solver.markets.limit_order import convex as limit_order_convex
from solver.markets.market import Market
from solver.markets.metered import Metered
from solver.markets.shapes import Shape
from solver.markets.stable_swap import convex as stable_swap_convex
from solver.markets.uniswap_v4 import convex as uniswap_v4_convex
from solver.markets.weighted import convex as weighted_convex


@dataclass(eq=False)
class NoConvexForm(Exception):
    """A bug: a market of a family that has no line here."""

    family: Family


def shapes_of(market: Market) -> tuple[Shape, ...]:
    """The market's concave trading sets in units of its tokens; none where it is empty."""
    match market:
        case constant_product.ConstantProduct():
            return constant_product_convex.shapes(market)
        case concentrated_liquidity.ConcentratedLiquidity():
            return concentrated_liquidity_convex.shapes(market)
        case uniswap_v4.UniswapV4():
            return uniswap_v4_convex.shapes(market)
        case stable_swap.StableSwap():
            return stable_swap_convex.shapes(market)
        case weighted.WeightedPool():
            return weighted_convex.shapes(market)
        case composable_stable.ComposableStable():
            return composable_stable_convex.shapes(market)
        case limit_order.LimitOrder():
            return limit_order_convex.shapes(market)
        case book.Ladder():
            return book_convex.shapes(market)
        case constant_sum.ConstantSum():
            return constant_sum_convex.shapes(market)
        case inventory.Inventory():
            return inventory_convex.shapes(market)
        case Metered():
            return shapes_of(market.market)
        case _:
            raise NoConvexForm(market.family)
