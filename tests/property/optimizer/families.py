"""One market of each family over any tokens, and random networks of them.

Each is built with a drift, how many times its first price is off. Where that is exactly one markets agree: pools are in
balance and charge so much that nothing is gained in a circle, and lots are small.
"""

import math
from collections.abc import Callable
from dataclasses import fields
from fractions import Fraction
from random import Random

from solver.domain.auction import Side
from solver.domain.pool_key import PoolKey
from solver.domain.primitives import ZERO_ADDRESS, Address, Hash
from solver.domain.route import Family
from solver.markets.book import Ladder, Level
from solver.markets.composable_stable import ComposableStable
from solver.markets.constant_product import ConstantProduct
from solver.markets.constant_sum import ConstantSum
from solver.markets.inventory import inventory
from solver.markets.limit_order import LimitOrder
from solver.markets.market import Market
from solver.markets.stable_swap import StableSwap
from solver.markets.uniswap_v4 import UniswapV4
from solver.markets.weighted import WeightedPool
from solver.optimizer.problem import RouteProblem
from solver.testing.markets import numbered, ranges

GRAIN, MILL, COIN, FINE, CRUMB = (numbered(n) for n in (0xA0, 0xA6, 0xA8, 0xAD, 0xAF))
DECIMALS = {GRAIN: 0, MILL: 6, COIN: 8, FINE: 18, CRUMB: 27}
DOLLARS = {GRAIN: 0.01, MILL: 1.0, COIN: 1.0, FINE: 3000.0, CRUMB: 1000.0}
MOST = 2**112 - 1
Ends = tuple[Address, Address]


def _fee(chance: Random, drift: float) -> int:
    """In pips."""
    return chance.choice((3000, 10_000) if drift == 1.0 else (0, 100, 3000, 10_000))


def units(token: Address, dollars: float) -> int:
    """As many units as that is worth, at most what a pair can hold."""
    return min(int(dollars / DOLLARS[token] * 10 ** DECIMALS[token]), MOST)


def unit_dollars(token: Address) -> float:
    """Worth of the smallest unit."""
    return DOLLARS[token] / float(10 ** DECIMALS[token])


def product(chance: Random, pool: Address, ends: Ends, dollars: float, drift: float) -> Market:
    """Uniswap v2."""
    held = (units(ends[0], dollars * drift), units(ends[1], dollars))
    return ConstantProduct(pool, *ends, *held, _fee(chance, drift))


def ranged(chance: Random, pool: Address, ends: Ends, dollars: float, drift: float) -> Market:
    """Uniswap v3: up to four positions, some of them out of range."""
    token0, token1 = sorted(ends)
    price = unit_dollars(token0) / unit_dollars(token1) * drift
    tick = max(-800_000, min(800_000, round(math.log(price) / math.log(1.0001))))
    full = dollars / unit_dollars(token1) / math.sqrt(price)
    centre = tick // 60
    positions = []
    for _ in range(chance.randint(1, 4)):
        lower = centre + chance.randrange(-40, 20)
        liquidity = max(1, min(int(full * 10 ** chance.uniform(-1, 1)), MOST))
        positions.append((lower * 60, (lower + chance.randrange(1, 60)) * 60, liquidity))
    fee = _fee(chance, drift)
    return ranges(tuple(positions), pool=pool, tokens=ends, tick=tick, fee_pips=fee, tick_spacing=60)


def keyed(chance: Random, pool: Address, ends: Ends, dollars: float, drift: float) -> Market:
    """Uniswap v4 without hooks."""
    shape = ranged(chance, pool, ends, dollars, drift)
    state = {field.name: getattr(shape, field.name) for field in fields(shape)}  # type: ignore[arg-type]
    key = PoolKey(min(ends), max(ends), state["fee_pips"], 60, ZERO_ADDRESS)
    state["pool"] = Hash("0x" + "00" * 12 + pool[2:])
    return UniswapV4(**state, key=key, protocol_fees_pips=(chance.choice((0, 1000)), 0))


def book(chance: Random, pool: Address, ends: Ends, dollars: float, drift: float) -> Market:
    """Up to eight levels a side, in lots that may be larger than the order."""
    base, quote = ends
    lot = max(1, units(base, dollars * 10 ** chance.uniform(-6, -5 if drift == 1.0 else 0)))
    price = lot * unit_dollars(base) / unit_dollars(quote) * drift
    tick = max(1, int(price / 10**4))
    middle = max(1, round(price / tick))
    bids = sorted({middle - chance.randrange(1, 200) for _ in range(chance.randrange(9))}, reverse=True)
    asks = sorted({middle + chance.randrange(1, 200) for _ in range(chance.randrange(9))})
    size = max(1, int(units(base, dollars) / lot / 4))
    sides = [tuple(Level(t, chance.randint(1, 2 * size)) for t in side if t > 0) for side in (bids, asks)]
    return Ladder(pool, base, quote, lot, tick, _fee(chance, drift) // 10, *sides)


def offer(chance: Random, pool: Address, ends: Ends, dollars: float, drift: float) -> Market:
    """A limit order, maybe with a fee."""
    asked = max(1, units(ends[0], dollars * drift))
    return LimitOrder(pool, *ends, asked, units(ends[1], dollars), asked * _fee(chance, drift) // 10**6)


def peg(chance: Random, pool: Address, ends: Ends, dollars: float, drift: float) -> Market:
    """A fixed rate; either side may be empty."""
    rates = [max(1, round(unit_dollars(token) * 1e30 * by)) for token, by in zip(ends, (1.0, drift), strict=True)]
    held = [units(token, dollars * chance.choice((0, 1, 1))) for token in ends]
    return ConstantSum(pool, *ends, held[0], held[1], rates[0], rates[1], _fee(chance, drift))


def stock(chance: Random, pool: Address, ends: Ends, dollars: float, drift: float) -> Market:
    """Own inventory."""
    mid = Fraction(unit_dollars(ends[0]) / unit_dollars(ends[1]) * drift)
    held = [units(token, dollars * chance.choice((0, 1, 1))) for token in ends]
    risk = Fraction(unit_dollars(ends[0]) / max(dollars, 1e-9))
    return inventory(pool, *ends, mid=mid, held=(held[0], held[1]), risk=risk, fee_pips=_fee(chance, drift))


def _listed(ends: Ends, chance: Random, most: int) -> tuple[Address, ...]:
    """The two and maybe more, of at most 18 decimals as such pools hold."""
    others = [token for token in DECIMALS if token not in (*ends, CRUMB)]
    return (*ends, *chance.sample(others, chance.randint(0, most - 2)))


def basket(chance: Random, pool: Address, ends: Ends, dollars: float, drift: float) -> Market:
    """Balancer's weighted pool of two to four tokens."""
    tokens = _listed(ends, chance, 4)
    cuts = sorted(chance.sample(range(1, 20), len(tokens) - 1))
    weights = [5 * (b - a) for a, b in zip((0, *cuts), (*cuts, 20), strict=True)]
    held = [units(t, dollars * w / 50 * (drift if n == 0 else 1)) for n, (t, w) in enumerate(zip(tokens, weights))]  # noqa: B905
    return WeightedPool(
        pool,
        Hash(pool + "0002" + "00" * 10),
        tokens,
        tuple(held),
        tuple(w * 10**16 for w in weights),
        tuple(10 ** (36 - DECIMALS[t]) for t in tokens),
        10**12 + _fee(chance, drift) * 10**12,
    )


def _even(tokens: tuple[Address, ...], dollars: float, drift: float, chance: Random) -> tuple[tuple[int, ...], ...]:
    """Balances out of balance by up to a factor of three, and what scales a unit to 18 decimals and one dollar."""
    held = [units(t, dollars * (1.0 if drift == 1.0 else 3 ** chance.uniform(-1, 1))) for t in tokens]
    scales = [min(round(unit_dollars(t) * 1e36 * (drift if n == 0 else 1)), 2**144 - 1) for n, t in enumerate(tokens)]
    return tuple(held), tuple(scales)


def stable_swap(chance: Random, pool: Address, ends: Ends, dollars: float, drift: float) -> Market:
    """Curve's, with multipliers that make every dollar count as one."""
    tokens = _listed(ends, chance, 4)
    held, _ = _even(tokens, dollars, drift, chance)
    multipliers = tuple(max(1, round(unit_dollars(t) * 1e18 * (drift if n == 0 else 1))) for n, t in enumerate(tokens))
    return StableSwap(
        pool, tokens, held, multipliers, chance.choice((1, 100, 2000)), _fee(chance, drift) // 10 * 10**4, 5 * 10**9
    )


def composable(chance: Random, pool: Address, ends: Ends, dollars: float, drift: float) -> Market:
    """Balancer's, with rates that make every dollar count as one."""
    tokens = _listed(ends, chance, 4)
    held, scales = _even(tokens, dollars, drift, chance)
    amplification = 1000 * chance.choice((1, 100, 5000))
    return ComposableStable(
        pool,
        Hash(pool + "0000" + "00" * 10),
        tokens,
        held,
        scales,
        amplification,
        10**12 + _fee(chance, drift) * 10**11,
    )


Build = Callable[[Random, Address, Ends, float, float], Market]
BUILDERS: dict[Family, Build] = {
    Family.UNISWAP_V2: product,
    Family.UNISWAP_V3: ranged,
    Family.UNISWAP_V4: keyed,
    Family.STABLESWAP: stable_swap,
    Family.BALANCER_WEIGHTED: basket,
    Family.BALANCER_STABLE: composable,
    Family.LIMIT_ORDER: offer,
    Family.BOOK: book,
    Family.CONSTANT_SUM: peg,
    Family.INVENTORY: stock,
}
SMALL = frozenset({Family.STABLESWAP, Family.BALANCER_WEIGHTED, Family.BALANCER_STABLE})
"""Families whose tokens have at most 18 decimals."""


def network(chance: Random, count: int, disagreement: float, dollars: tuple[float, float]) -> tuple[Market, ...]:
    """Markets of every family over the five tokens; dollars: powers of ten between which depths are."""
    found = []
    for number in range(count):
        family = chance.choice(list(BUILDERS))
        tokens = [token for token in DECIMALS if token != CRUMB or family not in SMALL]
        first, second = chance.sample(tokens, 2)
        depth, drift = 10 ** chance.uniform(*dollars), math.exp(chance.gauss(0, disagreement))
        found.append(BUILDERS[family](chance, numbered(0x1000 + number), (first, second), depth, drift))
    return tuple(found)


def problem(
    chance: Random, markets: tuple[Market, ...], dollars: tuple[float, float], gas_dollars: float
) -> RouteProblem:
    """Between two of the five tokens, either side. gas_dollars: of 100,000 gas."""
    sell, buy = chance.sample(list(DECIMALS), 2)
    side = chance.choice(list(Side))
    fixed, objective = (sell, buy) if side is Side.EXACT_IN else (buy, sell)
    gas = Fraction(gas_dollars / 1e5 / unit_dollars(objective))
    return RouteProblem(markets, sell, buy, side, max(1, units(fixed, 10 ** chance.uniform(*dollars))), gas)
