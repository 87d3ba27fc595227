"""Trades cut back to what the pools' invariants allow: a solver's last digits are not trusted."""

from collections.abc import Callable

import numpy as np

from solver.optimizer.program.network import Floats

_ROUNDS = 60


def payable(room: Callable[[Floats], Floats], pools: int) -> Floats:
    """For each pool the greatest part of its payment, up to all of it, that leaves room(part) at 0 or above."""
    low, high = np.zeros(pools), np.ones(pools)
    whole = room(high) >= 0
    for _ in range(_ROUNDS):
        middle = (low + high) / 2
        fits = room(middle) >= 0
        low, high = np.where(fits, middle, low), np.where(fits, high, middle)
    return np.where(whole, 1.0, low)


def logarithms(changes: Floats, weight: Floats) -> Floats:
    """The weighted sum of log(1 + change) in each row, minus infinity where a balance would be gone."""
    with np.errstate(divide="ignore", invalid="ignore"):
        found: Floats = np.sum(weight * np.log1p(np.maximum(changes, -1.0)), axis=1)
    return np.where(np.isnan(found), -np.inf, found)
