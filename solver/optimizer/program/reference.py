"""What tokens are worth by what the markets say, before anything is solved: good enough for units.

Every market states for pairs of its tokens how much one is worth in the other, and how deep it is. From the token
of the most markets outwards each token gets the median of what its neighbours say, weighted by depth; then all are
revised by the same rule with depth now counted on the shallower side, so that a pool that holds next to nothing of one
of its tokens moves nobody.
"""

from dataclasses import dataclass

import numpy as np

from solver.optimizer.program.network import Floats, Network, Places
from solver.optimizer.program.rows import owners_of_slots

_REVISIONS = 3


@dataclass(frozen=True, slots=True, eq=False)
class _Opinions:
    """token, by: pairs; log_rate: log of a unit of token's worth in units of by; depth, depth_by: in units of each."""

    token: Places
    by: Places
    log_rate: Floats
    depth: Floats
    depth_by: Floats


def reference_prices(network: Network, start: int | None = None) -> Floats:
    """Worth of 1.0 of each token on one scale; 0 where no market joins it to the token to start from.

    start: its place; None: the token of the most markets
    """
    said = _opinions(network)
    logs = np.full(network.tokens, np.nan)
    if not said.token.size:
        return np.zeros(network.tokens)
    logs[np.bincount(said.by, minlength=network.tokens).argmax() if start is None else start] = 0.0
    while True:
        new = np.isfinite(logs[said.by]) & np.isnan(logs[said.token])
        if not new.any():
            break
        weight = np.log(said.depth_by[new]) + logs[said.by[new]]
        _settle(logs, said.token[new], said.log_rate[new] + logs[said.by[new]], weight)
    known = np.isfinite(logs[said.by]) & np.isfinite(logs[said.token])
    for _ in range(_REVISIONS if known.any() else 0):
        by, token = said.by[known], said.token[known]
        weight = np.minimum(np.log(said.depth_by[known]) + logs[by], np.log(said.depth[known]) + logs[token])
        _settle(logs, token, said.log_rate[known] + logs[by], weight)
    top = np.nanmax(logs)
    return np.where(np.isfinite(logs), np.exp(logs - top), 0.0)


def _settle(logs: Floats, token: Places, opinion: Floats, log_weight: Floats) -> None:
    """The weighted median of the opinions about each token."""
    order = np.lexsort((opinion, token))
    token, opinion = token[order], opinion[order]
    weight = np.exp(log_weight[order] - log_weight.max())
    first = np.flatnonzero(np.concatenate([[True], token[1:] != token[:-1]]))
    sums = np.add.reduceat(weight, first)
    run = np.cumsum(weight)
    before = np.concatenate([[0.0], run[first[1:] - 1]])
    place = np.searchsorted(run, before + sums / 2)
    last = np.concatenate([first[1:], [token.size]]) - 1
    logs[token[first]] = opinion[np.clip(place, first, last)]


def _opinions(network: Network) -> _Opinions:
    p, c, b = network.products, network.curves, network.books
    parts = [_both(p.tokens[:, 0], p.tokens[:, 1], p.reserves[:, 0], p.reserves[:, 1])]
    first = c.start[:-1]
    parts.append(_both(c.tokens[:, 0], c.tokens[:, 1], c.reserve_in[first], c.reserve_out[first]))
    top = b.start[:-1]
    parts.append(_both(b.tokens[:, 0], b.tokens[:, 1], b.size[top], b.size[top] * b.price[top]))
    w, s = network.baskets, network.stables
    parts.append(_against_first(w.start, w.token, w.balance / w.weight))
    parts.append(_against_first(s.start, s.token, s.balance / (1 + s.share)))
    return _Opinions(*(np.concatenate(column) for column in zip(*parts, strict=True)))


Columns = tuple[Places, Places, Floats, Floats, Floats]


def _both(one: Places, other: Places, depth: Floats, depth_other: Floats) -> Columns:
    """Equal worth of depth of the one and depth_other of the other, said both ways."""
    rate = np.log(depth_other) - np.log(depth)
    return (
        np.concatenate([one, other]),
        np.concatenate([other, one]),
        np.concatenate([rate, -rate]),
        np.concatenate([depth, depth_other]),
        np.concatenate([depth_other, depth]),
    )


def _against_first(start: Places, token: Places, depth: Floats) -> Columns:
    rest = np.ones(token.size, np.bool_)
    rest[start[:-1]] = False
    first = start[:-1][owners_of_slots(start)[rest]]
    return _both(token[rest], token[first], depth[rest], depth[first])
