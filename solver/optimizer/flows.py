"""The continuous answer as flows along edges: its worth, what it misses, and an order in which to execute it."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import permutations

import numpy as np

from solver.domain.primitives import Address
from solver.optimizer.convex import Solution
from solver.optimizer.forms import Forms, StableForm
from solver.optimizer.paths import Edge

_PERMUTED = 6
_DUST = 1e-7
"""Flows below this share of the order are noise of the interior point."""


@dataclass(frozen=True, slots=True)
class Flow:
    """spent, got: units of the edge's tokens; worth: in units of the order."""

    edge: Edge
    spent: float
    got: float
    worth: float


@dataclass(frozen=True, slots=True)
class Continuous:
    """primal: received or spent, in the objective token's unit; shortfall: worst balance missing, by the order."""

    primal: float
    shortfall: float
    flows: tuple[Flow, ...]


def continuous(given: Forms, solution: Solution) -> Continuous:
    """Recompute the answer from its inputs by the closed forms, trusting no output of the solver."""
    net = np.zeros(len(given.tokens))
    paid = given.pieces.pays(solution.spends)
    np.subtract.at(net, given.pieces.token_in, solution.spends)
    np.add.at(net, given.pieces.token_out, paid)
    flows = _piece_flows(given, solution)
    for form, added, wanted in zip(given.stables, solution.added, solution.taken, strict=True):
        allowed = form.curve.allowed(added, wanted)
        taken = tuple(allowed * form.curve.keep * t for t in wanted)
        for i, token in enumerate(form.tokens):
            if token is not None:
                net[token] += taken[i] - added[i]
        flows.extend(_pairs(given, solution, form, added, taken))
    objective = given.buy if given.exact_in else given.sell
    primal = float(net[objective]) * (1 if given.exact_in else -1)
    net[objective] = 0.0
    net[given.sell if given.exact_in else given.buy] += given.amount * (1 if given.exact_in else -1)
    shortfall = max(0.0, float(-net.min())) / given.amount
    return Continuous(primal, shortfall, tuple(flow for flow in flows if flow.worth > _DUST))


def _piece_flows(given: Forms, solution: Solution) -> list[Flow]:
    pieces, paid = given.pieces, given.pieces.pays(solution.spends)
    spent_by = np.bincount(pieces.edge, solution.spends, len(pieces.edges))
    paid_by = np.bincount(pieces.edge, paid, len(pieces.edges))
    found: dict[int, Flow] = {}
    for number, edge in enumerate(pieces.edges):
        flow = _flow(given, solution, edge, float(spent_by[number]), float(paid_by[number]))
        opposite = found.get(edge.market)
        if opposite is None or flow.worth > opposite.worth:
            found[edge.market] = flow
    return list(found.values())


def _flow(given: Forms, solution: Solution, edge: Edge, spent: float, got: float) -> Flow:
    token_in, token_out = given.tokens.index(edge.token_in), given.tokens.index(edge.token_out)
    worth = spent * float(solution.prices[token_in])
    return Flow(edge, spent * float(given.scale[token_in]), got * float(given.scale[token_out]), worth)


def _pairs(
    given: Forms, solution: Solution, form: StableForm, added: tuple[float, ...], taken: tuple[float, ...]
) -> list[Flow]:
    """A trade of many coins as swaps of two: each coin added buys those taken in proportion to their worth."""
    prices = [float(solution.prices[t]) if t is not None else 0.0 for t in form.tokens]
    net = [t - a for t, a in zip(taken, added, strict=True)]
    bought = {j: n for j, n in enumerate(net) if n > 0 and form.can_take[j]}
    total = sum(n * prices[j] for j, n in bought.items())
    found = []
    for i, sold in enumerate(net):
        if sold >= 0 or not total:
            continue
        for j, amount in bought.items():
            share = amount * prices[j] / total
            token_in, token_out = form.tokens[i], form.tokens[j]
            if token_in is None or token_out is None:
                continue
            edge = Edge(form.market, given.tokens[token_in], given.tokens[token_out])
            found.append(_flow(given, solution, edge, -sold * share, -sold * prices[i] * share / prices[j]))
    return found


def token_order(flows: Iterable[Flow], sell: Address, buy: Address) -> tuple[Address, ...]:
    """Tokens from sell to buy such that as little worth as possible flows backwards; fixed by the flows alone."""
    worth: dict[tuple[Address, Address], float] = {}
    for flow in flows:
        key = (flow.edge.token_in, flow.edge.token_out)
        worth[key] = worth.get(key, 0.0) + flow.worth
    between = sorted({token for pair in worth for token in pair} - {sell, buy})
    if len(between) > _PERMUTED:
        leaving = {t: sum(w for (a, _), w in worth.items() if a == t and _ != buy) for t in between}
        arriving = {t: sum(w for (a, b), w in worth.items() if b == t and a != sell) for t in between}
        return (sell, *sorted(between, key=lambda t: (arriving[t] - leaving[t], t)), buy)
    best = min(permutations(between), key=lambda order: _backwards(worth, order))
    return (sell, *best, buy)


def _backwards(worth: dict[tuple[Address, Address], float], order: tuple[Address, ...]) -> float:
    return sum(worth.get((later, earlier), 0.0) for k, later in enumerate(order) for earlier in order[:k])


def runs_forward(edge: Edge, order: tuple[Address, ...]) -> bool:
    """Whether the edge spends a token that is complete before the token it pays."""
    return (
        edge.token_in in order and edge.token_out in order and order.index(edge.token_in) < order.index(edge.token_out)
    )
