"""Whether some single path beats an answer, by exact quotes, without quoting every path.

At an optimum's prices p a trade on market m never gains more than its best arbitrage a_m. So what a path of which
`left` more hops are allowed can still come to is at most p times what it holds now, and the `left` largest a_m: a path
that cannot beat the answer even so is not followed.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from solver.domain.primitives import Address
from solver.markets.market import MarketError
from solver.optimizer.answer import Answer, answer
from solver.optimizer.paths import Edge, Network, Path, hops_along, network
from solver.optimizer.problem import RouteProblem

_SLACK = 1e-9
"""Of the worth of the order: floats may be this far off."""


@dataclass(slots=True)
class _Search:
    """best: the score to beat; most: by number of hops left, the most that they can earn."""

    problem: RouteProblem
    net: Network
    prices: Mapping[Address, float]
    most: tuple[float, ...]
    gas_price: float
    best: float
    found: tuple[Path, int] | None = None

    def forward(self, path: Path, token: Address, amount: int, gas: int) -> None:
        """Extend a path at its end; amount_in is the order's."""
        left = self.problem.most_hops - len(path)
        for edge in self.net.leaving.get(token, ()):
            if not self._open(path, edge, edge.token_out, self.net.hops_to_buy, left):
                continue
            try:
                got, used = self.problem.markets[edge.market].quote_with_gas(token, edge.token_out, amount)
            except MarketError:
                continue
            worth = self.prices[edge.token_out] * got - self.gas_price * (gas + used)
            ends = edge.token_out == self.problem.buy_token
            if got <= 0 or worth + (0.0 if ends else self.most[left - 1]) <= self.best:
                continue
            if ends:
                self.best, self.found = worth, ((*path, edge), self.problem.amount)
            else:
                self.forward((*path, edge), edge.token_out, got, gas + used)

    def backward(self, path: Path, token: Address, amount: int, gas: int) -> None:
        """Extend a path at its beginning; amount_out is the order's."""
        left = self.problem.most_hops - len(path)
        for edge in self.net.arriving.get(token, ()):
            if not self._open(path, edge, edge.token_in, self.net.hops_from_sell, left):
                continue
            try:
                asked, used = self.problem.markets[edge.market].quote_out_with_gas(edge.token_in, token, amount)
            except MarketError:
                continue
            worth = -self.prices[edge.token_in] * asked - self.gas_price * (gas + used)
            ends = edge.token_in == self.problem.sell_token
            if worth + (0.0 if ends else self.most[left - 1]) <= self.best:
                continue
            if ends:
                self.best, self.found = worth, ((edge, *path), asked)
            else:
                self.backward((edge, *path), edge.token_in, asked, gas + used)

    def _open(self, path: Path, edge: Edge, end: Address, distance: Mapping[Address, int], left: int) -> bool:
        seen = {token for e in path for token in (e.token_in, e.token_out)}
        pools = {e.market for e in path}
        return (
            end in self.prices and end not in seen and edge.market not in pools and distance.get(end, left) <= left - 1
        )


def better_path(
    problem: RouteProblem, floor: Answer | None, prices: Mapping[Address, float], earnings: Sequence[float]
) -> Answer | None:
    """The best single path, if its score is above the floor's.

    prices: of a unit of each token in the objective token; earnings: best arbitrage of each market at these prices
    """
    largest = sorted(earnings, reverse=True)[: problem.most_hops]
    most = tuple(sum(largest[:hops]) for hops in range(problem.most_hops + 1))
    fixed = problem.sell_token if problem.exact_in else problem.buy_token
    slack = _SLACK * prices[fixed] * problem.amount
    start = float("-inf") if floor is None else float(floor.score) - slack
    search = _Search(problem, network(problem), prices, most, float(problem.gas_price_units), start)
    if problem.exact_in:
        search.forward((), problem.sell_token, problem.amount, 0)
    else:
        search.backward((), problem.buy_token, problem.amount, 0)
    if search.found is None:
        return None
    walked = hops_along(problem, *search.found)
    best = None if walked is None else answer(problem, *walked)
    return None if best is None or (floor is not None and best.score <= floor.score) else best
