"""Stable pools in arrays: StableSwap's invariant solved for many pools at once."""

from dataclasses import dataclass

import numpy as np

from solver.optimizer.program.network import Floats, Places, Stables
from solver.testing.networks.parts import starts

_ROUNDS = 60


def invariants(balances: Floats, ann: Floats) -> Floats:
    """D of each row's pool (pools, coins): Ann (S - D) + D = D^(n + 1) / (n^n prod x)."""
    coins = balances.shape[1]
    total = balances.sum(axis=1)
    d: Floats = total.copy()
    for _ in range(_ROUNDS):
        power = d * np.prod(d[:, None] / (coins * balances), axis=1)
        d = (ann * total + coins * power) * d / ((ann - 1) * d + (coins + 1) * power)
    return d


def shares(balances: Floats, ann: Floats) -> Floats:
    """share_i = Ann x_i / (D T), T = Ann (S / D - 1) + 1: see markets.shapes.Stable."""
    d = invariants(balances, ann)
    term = ann * (balances.sum(axis=1) / d - 1) + 1
    found: Floats = ann[:, None] * balances / (d * term)[:, None]
    return found


@dataclass(frozen=True, slots=True, eq=False)
class StableRows:
    """Pools of one number of coins, a row each: token, balance, share (pools, coins), keep_in, keep_out (pools)."""

    token: Places
    balance: Floats
    share: Floats
    keep_in: Floats
    keep_out: Floats


def join(rows: list[StableRows]) -> Stables:
    """All of them as slots."""
    counts = np.concatenate([np.full(r.keep_in.size, r.token.shape[1]) for r in rows])
    return Stables(
        start=starts(counts),
        token=np.concatenate([r.token.ravel() for r in rows]),
        balance=np.concatenate([r.balance.ravel() for r in rows]),
        share=np.concatenate([r.share.ravel() for r in rows]),
        keep_in=np.concatenate([r.keep_in for r in rows]),
        keep_out=np.concatenate([r.keep_out for r in rows]),
    )
