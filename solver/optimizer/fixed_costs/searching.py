"""All that a search has learnt: solved points, what they bound, and the best choice of markets so far."""

from collections.abc import Iterator

import numpy as np

from solver.optimizer.fixed_costs.engine import Engine, Trial
from solver.optimizer.fixed_costs.left_out import LeftOut
from solver.optimizer.fixed_costs.relaxation import GHOST, Node
from solver.optimizer.program.network import Flags, Floats

TOLERANCE = 1e-10
"""Of the value: what two solves of one program may differ by."""
_NOTHING = 1e-12
"""Of the value: less is no arbitrage."""


class Search:
    """Every trial is kept: its prices bound every choice."""

    def __init__(self, engine: Engine, costs: Floats, budget: int) -> None:
        self.engine, self.costs, self.budget = engine, costs, budget
        self.solves = 0
        self.best = -np.inf
        self.best_on = np.zeros(len(costs), dtype=np.bool_)
        self.best_used = self.best_on
        self.best_prices: Floats = np.zeros(0)
        self.prices = list[Floats]()
        self._base, self._net = np.empty(16), np.empty((16, len(costs)))
        self._seen = set[bytes]()

    @property
    def left(self) -> int:
        """Solves that may still be spent."""
        return self.budget - self.solves

    @property
    def slack(self) -> float:
        """Below which a better choice is rounding."""
        return TOLERANCE * abs(self.best) if np.isfinite(self.best) else 0.0

    @property
    def target(self) -> float:
        """What a bound must exceed to be worth looking into."""
        return self.best + self.slack

    @property
    def net(self) -> Floats:
        """By trial and market: what it earns less its cost at those prices."""
        return self._net[: len(self.prices)]

    @property
    def base(self) -> Floats:
        """By trial."""
        return self._base[: len(self.prices)]

    def solve(self, depth: Floats) -> Trial:
        """One trial, remembered as a point that bounds."""
        trial = self.engine.solve(depth, self.prices[-1] if self.prices else None)
        self.solves += 1
        if np.isfinite(trial.base) and np.isfinite(trial.earned).all():
            self._remember(trial)
        return trial

    def _remember(self, trial: Trial) -> None:
        count = len(self.prices)
        if count == len(self._base):
            self._base = np.concatenate([self._base, np.empty_like(self._base)])
            self._net = np.concatenate([self._net, np.empty_like(self._net)])
        self._base[count], self._net[count] = trial.base, trial.earned - self.costs
        self.prices.append(trial.prices)

    def known(self, on: Flags) -> bool:
        """Whether this choice was solved before."""
        return on.tobytes() in self._seen

    def value_of(self, on: Flags) -> bool:
        """Solve for a choice that is new; whether it is the best so far."""
        return not self.known(on) and self.attempt(on)[1]

    def attempt(self, on: Flags) -> tuple[Trial, bool]:
        """Solve for a choice; whether it is the best so far."""
        self._seen.add(on.tobytes())
        trial = self.solve(on.astype(np.float64))
        value = trial.worth - float(self.costs @ trial.used) if trial.worth > -np.inf else -np.inf
        better = value > self.best + self.slack
        if better:
            self.best, self.best_on, self.best_used = value, on.copy(), trial.used > 0.0
            self.best_prices = trial.prices
        return trial, better

    def may_beat(self, on: Flags) -> bool:
        """Whether no solved point proves that this choice is no better than the best."""
        return bool((self.base + self.net @ on).min() > self.target) and not self.known(on)

    def bounds(self, node: Node) -> Floats:
        """By trial: no choice within the node is worth more."""
        always: Floats = self.net @ node.on
        bounds: Floats = self.base + always + np.maximum(self.net, 0.0) @ node.free
        return bounds

    def bound(self, node: Node) -> float:
        """The least of them."""
        return float(self.bounds(node).min())

    def lagrangian(self) -> tuple[float, int]:
        """The least bound with nothing decided, and which trial gives it."""
        values = self.base + np.maximum(self.net, 0.0).sum(axis=1)
        at = int(values.argmin())
        return float(values[at]), at

    def fixed(self, node: Node) -> Node:
        """Less free: a market whose other state pushes some bound below the best answer is decided."""
        bounds, target = self.bounds(node)[:, None], self.target
        never_on = ((bounds + np.minimum(self.net, 0.0)) <= target).any(axis=0) & node.free
        never_off = ((bounds - np.maximum(self.net, 0.0)) <= target).any(axis=0) & node.free
        return node.decided(on=never_off & ~never_on, off=never_on)

    def alone(self) -> Iterator[Flags]:
        """Single markets that may be better than the best choice, the most promising first."""
        bounds = (self.base[:, None] + self.net).min(axis=0)
        for market in np.argsort(-bounds):
            if bounds[market] > self.target:
                yield np.arange(len(bounds)) == market

    def neighbours(self) -> Iterator[Flags]:
        """Of the best choice: one market dropped or added, then one for another, the most promising first.

        At the best choice's own prices a market out of it gains at most what it earns there less its cost, and dropping
        one gains at most the negative of that.
        """
        gain = np.where(self.best_used, -1.0, 1.0) * self._best_net()
        order = np.argsort(-gain)
        yield from (self._flipped(market) for market in order if gain[market] > self.slack)
        drops, adds = order[self.best_used[order]], order[~self.best_used[order]]
        both = gain[drops][:, None] + gain[adds]
        for place in np.argsort(-both, axis=None):
            drop, add = divmod(int(place), len(adds))
            if both[drop, add] <= self.slack:
                return
            yield self._flipped(drops[drop], adds[add])

    def _flipped(self, *markets: int) -> Flags:
        changed = self.best_used.copy()
        changed[list(markets)] ^= True
        return changed

    def _best_net(self) -> Floats:
        """At the best choice's own prices."""
        at = next((k for k, prices in enumerate(self.prices) if prices is self.best_prices), -1)
        net: Floats = self.net[at]
        return net

    def reasons(self, *, proved: bool) -> tuple[LeftOut | None, ...]:
        """Why each market is left out, by what it would earn at the prices of the best choice.

        Tokens that only left-out markets trade have no price there; a hair of those markets gives them one.
        """
        net = self._best_net()
        if self.left > 0 and (net[~self.best_used] > 0.0).any():
            trial = self.solve(np.where(self.best_used, 1.0, GHOST))
            net = trial.earned - self.costs
        told = zip(self.best_used.tolist(), net.tolist(), self.costs.tolist(), strict=True)
        return tuple(
            None if used else _reason(earns, cost, _NOTHING * abs(self.best), proved=proved)
            for used, earns, cost in told
        )


def _reason(net: float, cost: float, nothing: float, *, proved: bool) -> LeftOut:
    if net + cost <= nothing:
        return LeftOut.UNUSED
    if net <= 0.0:
        return LeftOut.BELOW_GAS
    return LeftOut.PROVED_USELESS if proved else LeftOut.NOT_FOUND_USEFUL
