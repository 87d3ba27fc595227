"""What a market earns at given prices once the gas of its hops is paid: no hops on it earn more, however large.

A hop takes at least the gas of the smallest. On a pool of ranges one that goes on into its stretch j (the first is 0)
crosses j initialised ticks at least, so hops there earn at most

    max_j  e_0 + ... + e_j - gas(j),

e_i the best arbitrage of stretch i alone, of which none is worse than the next. Several hops on one pool move it no
further than one, and pay more.
"""

import math
from collections.abc import Mapping, Sequence
from itertools import accumulate, permutations

from solver.domain.primitives import Address
from solver.markets.concentrated_liquidity import RangedPool
from solver.markets.market import Market, MarketError
from solver.markets.shapes import Curve
from solver.optimizer.certificate.arbitrage import Prices, most_from, stretches
from solver.optimizer.program.families import shapes_of


def after_gas(market: Market, prices: Prices, believed: Mapping[Address, float], gas_price_units: float) -> float:
    """In units of the objective token, as the prices are; believed: as in `most_from`."""
    earned = [most_from(shape, prices, believed) for shape in shapes_of(market)]
    if not sum(earned) > 0:
        return 0.0
    least = least_gas(market)
    if isinstance(market, RangedPool):
        curves = [stretches(shape, prices) for shape in shapes_of(market) if isinstance(shape, Curve)]
        return math.fsum(most_along(market, least, gains, gas_price_units) for gains in curves)
    return max(0.0, math.fsum(earned) - least * gas_price_units)


def most_along(pool: RangedPool, least: int, gains: Sequence[float], gas_price_units: float) -> float:
    """gains: the best arbitrage of each stretch, outwards, as long as there is any; least: gas of the smallest hop."""
    nets = (total - max(least, pool.hop_gas(j)) * gas_price_units for j, total in enumerate(accumulate(gains)))
    return max(0.0, max(nets, default=0.0))


def least_gas(market: Market) -> int:
    """Of any hop on it: a hop of one unit, in the cheaper direction."""
    found = []
    for token_in, token_out in permutations(market.tokens, 2):
        try:
            found.append(market.gas(token_in, token_out, 1))
        except MarketError:
            continue
    return min(found, default=0)
