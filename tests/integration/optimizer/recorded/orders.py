"""Orders on the recorded pools: of any token for any that it can reach, from dust to more than the pools hold."""

import math
import random
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import permutations

from solver.domain.auction import Side
from solver.domain.money import Token
from solver.domain.primitives import Address
from solver.markets.concentrated_liquidity import ConcentratedLiquidity
from solver.optimizer.orders import BatchProblem, Order
from solver.optimizer.problem import RouteProblem
from tests.integration.optimizer.recorded.placing import Recorded

Pair = tuple[Address, Address]

_MOST_HOPS = 4
_NO_LIMIT = 0.25
_MIDDLE, _SPREAD = math.log(0.01), 4.0
_GAS_WEI = 5 * 10**9
_DOLLAR_WEI = 10**18 // 2_500


class Orders:
    """Draws orders. held: what pools hold of each token, in units."""

    def __init__(
        self, markets: Sequence[Recorded], tokens: Sequence[Token], weth: Address, held: Mapping[Address, Sequence[int]]
    ) -> None:
        self._markets, self._held, self._weth = tuple(markets), held, weth
        self._wei = {token.address: Fraction(_DOLLAR_WEI, 10**token.decimals) for token in tokens}
        self._wei |= _worth(markets, weth)
        self._pairs = [pair for pair in permutations(self._wei, 2) if pair[1] in _reached(markets, pair[0])]

    def drawn(self, chance: random.Random) -> RouteProblem:
        """In the middle a hundredth of what a pool holds; one in eight is more than that pool has."""
        order = self._order(chance, self._pairs)
        gas_price = chance.choice((Fraction(0), _GAS_WEI / self._wei[order.surplus_token]))
        return RouteProblem(
            self._markets, order.sell_token, order.buy_token, order.side, order.amount, gas_price, _MOST_HOPS
        )

    def batch(self, chance: random.Random) -> BatchProblem:
        """Two to five orders among three tokens, so that some meet; most with a limit near the pools' price."""
        tokens = set(chance.choice(self._pairs) + chance.choice(self._pairs))
        pairs = [pair for pair in self._pairs if tokens.issuperset(pair)]
        orders = tuple(self._limited(chance, self._order(chance, pairs)) for _ in range(chance.randrange(2, 6)))
        gas_price = chance.choice((0, _GAS_WEI))
        return BatchProblem(self._markets, orders, self._weth, Fraction(gas_price), most_hops=_MOST_HOPS)

    def _order(self, chance: random.Random, pairs: Sequence[Pair]) -> Order:
        sell, buy = chance.choice(pairs)
        side = chance.choice(list(Side))
        fixed = sell if side is Side.EXACT_IN else buy
        amount = max(1, int(chance.choice(self._held[fixed]) * math.exp(chance.gauss(_MIDDLE, _SPREAD))))
        return Order(sell, buy, side, amount)

    def _limited(self, chance: random.Random, order: Order) -> Order:
        """One in four at any price, one in four as much of it as its limit allows."""
        if chance.random() < _NO_LIMIT:
            return order
        price = self._wei[order.sell_token] / self._wei[order.buy_token]
        return replace(order, limit=price * Fraction(chance.uniform(0.8, 1.0)), least=chance.choice((None, None, 0)))


def _worth(markets: Sequence[Recorded], weth: Address) -> dict[Address, Fraction]:
    """Wei of one unit of every token that has a price in WETH, by the pools' own prices."""
    found = {weth: Fraction(1)}
    for _ in markets:
        for market in markets:
            if market.token1 in found:
                found.setdefault(market.token0, found[market.token1] * _price(market))
            elif market.token0 in found:
                found[market.token1] = found[market.token0] / _price(market)
    return found


def _price(market: Recorded) -> Fraction:
    """Units of token1 for one of token0, fees apart."""
    if isinstance(market, ConcentratedLiquidity):
        return Fraction(market.sqrt_price_x96**2, 1 << 192)
    return Fraction(market.reserve1, market.reserve0)


def _reached(markets: Iterable[Recorded], start: Address) -> set[Address]:
    """Tokens that a path of so many pools can end in, the start among them."""
    found, pairs = {start}, [set(market.tokens) for market in markets]
    for _ in range(_MOST_HOPS):
        found |= {token for pair in pairs if pair & found for token in pair}
    return found
