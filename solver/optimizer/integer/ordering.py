"""The order of tokens in which nothing is spent before it has arrived, and what to do where there is none."""

from collections.abc import Iterable, Mapping

from solver.domain.primitives import Address
from solver.optimizer.integer.legs import Leg

_Edge = tuple[Address, Address]


def topological(legs: Iterable[Leg]) -> tuple[Address, ...] | None:
    """Every token before those it is spent on, ties by address; None where flows run in a circle."""
    ahead: dict[Address, set[Address]] = {}
    arriving: dict[Address, int] = {}
    for leg in legs:
        arriving.setdefault(leg.token_in, 0)
        if leg.token_out not in ahead.setdefault(leg.token_in, set()):
            ahead[leg.token_in].add(leg.token_out)
            arriving[leg.token_out] = arriving.get(leg.token_out, 0) + 1
    order = []
    while ready := sorted(token for token, count in arriving.items() if not count):
        for token in ready:
            order.append(token)
            del arriving[token]
            for end in ahead.get(token, ()):
                arriving[end] -= 1
    return None if arriving else tuple(order)


def on_circles(legs: Iterable[Leg]) -> set[Address]:
    """Tokens of the first knot of circles: each reaches each other, and nothing reaches them from outside."""
    ahead: dict[Address, set[Address]] = {}
    for leg in legs:
        ahead.setdefault(leg.token_in, set()).add(leg.token_out)
        ahead.setdefault(leg.token_out, set())
    reach = {token: _reach(ahead, token) for token in sorted(ahead)}
    for token, reached in reach.items():
        if token in reached and all(other in reached for other, theirs in reach.items() if token in theirs):
            return {other for other in reached if token in reach[other]}
    return set()


def _reach(ahead: Mapping[Address, set[Address]], start: Address) -> set[Address]:
    reached: set[Address] = set()
    frontier = ahead[start]
    while frontier:
        reached |= frontier
        frontier = set().union(*(ahead[token] for token in frontier)) - reached
    return reached


def uncircled(legs: Iterable[Leg], worth: Mapping[Address, float]) -> tuple[Leg, ...]:
    """Legs without the circulation in them.

    From each circle as much worth is taken as its weakest step carries, so that what arrives at a token still is about
    what leaves it.
    """
    left = list(legs)
    while circle := _circle(left):
        carried = {edge: sum(_worth(leg, worth) for leg in left if _edge(leg) == edge) for edge in circle}
        weakest = min(circle, key=lambda edge: (carried[edge], edge))
        taken = carried[weakest]
        left = [
            leg.scaled(1 - taken / carried[_edge(leg)]) if _edge(leg) in carried and carried[_edge(leg)] else leg
            for leg in left
            if _edge(leg) != weakest
        ]
    return tuple(left)


def _edge(leg: Leg) -> _Edge:
    return leg.token_in, leg.token_out


def _worth(leg: Leg, worth: Mapping[Address, float]) -> float:
    return leg.spent * worth.get(leg.token_in, 0.0)


def _circle(legs: Iterable[Leg]) -> tuple[_Edge, ...]:
    """The steps of one circle; empty where there is none."""
    ahead: dict[Address, list[Address]] = {}
    for leg in legs:
        ahead.setdefault(leg.token_in, []).append(leg.token_out)
    done: set[Address] = set()
    for start in sorted(ahead):
        path = _walk(ahead, start, done)
        if path:
            return tuple(zip(path, path[1:] + path[:1], strict=True))
    return ()


def _walk(ahead: Mapping[Address, list[Address]], start: Address, done: set[Address]) -> list[Address]:
    """Depth first from start; the tokens of the first circle met. done: tokens known to lead into none."""
    path, choices = [start], [iter(sorted(set(ahead.get(start, ()))))]
    while path:
        token = next(choices[-1], None)
        if token is None:
            done.add(path.pop())
            choices.pop()
        elif token in path:
            return path[path.index(token) :]
        elif token not in done:
            path.append(token)
            choices.append(iter(sorted(set(ahead.get(token, ())))))
    return []
