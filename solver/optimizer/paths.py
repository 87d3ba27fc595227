"""Simple paths from the sell to the buy token, and what each gives exactly."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, permutations

from solver.domain.primitives import Address
from solver.domain.route import Hop
from solver.markets.market import Market, MarketError
from solver.optimizer.answer import Answer
from solver.optimizer.problem import RouteProblem

_PARALLEL = 8
"""Of the pools between two tokens: so many are followed."""


@dataclass(frozen=True, slots=True)
class Edge:
    """One direction of one market, by its place in the problem."""

    market: int
    token_in: Address
    token_out: Address


Path = tuple[Edge, ...]


@dataclass(frozen=True, slots=True)
class Quote:
    """A path at one amount: exact ends and gas; where amount_out is asked for, the path may deliver a little more."""

    path: Path
    amount_in: int
    amount_out: int
    gas: int


@dataclass(frozen=True, slots=True)
class Network:
    """Edges by the token they spend and by the token they pay, and each token's least number of hops to either end.

    No edge comes back to the sell token or leaves the buy token.
    """

    leaving: dict[Address, tuple[Edge, ...]]
    arriving: dict[Address, tuple[Edge, ...]]
    hops_from_sell: dict[Address, int]
    hops_to_buy: dict[Address, int]


def network(problem: RouteProblem) -> Network:
    """All edges of the problem's markets."""
    leaving: dict[Address, list[Edge]] = {}
    arriving: dict[Address, list[Edge]] = {}
    for place, market in enumerate(problem.markets):
        for token_in, token_out in permutations(market.tokens, 2):
            if token_in != problem.buy_token and token_out != problem.sell_token:
                edge = Edge(place, token_in, token_out)
                leaving.setdefault(token_in, []).append(edge)
                arriving.setdefault(token_out, []).append(edge)
    forwards = {token: {e.token_out for e in edges} for token, edges in leaving.items()}
    backwards = {token: {e.token_in for e in edges} for token, edges in arriving.items()}
    return Network(
        {token: tuple(edges) for token, edges in leaving.items()},
        {token: tuple(edges) for token, edges in arriving.items()},
        _distances(problem.sell_token, forwards),
        _distances(problem.buy_token, backwards),
    )


def _distances(start: Address, neighbours: dict[Address, set[Address]]) -> dict[Address, int]:
    distance, frontier = {start: 0}, {start}
    while frontier:
        reached: set[Address] = set().union(*(neighbours.get(token, set()) for token in frontier))
        frontier = reached - distance.keys()
        distance.update(dict.fromkeys(sorted(frontier), max(distance.values()) + 1))
    return distance


def quoted_paths(problem: RouteProblem, amount: int) -> Iterator[Quote]:
    """Paths of at most most_hops over distinct pools and tokens that can trade amount, in a fixed order.

    All of them, but of many parallel pools only those that may lead to the best path.
    amount is of the side the problem fixes: spent on the way forward, or received and followed back to its least input.
    """
    net = network(problem)
    if problem.exact_in:
        return _forward(problem, net, Quote((), amount, amount, 0))
    return _backward(problem, net, Quote((), amount, amount, 0))


def _forward(problem: RouteProblem, net: Network, so_far: Quote) -> Iterator[Quote]:
    """Extend a path at its end, sharing the quotes of common beginnings."""
    end = so_far.path[-1].token_out if so_far.path else problem.sell_token
    seen, pools = {e.token_in for e in so_far.path}, {e.market for e in so_far.path}
    room = problem.most_hops - len(so_far.path) - 1
    found = list[Quote]()
    for edge in net.leaving.get(end, ()):
        if edge.token_out in seen or edge.market in pools or net.hops_to_buy.get(edge.token_out, room + 1) > room:
            continue
        got = _trade(problem.markets[edge.market], edge, so_far.amount_out)
        if got is not None:
            found.append(Quote((*so_far.path, edge), so_far.amount_in, got[0], so_far.gas + got[1]))
    for longer in _best_of_each(found, lambda quote: (quote.path[-1].token_out, -quote.amount_out)):
        if longer.path[-1].token_out == problem.buy_token:
            yield longer
        else:
            yield from _forward(problem, net, longer)


def _backward(problem: RouteProblem, net: Network, so_far: Quote) -> Iterator[Quote]:
    """Extend a path at its beginning, sharing the quotes of common endings."""
    begin = so_far.path[0].token_in if so_far.path else problem.buy_token
    seen, pools = {e.token_out for e in so_far.path}, {e.market for e in so_far.path}
    room = problem.most_hops - len(so_far.path) - 1
    found = list[Quote]()
    for edge in net.arriving.get(begin, ()):
        if edge.token_in in seen or edge.market in pools or net.hops_from_sell.get(edge.token_in, room + 1) > room:
            continue
        asked = _asked(problem.markets[edge.market], edge, so_far.amount_in)
        if asked is not None:
            found.append(Quote((edge, *so_far.path), asked[0], so_far.amount_out, so_far.gas + asked[1]))
    for longer in _best_of_each(found, lambda quote: (quote.path[0].token_in, quote.amount_in)):
        if longer.path[0].token_in == problem.sell_token:
            yield longer
        else:
            yield from _backward(problem, net, longer)


def _best_of_each(found: Sequence[Quote], rank: Callable[[Quote], tuple[Address, int]]) -> Iterator[Quote]:
    """Of parallel edges the best few, and worse ones that take less gas than all better ones, in the order given.

    No path over another edge is better, but one that needs a better edge's pool elsewhere; and among hundreds of
    parallel pools all paths could not be counted. rank: the token at the far end, and an amount that is better if less
    """
    if len(found) <= _PARALLEL:
        yield from found
        return
    kept, ranked = set[int](), sorted(range(len(found)), key=lambda place: (*rank(found[place]), found[place].gas))
    for _, places in groupby(ranked, key=lambda place: rank(found[place])[0]):
        least: int | None = None
        for nth, place in enumerate(places):
            gas = found[place].gas
            if nth < _PARALLEL or least is None or gas < least:
                kept.add(place)
            least = gas if least is None else min(least, gas)
    yield from (quote for place, quote in enumerate(found) if place in kept)


def _asked(market: Market, edge: Edge, amount_out: int) -> tuple[int, int] | None:
    try:
        return market.quote_out_with_gas(edge.token_in, edge.token_out, amount_out)
    except MarketError:
        return None


def _trade(market: Market, edge: Edge, amount_in: int) -> tuple[int, int] | None:
    try:
        got = market.quote_with_gas(edge.token_in, edge.token_out, amount_in)
    except MarketError:
        return None
    return got if got[0] > 0 else None


def quote_back(problem: RouteProblem, path: Path, amount_out: int) -> Quote | None:
    """Least input with which path delivers amount_out, and what it then delivers; None where it cannot."""
    amount = amount_out
    try:
        for edge in reversed(path):
            amount = problem.markets[edge.market].quote_out(edge.token_in, edge.token_out, amount)
    except MarketError:
        return None
    return quote_forward(problem, path, amount)


def quote_forward(problem: RouteProblem, path: Path, amount_in: int) -> Quote | None:
    """What path delivers for amount_in; None where it cannot."""
    hops = hops_along(problem, path, amount_in)
    return None if hops is None else Quote(path, amount_in, hops[0][-1].amount_out, hops[1])


def hops_along(problem: RouteProblem, path: Path, amount_in: int) -> tuple[tuple[Hop, ...], int] | None:
    """The hops of path, each spending all that the one before delivers, and their gas."""
    hops, amount, gas = [], amount_in, 0
    for edge in path:
        market = problem.markets[edge.market]
        got = _trade(market, edge, amount)
        if got is None:
            return None
        hops.append(hop(market, edge, amount, got[0]))
        amount, gas = got[0], gas + got[1]
    return tuple(hops), gas


def used(problem: RouteProblem, found: Answer) -> frozenset[Edge]:
    """The edges of an answer."""
    places = {market.pool: place for place, market in enumerate(problem.markets)}
    return frozenset(Edge(places[h.pool], h.token_in, h.token_out) for h in found.hops)


def hop(market: Market, edge: Edge, amount_in: int, amount_out: int) -> Hop:
    """One swap with its amounts."""
    param = market.hop_param(edge.token_in, edge.token_out)
    return Hop(market.family, market.pool, edge.token_in, edge.token_out, amount_in, amount_out, param)
