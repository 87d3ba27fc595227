"""Which markets of a network to use when each has a fixed cost: searched, bounded, and where small proved.

    maximise  value(S) - sum of the costs of what S uses,   value(S) the optimum over the markets of S

For any prices v, with e_i(v) the best arbitrage of market i, no S is worth more than

    base(v) + sum_i max(0, e_i(v) - cost_i),

so every solve bounds every other choice: flips that cannot gain are not tried, and markets whose other state would push
the bound below the best answer are fixed. What is left is branched on, best bound first.

ChoiceError
├── BadCosts         costs that are negative, not finite, or not one a market
└── NothingFills     all markets together do not fill the order
"""

from dataclasses import dataclass
from heapq import heappop, heappush

import numpy as np

from solver.optimizer.fixed_costs.engine import Engine
from solver.optimizer.fixed_costs.left_out import LeftOut
from solver.optimizer.fixed_costs.relaxation import GHOST, Node, relax
from solver.optimizer.fixed_costs.searching import TOLERANCE, Search
from solver.optimizer.program.network import Flags, Floats

SOLVES = 400
"""Far more than 35 to 100 pools need; proofs over ten pools with dear gas take a few hundred at worst."""
_ROUNDS, _SLIGHT = 6, 0.05


class ChoiceError(ValueError):
    """Nothing can be chosen."""


@dataclass(eq=False)
class BadCosts(ChoiceError):
    """There must be as many as markets, finite and not negative."""

    costs: Floats
    markets: int


@dataclass(eq=False)
class NothingFills(ChoiceError):
    """Not even all markets together."""

    solves: int


@dataclass(frozen=True, slots=True, eq=False)
class Choice:
    """on: the markets used, none where costs eat all that selling brings. Values are the network's, net of costs.

    bound: nothing is worth more, up to TOLERANCE; lagrangian: the bound at bound_prices alone, before branching
    prices: the optimum's over the chosen markets; undecided: markets the bounds left open, before branching
    left_out: None for a market that is used
    """

    on: Flags
    value: float
    bound: float
    prices: Floats
    lagrangian: float
    bound_prices: Floats
    undecided: int
    solves: int
    left_out: tuple[LeftOut | None, ...]

    @property
    def gap(self) -> float:
        """What a better choice could gain at most."""
        return max(0.0, self.bound - self.value)

    @property
    def certified(self) -> bool:
        """Whether no choice is better by more than the tolerance."""
        return self.gap <= TOLERANCE * max(1e-300, abs(self.value))


def choose(engine: Engine, costs: Floats, *, solves: int = SOLVES) -> Choice:
    """costs: of using each market at all, in units of the network's value, sum of value_t psi_t. Raises ChoiceError.

    solves: budget; the answer and its bound hold whatever it is, a proof of optimality may need more
    """
    if costs.shape != (engine.markets,) or not np.isfinite(costs).all() or (costs < 0).any():
        raise BadCosts(costs, engine.markets)
    search = Search(engine, costs, solves)
    everything = np.ones(engine.markets, dtype=np.bool_)
    search.value_of(everything)
    if search.best == -np.inf:
        raise NothingFills(search.solves)
    root = _explore(search)
    undecided = int(root.free.sum())
    bound = max(_branch(search, root), search.best)
    reasons = search.reasons(proved=bound <= search.target)
    lagrangian, at = search.lagrangian()
    bound = max(search.best, min(lagrangian, bound))
    prices, bound_prices = search.best_prices, search.prices[at]
    return Choice(
        search.best_used, search.best, bound, prices, lagrangian, bound_prices, undecided, search.solves, reasons
    )


def _explore(search: Search) -> Node:
    """All but branching; what the bounds leave open."""
    _settle(search)
    root = search.fixed(_root(search))
    if root.free.any():
        _, root = relax(search, root, precise=True)
        search.value_of(root.rounded())
        _settle(search)
        _thin(search, root.shares >= _SLIGHT)
    _try_alone(search)
    _flip(search)
    return search.fixed(root)


def _root(search: Search) -> Node:
    """Between all markets open and only those that earn their cost even so."""
    least = search.net[0] + search.costs
    few = search.solve(np.where(search.net[0] > 0.0, 1.0, GHOST))
    return Node.root(search.costs, few.earned, least)


def _settle(search: Search) -> None:
    """Keep what earns its cost at the last prices, solve again, until the same markets do."""
    for _ in range(_ROUNDS):
        kept = search.net[-1] > 0.0
        if search.known(kept) or not search.may_beat(kept):
            return
        search.value_of(kept)


def _thin(search: Search, on: Flags) -> None:
    """Drop the worst quarter of those that earn less than they cost, solve again, until none does.

    What only together leads anywhere is kept together: dropping all of them at once would cut it.
    """
    while search.left > 0 and search.may_beat(on):
        trial, _ = search.attempt(on)
        net = np.where(trial.used > 0.0, trial.earned - search.costs, np.inf)
        losing = int((net < 0.0).sum())
        if not losing:
            return
        on = trial.used > 0.0
        on[np.argsort(net)[: -(-losing // 4)]] = False


def _try_alone(search: Search) -> None:
    for alone in search.alone():
        if search.left > 0 and search.may_beat(alone):
            search.value_of(alone)


def _flip(search: Search) -> None:
    """Drop, add and swap markets, the most promising by the bounds first, until none gains."""
    improved = True
    while improved and search.left > 0:
        improved = False
        for changed in search.neighbours():
            if search.left > 0 and search.may_beat(changed) and search.value_of(changed):
                improved = True
                break


def _branch(search: Search, root: Node) -> float:
    """Best bound first; what no choice exceeds once the budget is spent or nothing is open."""
    count, unresolved, open_ = 0, search.best, [(-search.bound(root), 0, root)]
    while open_:
        most = -open_[0][0]
        if most <= search.target or search.left <= 0:
            return max(most, unresolved)
        bound, node = relax(search, heappop(open_)[2], precise=False)
        if bound > search.target:
            search.value_of(node.rounded())
        node = search.fixed(node)
        if not node.free.any():
            unresolved = max(unresolved, min(search.bound(node), _most_of(search, node)))
        for child in node.children(search.net[-1]):
            bound = search.bound(child)
            if bound > search.target:
                count += 1
                heappush(open_, (-bound, count, child))
    return unresolved


def _most_of(search: Search, node: Node) -> float:
    """Of a choice that is decided: by the solver's own dual, which knows what prices do not: what leads nowhere."""
    trial, _ = search.attempt(node.on)
    return (trial.worth if trial.most is None else trial.most) - float(search.costs @ node.on)
