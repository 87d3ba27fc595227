"""What the best trade on a stable pool could earn at given prices: a bound that is valid whatever the search finds.

The best trade maximises sum_i worth_i (-c_i) subject to sum_i log(1+c_i) + log(1 + sum_i share_i c_i) >= 0, where a
relative change c_i > 0 costs cost_i and c_i < 0 earns gain_i each. For all m > 0, w > 0
    m log(1+u) <= w (1+u) - m - m log(w/m),
so the best trade earns at most
    g(m, w) = w - m - m log(w/m) + sum_i sup_c [m log(1+c) + w share_i c - worth_i c],
in which each supremum is closed: 1 + c = m / (worth_i - w share_i). g is convex; for each w the best m is closed, too,
and w is where the slope changes sign. Stopping early only leaves the bound a little loose.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

_ROUNDS = 120
_STILL = 1e-15
"""Of g: what a further step would gain at most is rounding."""
_DECADE = 10.0
_DUST = 1e-6
_SMALL = 0.5


@dataclass(frozen=True, slots=True)
class Coin:
    """One coin in relative changes of its balance; cost is inf where it cannot be added, gain 0 where not taken."""

    share: float
    cost: float
    gain: float


@dataclass(frozen=True, slots=True)
class _Value:
    """g with its first and second derivatives in (m, w)."""

    g: float
    dm: float
    dw: float
    dmm: float
    dmw: float
    dww: float


def most_earned(coins: Sequence[Coin], changes: Sequence[float]) -> float:
    """Upper bound in the unit of cost and gain, at most all that the pool holds; changes: a guess at the best trade."""
    low = max(c.gain / (1 + c.share) for c in coins)
    high = min(c.cost / (1 + c.share) for c in coins)
    everything = sum(c.gain for c in coins)
    if low <= high:
        return 0.0
    if high <= 0:
        return everything
    return max(_least(coins, _start(coins, changes, high), everything), 0.0)


def _least(coins: Sequence[Coin], w: float, most: float) -> float:
    """The least g, m being the best for each w: Newton's steps, and halvings of where its slope changes sign."""
    below, above, slope = 0.0, min(c.cost / c.share for c in coins), math.inf
    w = w if w < above else above / 2
    for _ in range(_ROUNDS):
        here = _evaluate(coins, _best_m(coins, w), w)
        most = min(most, here.g)
        below, above = (below, w) if here.dw > 0 else (w, above)
        bend = here.dww - here.dmw**2 / here.dmm
        to = w - here.dw / bend if bend > 0 else above
        if not below < to < above or abs(here.dw) > slope / 2:
            to = _between(below, above)
        if abs(here.dw * (to - w)) <= _STILL * most or to == w:
            break
        w, slope = to, abs(here.dw)
    return most


def _between(below: float, above: float) -> float:
    """A middle, of the logs where they are decades apart."""
    if below < above / _DECADE:
        return math.sqrt(below * above) if below > 0 else above / _DECADE
    return (below + above) / 2


def _best_m(coins: Sequence[Coin], w: float) -> float:
    """Where g does not change with m: in log m that is a rising line with a kink for each coin and side."""
    add = [math.log(c.cost - w * c.share) for c in coins if w * c.share < c.cost < math.inf]
    take = [math.log(c.gain - w * c.share) for c in coins if c.gain > w * c.share]
    kinks, at = sorted([*add, *take]), math.log(w)

    def rise(log_m: float) -> float:
        return log_m - at + sum(max(0.0, log_m - a) for a in add) + sum(min(0.0, log_m - t) for t in take)

    low = max((k for k in kinks if rise(k) <= 0), default=None)
    high = min((k for k in kinks if rise(k) > 0), default=None)
    here = high if low is None else low
    if here is None:
        return w
    slope = 1 + sum(a <= here for a in add) + sum(t > here for t in take) if low is not None else 1 + len(take)
    return math.exp(here - rise(here) / slope)


def _start(coins: Sequence[Coin], changes: Sequence[float], fallback: float) -> float:
    """The multiplier w under which the believed trade is the best one."""
    slope = 1 / (1 + sum(c.share * x for c, x in zip(coins, changes, strict=True)))
    largest = max(map(abs, changes))
    guesses = []
    for coin, change in zip(coins, changes, strict=True):
        worth = coin.cost if change > 0 else coin.gain
        if abs(change) > _DUST * largest and 0 < worth < math.inf:
            guesses.append(worth * (1 + change) / (1 + slope * coin.share * (1 + change)))
    w = slope * math.fsum(guesses) / len(guesses) if guesses else fallback
    return w if 0 < w < math.inf else fallback


def _evaluate(coins: Sequence[Coin], m: float, w: float) -> _Value:
    ratio = math.log(w / m)
    g, dm, dw = w - m - m * ratio, -ratio, 1 - m / w
    dmm, dmw, dww = 1 / m, -1 / w, m / w**2
    for coin in coins:
        worth, change = _best_change(coin, m, w)
        if change == math.inf:
            return _Value(math.inf, 0, 0, 0, 0, 0)
        if change == 0:
            continue
        pull = coin.share / (worth - w * coin.share)
        # 1 + change is m / (worth - w share), which keeps its digits where change is next to -1.
        growth = math.log1p(change) if abs(change) < _SMALL else math.log(m / (worth - w * coin.share))
        g += m * growth + (w * coin.share - worth) * change
        dm += growth
        dw += coin.share * change
        dmm += 1 / m
        dmw += pull
        dww += m * pull**2
    return _Value(g, dm, dw, dmm, dmw, dww)


def _best_change(coin: Coin, m: float, w: float) -> tuple[float, float]:
    """What a change is worth on the side taken, and the change."""
    adding, taking = coin.cost - w * coin.share, coin.gain - w * coin.share
    if adding <= 0:
        return coin.cost, math.inf
    if m > adding:
        return coin.cost, (m - adding) / adding
    if coin.gain > 0 and taking > m:
        return coin.gain, (m - taking) / taking
    return coin.cost, 0.0
