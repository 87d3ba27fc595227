"""Seeded worlds of many pools over a few tokens, with prices that disagree between venues as they do in life."""

import math
import random
from itertools import combinations

from solver.domain.primitives import Address
from solver.markets.concentrated_liquidity import ConcentratedLiquidity
from solver.markets.market import Market
from solver.testing.markets import DAI, USDC, USDT, WBTC, WETH, numbered, pair, ranges, three_pool

DECIMALS = {WETH: 18, USDC: 6, DAI: 18, USDT: 6, WBTC: 8}
DOLLARS = {WETH: 3000.0, USDC: 1.0, DAI: 1.0, USDT: 1.0, WBTC: 60_000.0}
_FEES = {100: 1, 500: 10, 3000: 60, 10_000: 200}


def unit_dollars(token: Address) -> float:
    """Dollars of the smallest unit."""
    return DOLLARS[token] / float(10 ** DECIMALS[token])


def world(seed: int, *, pools: int = 35, disagreement: float = 1e-3, depth_dollars: float = 2e7) -> tuple[Market, ...]:
    """One stable pool, the rest half v2 and half v3 over random pairs; depth varies by a factor of ten both ways."""
    chance = random.Random(seed)
    couples = list(combinations(DECIMALS, 2))
    found: list[Market] = [three_pool(pool=numbered(0x1000))]
    for number in range(1, pools):
        couple = couples[number % len(couples)] if number <= len(couples) else chance.choice(couples)
        depth = depth_dollars * 10 ** chance.uniform(-1, 1)
        drift = math.exp(chance.gauss(0, disagreement))
        build = chance.choice((_pair, _ranges))
        found.append(build(chance, numbered(0x1000 + number), couple, depth, drift))
    return tuple(found)


def _pair(chance: random.Random, pool: Address, couple: tuple[Address, Address], depth: float, drift: float) -> Market:
    one, other = couple
    reserves = {one: int(depth / 2 / unit_dollars(one) * drift), other: int(depth / 2 / unit_dollars(other))}
    return pair(reserves, pool=pool, fee_pips=chance.choice([500, 3000]))


def _ranges(
    chance: random.Random, pool: Address, couple: tuple[Address, Address], depth: float, drift: float
) -> ConcentratedLiquidity:
    """A wide position and several narrow ones near the price."""
    token0, token1 = sorted(couple)
    fee = chance.choice(list(_FEES))
    spacing = _FEES[fee]
    price = unit_dollars(token0) / unit_dollars(token1) * drift
    tick = round(math.log(price) / math.log(1.0001))
    full = depth / 2 / unit_dollars(token1) / math.sqrt(price)
    centre = tick // spacing
    positions = [
        (
            (centre - 40) * spacing - 4000 // spacing * spacing,
            (centre + 40) * spacing + 4000 // spacing * spacing,
            max(1, int(full * 3)),
        )
    ]
    for _ in range(chance.randrange(2, 9)):
        lower = centre + chance.randrange(-30, 20)
        positions.append(
            (
                lower * spacing,
                (lower + chance.randrange(1, 30)) * spacing,
                max(1, int(full * 10 ** chance.uniform(-1, 1))),
            )
        )
    return ranges(tuple(positions), pool=pool, tokens=couple, tick=tick, fee_pips=fee, tick_spacing=spacing)
