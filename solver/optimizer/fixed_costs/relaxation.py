"""The Lagrangian bound at its best prices, by the shares of markets that make it tight.

Opening only a share s_i of a market at a share of its cost is the convex relaxation of using it or not:

    min_v base(v) + sum_i max(0, e_i(v) - cost_i)  =  max_{0 <= s <= 1} min_v base(v) + sum_i s_i (e_i(v) - cost_i),

where the right side is concave in s with derivative e_i(v(s)) - cost_i, v(s) the prices of the network with those
depths. It is climbed by projected BFGS; each v(s) on the way bounds.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Protocol, Self

import numpy as np

from solver.optimizer.fixed_costs.engine import Trial
from solver.optimizer.program.network import Flags, Floats

GHOST = 1e-6
"""A share that keeps the prices of tokens only such markets trade where trading would begin."""
_STEPS, _PRECISE_STEPS, _HALVINGS = 6, 24, 3


@dataclass(frozen=True, slots=True, eq=False)
class Node:
    """on: decided to be used; free: undecided; the rest is decided not to be. shares: of every market."""

    on: Flags
    free: Flags
    shares: Floats

    @classmethod
    def root(cls, markets: int, likely: Flags) -> Self:
        """Nothing decided."""
        nothing, everything = np.zeros(markets, dtype=np.bool_), np.ones(markets, dtype=np.bool_)
        return cls(nothing, everything, likely.astype(np.float64))

    def decided(self, *, on: Flags, off: Flags) -> "Node":
        """With more decided."""
        shares = np.where(off, 0.0, np.where(on, 1.0, self.shares))
        return Node(self.on | on, self.free & ~on & ~off, shares)

    def rounded(self) -> Flags:
        """The choice that is nearest to the shares."""
        return self.shares >= 0.5  # noqa: PLR2004 (half)

    def children(self, net: Floats) -> Iterator["Node"]:
        """Both states of the market that is least decided: in shares, else by what it earns against its share."""
        if not self.free.any():
            return
        apart = np.minimum(self.shares, 1.0 - self.shares) * np.abs(net).max()
        wrong = np.where(self.shares > 0.5, -net, net)  # noqa: PLR2004 (half)
        doubt = np.where(apart > 1e-3 * np.abs(net).max(), np.abs(net).max() + apart, wrong)
        chosen = np.zeros(len(net), dtype=np.bool_)
        chosen[np.argmax(np.where(self.free, doubt, -np.inf))] = True
        nothing = np.zeros_like(chosen)
        yield self.decided(on=chosen, off=nothing)
        yield self.decided(on=nothing, off=chosen)


class Solver(Protocol):
    """What relaxing asks of a search."""

    @property
    def left(self) -> int: ...
    @property
    def best(self) -> float: ...
    @property
    def slack(self) -> float: ...
    @property
    def costs(self) -> Floats: ...
    def solve(self, depth: Floats) -> Trial: ...
    def bound(self, node: Node) -> float: ...


@dataclass(frozen=True, slots=True, eq=False)
class _Point:
    shares: Floats
    slope: Floats
    height: float


def relax(search: Solver, node: Node, *, precise: bool) -> tuple[float, Node]:
    """A bound within the node, and the shares at which it was found.

    It ends where the node is proved no better than the best choice, or (unless precise) cannot be.
    """
    here = _evaluate(search, node, np.where(node.free, np.maximum(node.shares, GHOST), node.shares))
    curvature = np.diag(np.maximum(search.costs, 1e-12 * abs(here.height)) + np.abs(here.slope))
    for _ in range(_PRECISE_STEPS if precise else _STEPS):
        bound, target = search.bound(node), search.best + search.slack
        if bound <= target or bound - here.height <= search.slack or search.left <= 0:
            break
        if not precise and here.height > target:
            break
        step = _step(node, here, curvature)
        there = _climb(search, node, here, step)
        if there is None:
            break
        curvature = _learn(curvature, there.shares - here.shares, here.slope - there.slope)
        here = there
    return search.bound(node), replace(node, shares=here.shares)


def _evaluate(search: Solver, node: Node, shares: Floats) -> _Point:
    trial = search.solve(shares)
    slope = trial.earned - search.costs
    return _Point(shares, np.where(node.free, slope, 0.0), trial.base + float(shares @ slope))


def _step(node: Node, here: _Point, curvature: Floats) -> Floats:
    """Newton's, over the shares that are free to move that way."""
    stuck = ((here.shares <= GHOST) & (here.slope <= 0)) | ((here.shares >= 1) & (here.slope >= 0))
    moving = np.flatnonzero(node.free & ~stuck)
    step = np.zeros_like(here.shares)
    step[moving] = np.linalg.solve(curvature[np.ix_(moving, moving)], here.slope[moving])
    return step


def _climb(search: Solver, node: Node, here: _Point, step: Floats) -> _Point | None:
    """The first of ever shorter steps that does not descend; None where there is none."""
    for halving in range(_HALVINGS):
        shares = np.where(node.free, np.clip(here.shares + step / 4**halving, GHOST, 1.0), here.shares)
        if np.abs(shares - here.shares).max() < 1e-9 or search.left <= 0:  # noqa: PLR2004 (no move)
            return None
        there = _evaluate(search, node, shares)
        if there.height >= here.height:
            return there
    return None


def _learn(curvature: Floats, moved: Floats, fell: Floats) -> Floats:
    """BFGS, of the negative."""
    along, expected = float(moved @ fell), curvature @ moved
    if along <= 1e-12 * float(np.abs(moved) @ np.abs(fell)):
        return curvature
    updated: Floats = curvature + np.outer(fell, fell) / along - np.outer(expected, expected) / float(moved @ expected)
    return updated
