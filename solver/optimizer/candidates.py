"""Answers in integers that an optimum leads to, and the best of them.

Where no circle of free money is among the flows, the optimum's own flows are next to the best. Where there is one it
may need more capital than the order brings, and integers fall behind; then optima without circles are tried, and the
grid of paths, and an optimum over the grid's markets. What is best by then is split once more over its own markets.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from solver.domain.primitives import Address
from solver.optimizer.answer import Answer, NoRoute
from solver.optimizer.challenge import better_path
from solver.optimizer.costing import fills
from solver.optimizer.executing import executed
from solver.optimizer.gas_use import left_after_gas
from solver.optimizer.grid import best_grid_split
from solver.optimizer.paths import used
from solver.optimizer.problem import RouteProblem
from solver.optimizer.program.back import flows, priced
from solver.optimizer.program.build import Program
from solver.optimizer.program.earned import earned
from solver.optimizer.program.network import Floats, Network, Optimum
from solver.optimizer.program.one_way import one_way, token_order
from solver.optimizer.program.restriction import along, restricted
from solver.optimizer.program.trimming import trimmed
from solver.optimizer.single_path import best_single_path

_FAR, _PROVEN, _EXACT = 1e-6, 1e-5, 1e-9
_TRIMS, _SETTLINGS, _FINALISTS = 3, 3, 3

_FEW = 64
"""Over so many markets the grid takes a tenth of a second at most: time that an auction has."""


@dataclass(frozen=True, slots=True, eq=False)
class Way:
    """How optima are found, under which name, and the time since the beginning."""

    method: str
    solve: Callable[[Network, Optimum | None], Optimum]
    elapsed_ns: Callable[[], int]


@dataclass(frozen=True, slots=True, eq=False)
class Chosen:
    """The optimum over the markets that earn their gas; net_prices: where the bound with gas is low."""

    program: Program
    found: Optimum
    net_prices: Floats


def best_answer(problem: RouteProblem, program: Program, found: Optimum, chosen: Chosen, way: Way) -> Answer | NoRoute:
    """Never worse than any single path; nor than the grid, over few markets, or by more than _PROVEN over many."""
    search = _Search(problem, program, chosen, way, dict(priced(program, found.prices, _objective(problem))))
    expected = abs(chosen.found.primal) * search.unit
    answers = [*search.made(chosen.program, chosen.found), *search.trimmed(chosen.program, chosen.found)]
    best = max(answers, key=_rank, default=None)
    whole = [] if chosen.program is program else list(search.made(program, found))
    if best is None or _behind(problem, best, expected):
        finalists = sorted([*answers, *whole, *search.others()], key=_rank, reverse=True)[:_FINALISTS]
        return max(map(search.settled, finalists), key=_rank) if finalists else best_single_path(problem)
    starts = [best, *whole]
    if search.room(best) > (_EXACT if len(problem.markets) <= _FEW else _PROVEN):
        starts += search.rivals()
    else:
        path = better_path(problem, best, search.prices, search.gains(found.prices).tolist())
        starts += [] if path is None else [path]
    return max(map(search.settled, starts), key=_rank)


def _rank(one: Answer) -> tuple[int, int]:
    """By score; of equals the one that delivers more."""
    return one.score, one.amount_out


def _behind(problem: RouteProblem, found: Answer, expected: float) -> bool:
    """Whether integers miss what was expected by far more than their rounding."""
    missing = expected - found.amount_out if problem.exact_in else found.amount_in - expected
    return missing > _FAR * expected


def _objective(problem: RouteProblem) -> Address:
    return problem.buy_token if problem.exact_in else problem.sell_token


@dataclass(frozen=True, slots=True, eq=False)
class _Search:
    """prices: of a unit of each token in the objective token."""

    problem: RouteProblem
    program: Program
    chosen: Chosen
    way: Way
    prices: dict[Address, float]

    @property
    def unit(self) -> float:
        """Units of the objective token that make 1.0."""
        return float(self.program.unit[self.program.place(_objective(self.problem))])

    def gains(self, prices: Floats) -> Floats:
        """Best arbitrage of each market, in units of the objective token."""
        program = self.program
        inside = earned(program.network, program.owners, prices, len(program.pools))
        return self.unit * (inside + earned(program.aside, program.aside_owners, prices, len(program.pools)))

    def room(self, best: Answer) -> float:
        """By what fraction an answer could be better, net of gas, as far as is known."""
        prices, problem = self.chosen.net_prices, self.problem
        left = left_after_gas(problem, self.program, prices, self.gains(prices))
        most = self.unit * float(self.program.network.supply @ prices) + float(left.sum())
        return (most - best.score) / max(abs(best.score), 1)

    def settled(self, best: Answer) -> Answer:
        """Split over the same markets by their own optimum, again and again while it gains."""
        for _ in range(_SETTLINGS):
            made = max(self._split_anew(best), key=_rank, default=best)
            if _rank(made) <= _rank(best):
                break
            best = made
        return best

    def _split_anew(self, best: Answer) -> Iterator[Answer]:
        """Over the markets of an answer, and over them for no other tokens than it trades there."""
        edges = used(self.problem, best)
        traded = {(edge.market, token) for edge in edges for token in (edge.token_in, edge.token_out)}
        for part in (restricted(self.program, {edge.market for edge in edges}), along(self.program, traded)):
            found = self.way.solve(part.network, self.chosen.found)
            yield from self.made(part, found)
            yield from self.trimmed(part, found)

    def trimmed(self, part: Program, found: Optimum) -> Iterator[Answer]:
        """Without crossing ticks that do not pay for themselves."""
        price = float(self.problem.gas_price_units) / self.unit
        for _ in range(_TRIMS if price else 0):
            lesser = trimmed(part, found, self.problem.markets, price)
            if lesser is None:
                return
            part, found = lesser, self.way.solve(lesser.network, found)
            yield from self.made(part, found)

    def rivals(self) -> list[Answer]:
        """The best single path and the best split on the grid."""
        single = best_single_path(self.problem)
        return [one for one in (single, best_grid_split(self.problem, single)) if isinstance(one, Answer)]

    def others(self) -> Iterator[Answer]:
        """Without circles by the order in which the optimum or the best path visits tokens; then by the grid."""
        problem, chosen = self.problem, self.chosen
        ends = (problem.sell_token, problem.buy_token)
        rivals = self.rivals()
        yield from rivals
        yield from self._forward(chosen.program, token_order(flows(chosen.program, chosen.found), *ends, self.prices))
        for rival in rivals:
            visited = [hop.token_in for hop in rival.hops if hop.token_in not in ends]
            order = tuple(
                dict.fromkeys((ends[0], *visited, *(t for t in self.program.tokens if t not in ends), ends[1]))
            )
            yield from self._forward(self.program, order)
            places = {edge.market for edge in used(problem, rival)}
            if len(places) > 1:
                yield from self._forward(restricted(self.program, places), order)

    def _forward(self, part: Program, order: tuple[Address, ...]) -> Iterator[Answer]:
        yield from self._answer(one_way(part, order))

    def _answer(self, part: Program) -> Iterator[Answer]:
        yield from self.made(part, self.way.solve(part.network, self.chosen.found))

    def made(self, part: Program, found: Optimum) -> Iterator[Answer]:
        """An optimum in integers, where it fills the order."""
        if fills(found):
            expected = abs(found.primal) * self.unit
            made = executed(self.problem, flows(part, found), self.prices, expected)
            if isinstance(made, Answer):
                yield made
