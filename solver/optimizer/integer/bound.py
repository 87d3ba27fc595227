"""What no split in real numbers exceeds, exactly: weak duality over constant products.

For any prices v with v(buy) = 1 an order of D units that may use the pools in any way and order receives at most
    v(sell) D + sum over pools of max(0, sqrt(v_out R_out) - sqrt(v_in R_in / keep))^2
and an order for D units spends, with v(sell) = 1, at least v(buy) D less that sum. Swapping in several steps is no
way around it: a pool pays less for two swaps than for their sum. Contracts round against the trader, so integers obey
it too.
Prices are rounded to multiples of 2^-160 first, which any prices may be; then every step rounds away from the order.
"""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from math import isqrt

from solver.domain.primitives import Address
from solver.markets.constant_product import ConstantProduct
from solver.markets.market import Market
from solver.markets.metered import Metered
from solver.markets.two_tokens import PIPS
from solver.optimizer.integer.lanes import Product
from solver.optimizer.integer.products import acquire_evenly, spend_evenly
from solver.optimizer.integer.request import Trade

_ONE = 1 << 160


def bound(markets: Sequence[Market], trade: Trade, worth: Mapping[Address, float]) -> Fraction | None:
    """Units bought at most (EXACT_IN) or sold at least (EXACT_OUT); None unless all markets are constant products.

    Valid for any worth; tight where it is the optimum's.
    """
    bare = (market.market if isinstance(market, Metered) else market for market in markets)
    pools = [market for market in bare if isinstance(market, ConstantProduct)]
    if len(pools) < len(markets):
        return None
    prices = _between_two(pools, trade) or _prices(pools, trade, worth)
    if prices is None:
        return None
    earned = sum(_arbitrage(pool, prices) for pool in pools)
    if trade.exact_in:
        return Fraction(prices[trade.sell_token] * trade.amount + earned, _ONE)
    return Fraction(prices[trade.buy_token] * trade.amount - earned, _ONE)


def _prices(
    pools: Sequence[ConstantProduct], trade: Trade, worth: Mapping[Address, float]
) -> dict[Address, int] | None:
    """Of every token, by the objective token's."""
    one = Fraction(worth.get(trade.buy_token if trade.exact_in else trade.sell_token, 0.0))
    tokens = {token for pool in pools for token in pool.tokens} | {trade.sell_token, trade.buy_token}
    if one <= 0 or any(not 0.0 < worth.get(token, 0.0) < float("inf") for token in tokens):
        return None
    return {token: int(Fraction(worth[token]) * _ONE / one) for token in tokens}


def _between_two(pools: Sequence[ConstantProduct], trade: Trade) -> dict[Address, int] | None:
    """The exact price at the best split, where all pools trade just the order's two tokens."""
    sell, buy = trade.sell_token, trade.buy_token
    if any(set(pool.tokens) != {sell, buy} for pool in pools):
        return None
    products = [Product(*pool.reserves(sell, buy), PIPS - pool.fee_pips) for pool in pools]
    usable = [one for one in products if one.reserve_in and one.reserve_out]
    even = spend_evenly(usable, trade.amount) if trade.exact_in else acquire_evenly(usable, trade.amount)
    if even is None:
        return None
    if trade.exact_in:
        return {buy: _ONE, sell: int(even.price * _ONE)}
    return {sell: _ONE, buy: int(_ONE / even.price)}


def _arbitrage(pool: ConstantProduct, prices: Mapping[Address, int]) -> int:
    """The most a pool alone earns in either direction, rounded up, in multiples of 2^-160."""
    keep = PIPS - pool.fee_pips
    worth0, worth1 = prices[pool.token0] * pool.reserve0, prices[pool.token1] * pool.reserve1
    return max(_earned(worth0 * PIPS // keep, worth1), _earned(worth1 * PIPS // keep, worth0))


def _earned(cost: int, gain: int) -> int:
    """(sqrt(gain) - sqrt(cost))^2 where gain is more."""
    return gain + cost - isqrt(4 * gain * cost) if gain > cost else 0
