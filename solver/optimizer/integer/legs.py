"""Wishes as legs: one for each direction of a market, in whole units, nothing that cancels out."""

import math
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace

from solver.domain.primitives import Address
from solver.optimizer.integer.outcome import Dropped, Why
from solver.optimizer.integer.request import Wish

_Pair = tuple[int, Address, Address]


@dataclass(frozen=True, slots=True)
class Leg:
    """A hop to be: about spent units of token_in, at least one, for about got units of token_out."""

    market: int
    token_in: Address
    token_out: Address
    spent: int
    got: int

    def dropped(self, why: Why) -> Dropped:
        """The note about leaving it out."""
        return Dropped(self.market, self.token_in, self.token_out, why)

    def scaled(self, part: float) -> "Leg":
        """That part of it."""
        return replace(self, spent=max(1, int(self.spent * part)), got=max(1, int(self.got * part)))


def legs_of(wishes: Iterable[Wish]) -> tuple[tuple[Leg, ...], tuple[Dropped, ...]]:
    """Wishes for the same direction of a market are one leg; opposite ones leave the larger with the difference."""
    spent, got, dropped = dict[_Pair, float](), dict[_Pair, float](), list[Dropped]()
    for wish in wishes:
        key = (wish.market, wish.token_in, wish.token_out)
        if not (math.isfinite(wish.spent) and math.isfinite(wish.got) and wish.spent > 0 and wish.got > 0):
            dropped.append(Dropped(*key, Why.DUST))
            continue
        spent[key] = spent.get(key, 0.0) + wish.spent
        got[key] = got.get(key, 0.0) + wish.got
    found = []
    for key in spent:
        part = 1.0 - _returned(spent, got, key)
        if part <= 0:
            dropped.append(Dropped(*key, Why.CIRCULATION))
        else:
            found.append(Leg(*key, max(1, round(spent[key] * part)), max(1, round(got[key] * part))))
    return tuple(found), tuple(dropped)


def _returned(spent: dict[_Pair, float], got: dict[_Pair, float], key: _Pair) -> float:
    """The share of a flow that the opposite flow on the same market takes back."""
    market, token_in, token_out = key
    back = (market, token_out, token_in)
    if back not in spent:
        return 0.0
    size, other = spent[key] * got[key], spent[back] * got[back]
    if (size, key) < (other, back):
        return 1.0
    return min(got[back] / spent[key], spent[back] / got[key])


def connected(legs: Iterable[Leg], sources: Collection[Address], sinks: Collection[Address]) -> tuple[Leg, ...]:
    """Legs whose input can arrive from sources and whose output leads on to sinks."""
    every = tuple(legs)
    arriving = _reached(sources, [(leg.token_in, leg.token_out) for leg in every])
    leading = _reached(sinks, [(leg.token_out, leg.token_in) for leg in every])
    return tuple(leg for leg in every if leg.token_in in arriving and leg.token_out in leading)


def _reached(starts: Collection[Address], steps: list[tuple[Address, Address]]) -> set[Address]:
    reached, grows = set(starts), True
    while grows:
        more = {end for begin, end in steps if begin in reached} - reached
        grows = bool(more)
        reached |= more
    return reached
