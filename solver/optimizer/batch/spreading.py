"""Surplus spread between tokens so that one price a token clears the batch.

The optimum puts all surplus into the tokens where it is worth most and leaves the traders of the others their bare
limits. Raising the value of a token moves surplus there. What is sought is the root of clearing's r in the prices of
surplus tokens, every value being raised to its price. Newton's first step knows from the markets' curvature H, in worth
by the logs of prices, how deliveries answer: tokens without surplus keep their balance, so

    d(worth of y_S) = (H_SS - H_SF H_FF^-1 H_FS) d(log v_S);

later ones learn from the steps made (Broyden). A few solves, each from the last one's prices.
"""

from dataclasses import dataclass, replace

import numpy as np

from solver.optimizer.batch.clearing import Cleared, Filled, cleared, filled, order_tokens, system_of
from solver.optimizer.batch.statement import Stated
from solver.optimizer.dual.solve import Prepared, prepare, solve
from solver.optimizer.probing import curvature
from solver.optimizer.program.network import Floats, Optimum, Places

_LONGEST = 0.02
_ROUNDS = 12
_STIFF = 1e-9


@dataclass(frozen=True, slots=True, eq=False)
class Settled:
    """An optimum with what it does to orders and the prices they trade at; solves: how many it took."""

    stated: Stated
    ready: Prepared
    found: Optimum
    done: Filled
    cleared: Cleared
    solves: int


def settled(stated: Stated) -> Settled:
    """The optimum at the stated values if it clears, else the one that comes nearest at other values."""
    first = _settled(stated, None, 1)
    if first.cleared.uniform or len(stated.surplus) < 2 or not np.isfinite(first.found.prices).all():  # noqa: PLR2004
        return first
    return _spread(first, np.array(stated.surplus))


def _settled(stated: Stated, near: Optimum | None, solves: int) -> Settled:
    ready = prepare(stated.program.network)
    found = solve(ready, near)
    done = filled(stated, found)
    return Settled(stated, ready, found, done, cleared(stated, done, found.prices), solves)


def _spread(first: Settled, tokens: Places) -> Settled:
    """Quasi-Newton in the logs of prices; the least step does what a redundant scale leaves open."""
    here = _at(_logs(first, tokens), tokens, first, 2)
    slope, solves = _slope(here, tokens), 2
    for _ in range(_ROUNDS):
        if here.cleared.uniform or not np.isfinite(slope).all():
            break
        logs, r = _logs(here, tokens), here.cleared.left[tokens]
        step = -np.linalg.lstsq(slope, r, rcond=1e-12)[0]
        step *= min(1.0, _LONGEST / max(float(np.abs(step).max()), 1e-300))
        solves += 1
        there = _at(logs + step, tokens, here, solves)
        if not np.isfinite(there.found.prices).all():
            break
        moved, made = there.cleared.left[tokens], _logs(there, tokens) - logs
        slope = slope + np.outer(moved - r - slope @ made, made) / max(float(made @ made), 1e-300)
        if np.abs(moved).max() < np.abs(r).max():
            here = there
    return replace(here, solves=solves)


def _logs(at: Settled, tokens: Places) -> Floats:
    """A value below its token's price does nothing, so values are taken to be the prices."""
    return np.asarray(np.log(np.maximum(at.found.prices[tokens], 1e-300)))


def _at(logs: Floats, tokens: Places, near: Settled, solves: int) -> Settled:
    stated = near.stated
    value = stated.program.network.value.copy()
    value[tokens] = np.exp(logs)
    network = replace(stated.program.network, value=value)
    return _settled(replace(stated, program=replace(stated.program, network=network)), near.found, solves)


def _slope(at: Settled, tokens: Places) -> Floats:
    """Dr / d(log v) over the surplus tokens: claims move with prices, deliveries against them."""
    bends, prices = curvature(at.ready, at.found.prices), at.found.prices
    others = np.setdiff1d(np.flatnonzero(prices > 0), tokens)
    inner = bends[np.ix_(others, others)]
    inner[np.diag_indices(others.size)] += _STIFF * (np.diag(inner) + 1.0)
    answers = bends[np.ix_(tokens, tokens)]
    if others.size:
        answers = answers - bends[np.ix_(tokens, others)] @ np.linalg.solve(inner, bends[np.ix_(others, tokens)])
    places = order_tokens(at.stated)
    at_row = [places.index(int(token)) for token in tokens]
    system = system_of(at.stated, at.done, places)[np.ix_(at_row, at_row)]
    delivered = np.diag(at.done.net[tokens] * at.cleared.prices[tokens])
    ratio = at.cleared.prices[tokens] / prices[tokens]
    return np.asarray(system * at.cleared.prices[tokens] + delivered - ratio[:, None] * answers)
