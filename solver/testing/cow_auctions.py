"""Auctions as a CoW driver would send them, in plain JSON values: valid defaults, and random ones from a seed."""

import math
import random
from collections.abc import Mapping, Sequence
from typing import Any

from solver.testing.markets import numbered

Json = dict[str, Any]

WETH, USDC = "0xc02aaa39b223fe8d0a0e5c4f27ead9083c756cc2", "0xa0b86991c6218b36c1d19d4a2e9eb0ce3606eb48"
DAI, COW = "0x6b175474e89094c44da98b954eedeac495271d0f", "0xdef1ca1fb7fbcdc777520aa7f396b4e015f497ab"
USDT = "0xdac17f958d2ee523a2206206994597c13d831ec7"

E18 = 10**18
DECIMALS: Mapping[str, int] = {WETH: 18, USDC: 6, DAI: 18, COW: 18, USDT: 6}
DOLLARS: Mapping[str, float] = {WETH: 3000.0, USDC: 1.0, DAI: 1.0, COW: 0.25, USDT: 1.0}


def token(name: str, symbol: str, **fields: Any) -> Json:
    """With the reference price that DOLLARS implies."""
    wei = int(DOLLARS[name] / DOLLARS[WETH] * E18 * 10 ** (18 - DECIMALS[name]))
    told = {"decimals": DECIMALS[name], "symbol": symbol, "referencePrice": str(wei)}
    return told | {"availableBalance": "0", "trusted": True} | fields


def tokens() -> dict[str, Json]:
    """All that have a price here."""
    names = {WETH: "WETH", USDC: "USDC", DAI: "DAI", COW: "COW", USDT: "USDT"}
    return {name: token(name, symbol) for name, symbol in names.items()}


def order(number: int, sell: str, buy: str, amounts: tuple[int, int], **fields: Any) -> Json:
    """A sale of class limit that is filled whole, unless said."""
    told = {"uid": f"0x{number:0112x}", "sellToken": sell, "buyToken": buy, "kind": "sell", "class": "limit"}
    sold, bought = (str(amount) for amount in amounts)
    return told | {"sellAmount": sold, "buyAmount": bought, "partiallyFillable": False} | fields


def _liquidity(kind: str, number: int, gas: int, **fields: Any) -> Json:
    told = {"kind": kind, "id": str(number), "address": numbered(0x1000 + number), "gasEstimate": str(gas)}
    return told | fields


def constant_product(number: int, balances: Mapping[str, int], *, fee: str = "0.003", **fields: Any) -> Json:
    """Uniswap v2."""
    held = {name: {"balance": str(units)} for name, units in balances.items()}
    return _liquidity("constantProduct", number, 90_000, tokens=held, fee=fee, router=numbered(1)) | fields


def weighted(number: int, balances: Mapping[str, int], weights: Sequence[str], **fields: Any) -> Json:
    """Balancer's weighted pool of the newer factories."""
    held = {
        name: {"balance": str(units), "scalingFactor": str(10 ** (18 - DECIMALS[name])), "weight": weight}
        for (name, units), weight in zip(balances.items(), weights, strict=True)
    }
    identity = {"balancerPoolId": f"0x{number:064x}", "version": "v3Plus", "fee": "0.003"}
    return _liquidity("weightedProduct", number, 88_892, tokens=held) | identity | fields


def stable(number: int, balances: Mapping[str, int], **fields: Any) -> Json:
    """Balancer's stable pool."""
    held = {
        name: {"balance": str(units), "scalingFactor": str(10 ** (18 - DECIMALS[name]))}
        for name, units in balances.items()
    }
    identity = {"balancerPoolId": f"0x{number:064x}", "amplificationParameter": "200.0", "fee": "0.0001"}
    return _liquidity("stable", number, 183_520, tokens=held) | identity | fields


def concentrated(number: int, pair: tuple[str, str], tick: int, liquidity: int, **fields: Any) -> Json:
    """Uniswap v3 with one position two thousand ticks wide each way, and half as much outside of it."""
    middle = tick // 60 * 60
    net = {middle - 12_000: liquidity // 3, middle - 2_040: liquidity, middle + 2_040: -liquidity}
    net[middle + 12_000] = -(liquidity // 3)
    told = {
        "tokens": sorted(pair),
        "sqrtPrice": str(int(1.0001 ** ((tick + 0.5) / 2) * (1 << 96))),
        "liquidity": str(liquidity + liquidity // 3),
        "tick": tick,
        "liquidityNet": {str(place): str(change) for place, change in net.items()},
        "fee": "0.003",
        "router": numbered(2),
    }
    return _liquidity("concentratedLiquidity", number, 106_000) | told | fields


def limit_order(number: int, maker: tuple[str, int], taker: tuple[str, int], fee: int = 0, **fields: Any) -> Json:
    """A maker's order: what he gives, and what he wants for it."""
    told = {"makerToken": maker[0], "makerAmount": str(maker[1]), "takerToken": taker[0], "takerAmount": str(taker[1])}
    more = {"takerTokenFeeAmount": str(fee), "hash": f"0x{number:064x}"}
    return _liquidity("limitOrder", number, 66_358) | told | more | fields


def auction(orders: Sequence[Json], liquidity: Sequence[Json], **fields: Any) -> Json:
    """At fifteen gwei, with all tokens."""
    told = {"id": "1", "tokens": tokens(), "orders": list(orders), "liquidity": list(liquidity)}
    return told | {"effectiveGasPrice": "15000000000", "deadline": "2106-01-01T00:00:00.000Z"} | fields


def random_auction(seed: int, most_orders: int = 4) -> Json:
    """Orders of every sort over liquidity of every kind, at prices a few percent around DOLLARS."""
    draw = random.Random(seed)
    liquidity = [_random_liquidity(draw, number) for number in range(draw.randint(1, 9))]
    orders = [_random_order(draw, number) for number in range(draw.randint(1, most_orders))]
    return auction(orders, liquidity, effectiveGasPrice=str(draw.choice([0, 10**9, 15 * 10**9, 300 * 10**9])))


def _units(name: str, dollars: float) -> int:
    return int(dollars / DOLLARS[name] * 10 ** DECIMALS[name])


def _random_order(draw: random.Random, number: int) -> Json:
    sell, buy = draw.sample(list(DECIMALS), 2)
    worth, wish = 10 ** draw.uniform(1, 7), draw.choice([0.5, 0.9, 0.97, 0.99, 0.999, 1.01])
    amounts = max(1, _units(sell, worth)), max(1, _units(buy, worth * wish))
    sort = {"kind": draw.choice(["sell", "buy"]), "class": draw.choice(["limit", "limit", "market"])}
    return order(number + 1, sell, buy, amounts, partiallyFillable=draw.random() < 0.4, **sort)  # noqa: PLR2004


def _random_liquidity(draw: random.Random, number: int) -> Json:
    kind = draw.randrange(5)
    worth = 10 ** draw.uniform(3, 7.5)
    pair = tuple(draw.sample(list(DECIMALS), 2))
    held = {name: _units(name, worth * draw.uniform(0.97, 1.03)) for name in pair}
    if kind == 0:
        return constant_product(number, held, fee=draw.choice(["0.003", "0.0005", "0", "0.01"]))
    if kind == 1:
        weights = draw.choice([("0.5", "0.5"), ("0.8", "0.2"), ("0.35", "0.65")])
        tilted = {name: int(units * float(weight)) for (name, units), weight in zip(held.items(), weights, strict=True)}
        return weighted(number, tilted, weights, version=draw.choice(["v0", "v3Plus"]))
    if kind == 2:  # noqa: PLR2004
        coins = draw.sample([USDC, USDT, DAI], draw.randint(2, 3))
        return stable(number, {name: _units(name, worth * draw.uniform(0.5, 1.5)) for name in coins})
    if kind == 3:  # noqa: PLR2004
        return _random_ranges(draw, number, worth)
    gives, wants = ((name, max(1, units)) for name, units in held.items())
    return limit_order(number, gives, wants, fee=draw.choice([0, wants[1] // 1000]))


def _random_ranges(draw: random.Random, number: int, worth: float) -> Json:
    """Around the price: L of both tokens' worth over a range of about a fifth."""
    first, second = sorted(draw.sample(list(DECIMALS), 2))
    rate = DOLLARS[first] / DOLLARS[second] * 10.0 ** (DECIMALS[second] - DECIMALS[first]) * draw.uniform(0.98, 1.02)
    tick = _tick(rate)
    liquidity = int(_units(second, worth) / 1.0001 ** (tick / 2) * 10)
    return concentrated(number, (first, second), tick, max(3, liquidity))


def _tick(rate: float) -> int:

    return math.floor(math.log(rate) / math.log(1.0001))
