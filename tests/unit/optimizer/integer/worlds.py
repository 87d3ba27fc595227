"""Parallel pools with their best real split, random plans as wishes, and a replay of hops on the markets."""

import math
import random
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from solver.domain.auction import Side
from solver.domain.primitives import Address
from solver.domain.route import Hop
from solver.markets.constant_product import ConstantProduct
from solver.markets.market import Market, MarketError
from solver.optimizer.integer import Integers, Trade, Wish
from solver.testing.markets import numbered
from solver.testing.markets import pair as pool
from solver.testing.worlds import DECIMALS, unit_dollars

A, B, C, D = (numbered(n) for n in (1, 2, 3, 4))


@dataclass(frozen=True)
class Parallel:
    """Pools between A and B, an order over them, and the best real split of it."""

    markets: tuple[ConstantProduct, ...]
    trade: Trade
    wishes: tuple[Wish, ...]
    worth: dict[Address, float]


def parallel(
    seed: int, pools: int, *, decimals: tuple[int, int] = (18, 6), share: float = 0.01, side: Side = Side.EXACT_IN
) -> Parallel:
    """Prices of the pools differ by less than their fees, so that nothing is earned by arbitrage alone."""
    chance = random.Random(seed)
    scale_in, scale_out = 10.0 ** decimals[0], 10.0 ** decimals[1]
    markets = []
    for number in range(pools):
        whole = 1000 * math.exp(max(-2.0, min(2.0, chance.gauss(0, 1))))
        price = 300 * math.exp(chance.uniform(-0.0014, 0.0014))
        reserves = {A: int(whole * scale_in), B: int(whole * price * scale_out)}
        markets.append(pool(reserves, pool=numbered(0x100 + number), fee_pips=chance.choice([3000, 10_000])))
    amount = max(1, int(1000 * share * (scale_in if side is Side.EXACT_IN else 300 * scale_out)))
    return _split(tuple(markets), amount, side)


def _split(markets: tuple[ConstantProduct, ...], amount: int, side: Side) -> Parallel:
    """By bisection on the price of one more unit, in floats: nothing of the code under test."""
    fixed = 0 if side is Side.EXACT_IN else 1
    low, high = -60.0, 60.0
    for _ in range(200):
        middle = (low + high) / 2
        flows = [_at(pool, math.exp(middle)) for pool in markets]
        low, high = (middle, high) if sum(flow[fixed] for flow in flows) > amount else (low, middle)
    price = math.exp(high)
    flows = [_at(pool, price) for pool in markets]
    wishes = tuple(Wish(n, A, B, x, out) for n, (x, out) in enumerate(flows) if x > 0)
    other = sum(out for _, out in flows) if side is Side.EXACT_IN else sum(x for x, _ in flows)
    worth = {A: price, B: 1.0} if side is Side.EXACT_IN else {A: 1.0, B: 1 / price}
    return Parallel(markets, Trade(A, B, side, amount, max(other, 1.0)), wishes, worth)


def _at(pool: ConstantProduct, price: float) -> tuple[float, float]:
    """Input and output at which one more unit in brings price units out; none where the pool never pays so much."""
    reserve_in, reserve_out = pool.reserves(A, B)
    keep = 1 - pool.fee_pips / 1e6
    x = max(0.0, math.sqrt(reserve_in * reserve_out / (keep * price)) - reserve_in / keep)
    return x, reserve_out * keep * x / (reserve_in + keep * x)


def walked(
    chance: random.Random, markets: Sequence[Market], pair: tuple[Address, Address], amount: int, paths: int
) -> tuple[list[Wish], float]:
    """Wishes of a few random walks from one token to another, in turn on the moving markets; what they pay."""
    sell, buy = pair
    states, wishes, total = list(markets), list[Wish](), 0
    for _ in range(paths):
        token, units, seen = sell, amount // paths, {sell}
        for _ in range(4):
            places = [n for n, m in enumerate(states) if token in m.tokens and not set(m.tokens) <= seen]
            place = chance.choice(places)
            ends = [t for t in states[place].tokens if t not in seen]
            end = buy if buy in ends else chance.choice(ends)
            try:
                paid, states[place] = states[place].swap(token, end, units)
            except MarketError:
                break
            if units and paid:
                wishes.append(Wish(place, token, end, float(units), float(paid)))
            seen.add(end)
            token, units = end, paid
            if end == buy:
                total += paid
                break
    return wishes, float(total)


def dollars() -> dict[Address, float]:
    """Worths of the tokens of solver.testing.worlds."""
    return {token: unit_dollars(token) for token in DECIMALS}


def replayed(
    markets: Iterable[Market], start: Mapping[Address, int], hops: Sequence[Hop], *, on_credit: bool = False
) -> dict[Address, int]:
    """Balances after the hops; fails where one spends what is not there or is paid otherwise than it says."""
    states = {market.pool: market for market in markets}
    balances = dict(start)
    for hop in hops:
        assert hop.amount_in > 0
        balances[hop.token_in] = balances.get(hop.token_in, 0) - hop.amount_in
        assert on_credit or balances[hop.token_in] >= 0
        paid, states[hop.pool] = states[hop.pool].swap(hop.token_in, hop.token_out, hop.amount_in)
        assert paid == hop.amount_out > 0
        balances[hop.token_out] = balances.get(hop.token_out, 0) + paid
    return balances


def check(markets: Iterable[Market], trades: Sequence[Trade], found: Integers, *, on_credit: bool = False) -> None:
    """Everything an answer claims about amounts, by replay alone."""
    start: dict[Address, int] = {}
    for trade, sold in zip(trades, found.sold, strict=True):
        start[trade.sell_token] = start.get(trade.sell_token, 0) + sold
        if trade.exact_in:
            assert sold == trade.amount
    end = replayed(markets, start, found.hops, on_credit=on_credit)
    for trade, bought in zip(trades, found.bought, strict=True):
        assert bought >= trade.least_bought
        assert trade.exact_in or bought == trade.amount
        end[trade.buy_token] = end.get(trade.buy_token, 0) - bought
    assert min(end.values()) >= 0
    assert {token: units for token, units in end.items() if units} == dict(found.left)
