"""The grid splitter: shares of 5 % over at most seven paths that share no pool, as Uniswap's smart order router does.

Exact quotes of each candidate at each share make a table; the split starts from the best single path and moves shares
between paths, opening and closing them, while that improves the score net of gas.
"""

import heapq
from collections.abc import Iterator
from dataclasses import dataclass, field

from solver.domain.route import Hop
from solver.optimizer.answer import Answer, NoRoute, answer
from solver.optimizer.paths import Path, Quote, hops_along, quote_back, quote_forward, quoted_paths
from solver.optimizer.problem import RouteProblem

STEPS = 20
MOST_SPLITS = 7
_SAMPLED_STEPS = (1, 4, 10, STEPS)
_CANDIDATES = 10

Split = dict[int, int]
"""Shares of each candidate path, by its place; they sum to STEPS."""


@dataclass(slots=True)
class _Table:
    """Exact quotes of candidate paths at each share, made when first asked for."""

    problem: RouteProblem
    paths: tuple[Path, ...]
    quotes: dict[tuple[int, int], Quote | None] = field(default_factory=dict)

    def quote(self, place: int, steps: int) -> Quote | None:
        key = (place, steps)
        if key not in self.quotes:
            walk = quote_forward if self.problem.exact_in else quote_back
            self.quotes[key] = walk(self.problem, self.paths[place], _share(self.problem.amount, steps))
        return self.quotes[key]

    def score(self, place: int, steps: int) -> int | None:
        if not steps:
            return 0
        quote = self.quote(place, steps)
        return None if quote is None else self.problem.score(quote.amount_in, quote.amount_out, quote.gas)


def best_grid_split(problem: RouteProblem, single: Answer | NoRoute) -> Answer | NoRoute:
    """Local search over whole shares; never worse than single, the best single path."""
    table = _Table(problem, _candidates(problem))
    whole = {place: table.score(place, STEPS) for place in range(len(table.paths))}
    fillable = {place: score for place, score in whole.items() if score is not None}
    start = {max(fillable, key=lambda place: fillable[place]): STEPS} if fillable else _first_fill(table)
    if start is None:
        return single
    split = start
    while (better := _best_move(table, split)) is not None:
        split = better
    walked = _walk(table, split)
    if walked is None or (isinstance(single, Answer) and single.score >= walked.score):
        return single
    return walked


def _share(amount: int, steps: int) -> int:
    """About so many steps; _walk cuts the exact ones, which sum to the order."""
    return max(1, amount * steps // STEPS)


def _candidates(problem: RouteProblem) -> tuple[Path, ...]:
    """The best paths at several shares, each ranked net of gas."""
    found: dict[Path, None] = {}
    for steps in _SAMPLED_STEPS:
        quotes = quoted_paths(problem, _share(problem.amount, steps))
        best = heapq.nlargest(_CANDIDATES, quotes, key=lambda q: problem.score(q.amount_in, q.amount_out, q.gas))
        found.update(dict.fromkeys(quote.path for quote in best))
    return tuple(found)


def _first_fill(table: _Table) -> Split | None:
    """Where no path can take everything: open paths greedily, share by share."""
    split: Split = {}
    for _ in range(STEPS):
        gains = [(gain, -place) for place, gain in _gains(table, split)]
        if not gains:
            return None
        place = -max(gains)[1]
        split[place] = split.get(place, 0) + 1
    return split


def _gains(table: _Table, split: Split) -> Iterator[tuple[int, int]]:
    for place in range(len(table.paths)):
        steps = split.get(place, 0)
        if not steps and not _may_open(table, split, place):
            continue
        now, then = table.score(place, steps), table.score(place, steps + 1)
        if now is not None and then is not None:
            yield place, then - now


def _may_open(table: _Table, split: Split, place: int) -> bool:
    pools = {edge.market for edge in table.paths[place]}
    taken = {edge.market for other in split for edge in table.paths[other]}
    return len(split) < MOST_SPLITS and not pools & taken


def _best_move(table: _Table, split: Split) -> Split | None:
    """Move some shares from one path to another where that gains most; None where nothing gains."""
    best_gain, best = 0, None
    for source, held in split.items():
        before = table.score(source, held)
        for steps in range(1, held + 1):
            after = table.score(source, held - steps)
            if before is None or after is None:
                continue
            rest = {place: s for place, s in split.items() if place != source or steps < held}
            for target in range(len(table.paths)):
                gain = _gain(table, rest, target, steps, after - before) if target != source else None
                if gain is not None and gain > best_gain:
                    best_gain, best = gain, _moved(split, source, target, steps)
    return best


def _gain(table: _Table, rest: Split, target: int, steps: int, given_up: int) -> int | None:
    holds = rest.get(target, 0)
    if not holds and not _may_open(table, rest, target):
        return None
    now, then = table.score(target, holds), table.score(target, holds + steps)
    return None if now is None or then is None else given_up + then - now


def _moved(split: Split, source: int, target: int, steps: int) -> Split:
    moved = {**split, source: split[source] - steps, target: split.get(target, 0) + steps}
    return {place: held for place, held in moved.items() if held}


def _walk(table: _Table, split: Split) -> Answer | None:
    """Exact amounts that sum to the order, path after path; the paths share no pool."""
    problem, hops, gas, done = table.problem, list[Hop](), 0, 0
    for place, steps in sorted(split.items()):
        begin, done = problem.amount * done // STEPS, done + steps
        part = problem.amount * done // STEPS - begin
        quote = (quote_forward if problem.exact_in else quote_back)(problem, table.paths[place], part)
        walked = None if quote is None else hops_along(problem, quote.path, quote.amount_in)
        if walked is None:
            return None
        hops.extend(walked[0])
        gas += walked[1]
    return answer(problem, tuple(hops), gas)
