"""What the best trade on a stable pool could earn at given prices: a bound that is valid whatever the search finds.

The best trade maximises sum_i worth_i (-c_i) subject to sum_i log(1+c_i) + log(1 + sum_i share_i c_i) >= 0, where a
relative change c_i > 0 costs cost_i and c_i < 0 earns gain_i each. For all m > 0, w > 0
    m log(1+u) <= w (1+u) - m - m log(w/m),
so the best trade earns at most
    g(m, w) = w - m - m log(w/m) + sum_i sup_c [m log(1+c) + w share_i c - worth_i c],
in which each supremum is closed: 1 + c = m / (worth_i - w share_i). g is convex; Newton's iteration brings it down to
the optimum, and stopping early only leaves the bound a little loose.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

_ROUNDS = 60
_HALVINGS = 30
_STILL = 1e-9
_EPSILON = 1e-15
_DUST = 1e-6
_RIDGE = 1e-12
_SMALL = 0.5
_FAR = 10.0


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
    guess, plain = _start(coins, changes, high), (high, high)
    found = min(_least(coins, *start) for start in {guess, plain})
    return min(max(found, 0.0), everything)


def _least(coins: Sequence[Coin], m: float, w: float) -> float:
    """G as low as Newton's iteration from there brings it; far away it may go on without g falling by a digit."""
    here = _evaluate(coins, m, w)
    least = here.g
    for _ in range(_ROUNDS):
        moved = _newton(coins, m, w, here)
        if moved is None:
            break
        before, (m, w, here) = (m, w), moved
        least = min(least, here.g)
        if abs(m - before[0]) <= _STILL * m and abs(w - before[1]) <= _STILL * w:
            break
    return least


def _start(coins: Sequence[Coin], changes: Sequence[float], fallback: float) -> tuple[float, float]:
    """The multipliers under which the believed trade is the best one."""
    slope = 1 / (1 + sum(c.share * x for c, x in zip(coins, changes, strict=True)))
    largest = max(map(abs, changes))
    guesses = []
    for coin, change in zip(coins, changes, strict=True):
        worth = coin.cost if change > 0 else coin.gain
        if abs(change) > _DUST * largest and 0 < worth < math.inf:
            guesses.append(worth * (1 + change) / (1 + slope * coin.share * (1 + change)))
    m = math.fsum(guesses) / len(guesses) if guesses else fallback
    sane = m > 0 and slope > 0 and math.isfinite(_evaluate(coins, m, m * slope).g)
    return (m, m * slope) if sane else (fallback, fallback)


def _newton(coins: Sequence[Coin], m: float, w: float, here: _Value) -> tuple[float, float, _Value] | None:
    """One damped step that does not raise g; None where there is none to be had."""
    if not math.isfinite(here.g):
        return None
    dmm, dww = here.dmm * (1 + _RIDGE), here.dww * (1 + _RIDGE)
    determinant = dmm * dww - here.dmw**2
    if determinant <= 0:
        return None
    step_m = (here.dmw * here.dw - dww * here.dm) / determinant
    step_w = (here.dmw * here.dm - dmm * here.dw) / determinant
    length = 1.0
    for _ in range(_HALVINGS):
        to_m, to_w = _moved(m, length * step_m), _moved(w, length * step_w)
        there = _evaluate(coins, to_m, to_w)
        if there.g <= here.g * (1 + _EPSILON):
            return to_m, to_w, there
        length /= 2
    return None


def _moved(multiplier: float, step: float) -> float:
    """The step, or where it goes down by much, by that factor: it never reaches zero, but may come near quickly."""
    share = step / multiplier
    return multiplier + step if share > -_SMALL else multiplier * math.exp(max(share, -_FAR))


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
